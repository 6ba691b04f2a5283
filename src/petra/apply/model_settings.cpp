#include "petra/apply/model_settings.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace petra {

namespace {

using Json = nlohmann::ordered_json;

// The canonical form has lists of pairs where a parameter file has objects, to keep their order.
Json object_of_pairs(Json const& pairs) {
  Json object = Json::object();
  for (auto const& pair : pairs) {
    if (pair.is_array() && pair.size() == 2 && pair[0].is_string()) object[pair[0].get<std::string>()] = pair[1];
  }
  return object;
}

}  // namespace

Result<ExtractionSettings> settings_of_model(FrozenModality const& modality) {
  auto refuse = [&] {
    return make_error(ErrorCode::integrity, "extraction settings of " + modality.name,
                      "this version of petra reads them otherwise than the one that made the model: the features would "
                      "not be the model's",
                      "Use the petra that made the model, or run the study again with this one");
  };
  auto const canonical = Json::parse(modality.settings, nullptr, false);
  if (!canonical.is_object() || !canonical.contains("setting") || !canonical.contains("imageType") ||
      !canonical.contains("featureClass"))
    return refuse();
  Json const parameters = {{"imageType", object_of_pairs(canonical["imageType"])},
                           {"featureClass", object_of_pairs(canonical["featureClass"])},
                           {"setting", canonical["setting"]}};
  auto settings = parse_settings(parameters.dump(), "model.json");
  if (!settings) return std::move(settings).error().while_doing("reading the extraction settings of " + modality.name);
  if (settings->canonical != modality.settings || settings_hash(*settings) != modality.settings_sha256) return refuse();
  return settings;
}

}  // namespace petra
