#include "petra/extract/settings_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "petra/base/text.hpp"
#include "petra/extract/setting_rows.hpp"
#include "petra/filter/wavelet_bank.hpp"

namespace petra {

namespace {

std::vector<std::string> names_of(auto const& rows, auto name) {
  std::vector<std::string> names;
  for (auto const& row : rows) names.emplace_back(name(row));
  return names;
}

std::string hint(std::string_view name, std::vector<std::string> const& known) {
  if (auto const near = nearest_name(name, known)) return fmt::format("Did you mean \"{}\"", *near);
  return fmt::format("Known: {}", join(known, ", "));
}

bool contains(std::span<std::string_view const> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Reads a parameter tree into settings; gathers every problem instead of stopping at the first.
class Reader {
 public:
  Reader(std::string subject, ExtractionSettings& settings) : subject_(std::move(subject)), settings_(settings) {}

  // `from_file`: a parameter file that names no feature classes enables all of them, shape2D too; no file does not.
  void read(YamlNode const& root, std::vector<std::string> const& overrides, bool from_file) {
    from_file_ = from_file;
    if (root.kind == YamlNode::Kind::null) {
      warnings_.push_back("is empty; PyRadiomics' defaults are used");
      from_file_ = false;
    } else if (root.kind != YamlNode::Kind::map) {
      refuse("", "is not a parameter file: it holds no keys",
             "Write imageType, featureClass and setting, as PyRadiomics' parameter files do");
      return;
    } else {
      read_sections(root);
    }
    apply_overrides(overrides);
    read_image_types(root.find("imageType"));
    read_feature_classes(root.find("featureClass"));
  }

  void apply_overrides(std::vector<std::string> const& overrides) {
    for (auto const& text : overrides) {
      auto const colon = text.find(':');
      if (colon == std::string::npos) {
        refuse("-s " + text, "has no colon", "Write -s NAME:VALUE, for example -s binWidth:25", ErrorCode::usage);
        continue;
      }
      auto const key = std::string(trim(std::string_view(text).substr(0, colon)));
      bool const of_voxels = find_setting(key, SettingSection::voxel_setting) != nullptr;
      auto const* row =
          known_row(key, of_voxels ? SettingSection::voxel_setting : SettingSection::setting, "-s " + key);
      if (row == nullptr) continue;
      auto const node = override_node(*row, std::string_view(text).substr(colon + 1));
      apply(*row, node, "-s " + key, settings_.defaults);
    }
  }

  void default_image_types() { settings_.image_types = {image_type("Original")}; }

  void default_feature_classes() {
    // PyRadiomics registers its classes in alphabetical order.
    auto names = names_of(feature_families(), [](FamilyRow const& row) { return row.name; });
    std::sort(names.begin(), names.end());
    settings_.feature_classes.clear();
    for (auto& name : names) {
      if (name != "shape2D" || from_file_) settings_.feature_classes.push_back({std::move(name), {}});
    }
    put_shape_first();
  }

  // All problems in one error, or the warnings handed over.
  [[nodiscard]] Result<void> finish() {
    for (auto const& warning : warnings_) settings_.warnings.push_back(fmt::format("{}: {}", subject_, warning));
    if (problems_.empty()) return {};
    if (problems_.size() == 1) {
      auto& problem = problems_.front();
      problem.subject = problem.subject.empty() ? subject_ : fmt::format("{}, {}", subject_, problem.subject);
      return std::move(problem);
    }
    auto all = make_error(ErrorCode::not_supported, subject_, fmt::format("{} problems:", problems_.size()));
    for (auto const& problem : problems_) {
      all.message += "\n  " + format_error(problem);
      if (problem.code != ErrorCode::not_supported) all.code = problem.code;
    }
    return all;
  }

 private:
  void refuse(std::string subject, std::string message, std::string remedy, ErrorCode code = ErrorCode::invalid_input) {
    problems_.push_back(make_error(code, std::move(subject), std::move(message), std::move(remedy)));
  }

  void refuse_for_now(std::string where, std::string_view what) {
    refuse(std::move(where), fmt::format("{} is not supported yet", what),
           "Remove it, or use PyRadiomics for this extraction", ErrorCode::not_supported);
  }

  void warn(std::string const& where, std::string_view text) {
    warnings_.push_back(fmt::format("{}: {}", where, text));
  }

  [[nodiscard]] static std::string place(std::string_view field, YamlNode const& node) {
    return fmt::format("{} (line {})", field, node.line);
  }

  void read_sections(YamlNode const& root) {
    static std::vector<std::string> const kSections = {"setting", "imageType", "featureClass", "voxelSetting"};
    for (auto const& [key, node] : root.entries) {
      if (std::find(kSections.begin(), kSections.end(), key) == kSections.end()) {
        auto remedy = hint(key, kSections);
        if (find_setting(key, SettingSection::setting) != nullptr) remedy = "Put it under \"setting:\"";
        refuse(place(key.substr(0, 80), node), fmt::format("key \"{}\" is unknown here", key.substr(0, 80)), remedy);
      }
    }
    if (auto const* node = root.find("setting"))
      read_settings(*node, SettingSection::setting, "setting", settings_.defaults);
    if (auto const* node = root.find("voxelSetting"))
      read_settings(*node, SettingSection::voxel_setting, "voxelSetting", settings_.defaults);
  }

  // The section's node as a map; absent or empty sections are fine.
  [[nodiscard]] bool is_map(YamlNode const& node, std::string_view field) {
    if (node.kind == YamlNode::Kind::map) return true;
    if (node.kind == YamlNode::Kind::null) return false;
    refuse(place(field, node), "is not a group of keys", fmt::format("Indent keys below \"{}:\"", field));
    return false;
  }

  [[nodiscard]] SettingRow const* known_row(std::string const& key, SettingSection section, std::string const& where) {
    auto const* row = find_setting(key, section);
    if (row == nullptr) {
      std::vector<std::string> known;
      for (auto const& other : setting_rows()) {
        if (other.section == section) known.emplace_back(other.key);
      }
      refuse(where, fmt::format("key \"{}\" is unknown", key.substr(0, 80)), hint(key, known));
      return nullptr;
    }
    if (!row->supported()) {
      refuse_for_now(where, fmt::format("key \"{}\"", key));
      return nullptr;
    }
    return row;
  }

  void apply(SettingRow const& row, YamlNode const& node, std::string const& where, ImageTypeSettings& image) {
    auto value = check_setting(row, node, where, warnings_);
    if (!value) {
      problems_.push_back(std::move(value).error());
      return;
    }
    if (row.key == "wavelet" && !check_wavelet(value->text, where)) return;
    if (row.key == "resampledPixelSpacing" && !value->is_null && value->numbers.size() != 3 &&
        value->numbers.size() != 2) {
      refuse(where, fmt::format("holds {} numbers", value->numbers.size()),
             "Write three: the spacing along x, y and z in mm (0 = the mask's); two for planes");
      return;
    }
    if (row.key == "resegmentRange" && value->numbers.size() > 2) {
      refuse(where, fmt::format("holds {} numbers", value->numbers.size()),
             "Write one threshold ([LOW]) or two ([LOW, HIGH])");
      return;
    }
    row.apply(settings_, image, *value);
  }

  [[nodiscard]] bool check_wavelet(std::string const& name, std::string const& where) {
    auto const known = wavelet_names();
    if (std::find(known.begin(), known.end(), name) != known.end()) return true;
    refuse(where, fmt::format("wavelet \"{}\" is unknown", name.substr(0, 80)),
           fmt::format("Known: {}", join(known, ", ")));
    return false;
  }

  void read_settings(YamlNode const& node, SettingSection section, std::string const& field, ImageTypeSettings& image) {
    if (!is_map(node, field)) return;
    for (auto const& [key, value] : node.entries) {
      auto const path = field + "." + key.substr(0, 80);
      auto const* row = known_row(key, section, place(path, value));
      if (row != nullptr) apply(*row, value, place(path, value), image);
    }
    if (node.find("binWidth") != nullptr && node.find("binCount") != nullptr && image.bin.bin_count) {
      warn(place(field, node), "binWidth and binCount are both given; binCount is used, as PyRadiomics does");
    }
  }

  [[nodiscard]] ImageTypeSettings image_type(std::string name) const {
    auto image = settings_.defaults;
    image.image_type = std::move(name);
    return image;
  }

  void read_image_types(YamlNode const* node) {
    if (node == nullptr || !is_map(*node, "imageType") || node->entries.empty()) {
      default_image_types();
      return;
    }
    settings_.image_types.clear();
    for (auto const& [name, own] : node->entries) {
      auto const path = "imageType." + name.substr(0, 80);
      if (find_filter(name) == nullptr) {
        auto const known = names_of(image_filters(), [](FilterRow const& row) { return row.image_type; });
        refuse(place(path, own), fmt::format("image type \"{}\" is unknown", name.substr(0, 80)), hint(name, known));
      } else {
        settings_.image_types.push_back(image_type(name));
        read_own_settings(own, path, settings_.image_types.back());
        if (name == "LoG" && settings_.image_types.back().filter.log_sigmas.empty())
          warn(place(path, own), "no sigma is given: there is no LoG image, as in PyRadiomics");
        if (name == "LBP3D" && settings_.image_types.back().force_2d)
          warn(place(path, own), "patterns are taken in 3-D, features in planes (force2D)");
        if (name == "LBP2D" && !settings_.image_types.back().force_2d)
          warn(place(path, own), "patterns are taken in planes, features in 3-D; force2D: true keeps both in planes");
      }
    }
  }

  // An image type's own keys: those of `setting`, but what concerns the whole case cannot differ between images.
  void read_own_settings(YamlNode const& node, std::string const& field, ImageTypeSettings& image) {
    if (!is_map(node, field)) return;
    YamlNode own = node;
    std::erase_if(own.entries, [&](auto const& entry) {
      auto const* row = find_setting(entry.first, SettingSection::setting);
      if (row == nullptr || !row->supported() || row->scope == SettingScope::any_image_type) return false;
      if (row->key == "label") {
        refuse(place(field + ".label", entry.second), "a label of its own for one image type is not supported yet",
               "Put it under \"setting:\"", ErrorCode::not_supported);
      } else {
        warn(place(field + "." + entry.first, entry.second),
             "has no effect inside an image type (as in PyRadiomics); put it under \"setting:\"");
      }
      return true;
    });
    auto const count_before = image.bin.bin_count;
    read_settings(own, SettingSection::setting, field, image);
    if (own.find("binWidth") != nullptr && own.find("binCount") == nullptr && count_before) {
      warn(place(field, node), "binCount of \"setting\" wins over this binWidth, as in PyRadiomics");
    }
  }

  void read_feature_classes(YamlNode const* node) {
    if (node == nullptr || !is_map(*node, "featureClass") || node->entries.empty()) {
      default_feature_classes();
      return;
    }
    settings_.feature_classes.clear();
    for (auto const& [name, list] : node->entries) read_feature_class(name, list);
    put_shape_first();
  }

  // shape, then shape2D, are computed on their own before the images; the others keep their order.
  void put_shape_first() {
    auto const place = [](FeatureClassSettings const& chosen) {
      return chosen.name == "shape" ? 0 : chosen.name == "shape2D" ? 1 : 2;
    };
    std::stable_sort(settings_.feature_classes.begin(), settings_.feature_classes.end(),
                     [&](auto const& a, auto const& b) { return place(a) < place(b); });
  }

  void read_feature_class(std::string const& name, YamlNode const& list) {
    auto const path = "featureClass." + name.substr(0, 80);
    auto const* family = find_family(name);
    if (family == nullptr) {
      auto const known = names_of(feature_families(), [](FamilyRow const& row) { return row.name; });
      refuse(place(path, list), fmt::format("feature class \"{}\" is unknown", name.substr(0, 80)), hint(name, known));
      return;
    }
    if (list.kind != YamlNode::Kind::null && list.kind != YamlNode::Kind::sequence) {
      refuse(place(path, list), "is not a list of features", "Write [] for all of them, or [Name, Name]");
      return;
    }
    if (name == "shape2D" && !settings_.defaults.force_2d)
      warn(place(path, list), "of volumes it is given with force2D only, as in PyRadiomics; of planes always");
    FeatureClassSettings chosen{name, {}};
    auto const known = names_of(family->features(), [](FeatureInfo const& info) { return info.name; });
    std::set<std::string> seen;
    for (auto const& item : list.items) read_feature(item, path, known, chosen, seen);
    // Where only features without a value are named PyRadiomics gives nothing of this class, not all of it.
    if (list.items.empty() || !chosen.features.empty()) settings_.feature_classes.push_back(std::move(chosen));
  }

  void read_feature(YamlNode const& item, std::string const& path, std::vector<std::string> const& known,
                    FeatureClassSettings& chosen, std::set<std::string>& seen) {
    auto const shown = item.text.substr(0, 80);
    if (item.kind != YamlNode::Kind::scalar) {
      refuse(place(path, item), "holds something that is not a feature's name", "Write [Name, Name]");
    } else if (contains(features_without_value(chosen.name), item.text)) {
      warn(place(path, item),
           fmt::format("\"{}\" is deprecated; PyRadiomics gives no value for it, nor does petra", shown));
    } else if (std::find(known.begin(), known.end(), item.text) == known.end()) {
      refuse(place(path, item), fmt::format("feature \"{}\" is unknown", shown), hint(item.text, known));
    } else if (!seen.insert(item.text).second) {
      warn(place(path, item), fmt::format("feature \"{}\" is named twice; it is given once", shown));
    } else {
      chosen.features.push_back(item.text);
    }
  }

  std::string subject_;
  bool from_file_ = true;
  ExtractionSettings& settings_;
  std::vector<Error> problems_;        // their subjects say where in the file
  std::vector<std::string> warnings_;  // without the file's name
};

}  // namespace

Result<ExtractionSettings> read_settings(YamlNode const& root, std::string const& subject,
                                         std::vector<std::string> const& overrides, bool from_file) {
  ExtractionSettings settings;
  Reader reader(subject, settings);
  reader.read(root, overrides, from_file);
  PETRA_CHECK(reader.finish());
  return settings;
}

}  // namespace petra
