#include "petra/extract/settings_json.hpp"

#include "petra/base/text.hpp"
#include "petra/extract/setting_rows.hpp"

namespace petra {

namespace {

using Json = nlohmann::ordered_json;

// What PyRadiomics' default dictionary says of keys that petra does not support: they are at these values, always.
Json default_value(SettingRow const& row) {
  if (row.type == SettingType::text && row.default_text != "null") return std::string(row.default_text);
  return Json::parse(row.default_text);
}

constexpr std::string_view kLastDefaultKey = "additionalInfo";  // of PyRadiomics' default dictionary, the first rows

Json settings_in_force(ExtractionSettings const& settings) {
  Json json = Json::object();
  bool in_default_dictionary = true;
  for (auto const& row : setting_rows()) {
    if (row.section != SettingSection::setting) {
      // PyRadiomics' dictionary has these only where a file gives them.
      auto const value = row.read(settings, settings.defaults);
      if (value != default_value(row)) json[std::string(row.key)] = value;
      continue;
    }
    if (row.supported()) {
      json[std::string(row.key)] = row.read(settings, settings.defaults);
    } else if (in_default_dictionary) {
      json[std::string(row.key)] = default_value(row);
    }
    if (row.key == kLastDefaultKey) in_default_dictionary = false;
  }
  return json;
}

// What this image type has different from `setting`.
Json own_settings(ExtractionSettings const& settings, ImageTypeSettings const& image) {
  Json json = Json::object();
  for (auto const& row : setting_rows()) {
    if (!row.supported() || row.scope != SettingScope::any_image_type) continue;
    auto const own = row.read(settings, image);
    if (own != row.read(settings, settings.defaults)) json[std::string(row.key)] = own;
  }
  return json;
}

Json image_types(ExtractionSettings const& settings) {
  Json json = Json::object();
  for (auto const& image : settings.image_types) json[image.image_type] = own_settings(settings, image);
  return json;
}

}  // namespace

std::string canonical_json(ExtractionSettings const& settings) {
  Json classes = Json::array();
  for (auto const& chosen : settings.feature_classes) classes.push_back({chosen.name, chosen.features});
  Json types = Json::array();
  for (auto const& image : settings.image_types) types.push_back({image.image_type, own_settings(settings, image)});
  Json const json = {{"setting", settings_in_force(settings)}, {"imageType", types}, {"featureClass", classes}};
  return json.dump();
}

std::string configuration_settings_json(ExtractionSettings const& settings) {
  return settings_in_force(settings).dump();
}

std::string configuration_image_types_json(ExtractionSettings const& settings) {
  return image_types(settings).dump();
}

}  // namespace petra
