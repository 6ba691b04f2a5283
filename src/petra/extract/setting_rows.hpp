// Every key of PyRadiomics' parameter files, one row each: what it may hold, whether petra does it yet, and how it
// enters the settings. Checks, messages, `-s`, the canonical form and the documentation are made from these rows.
#pragma once

#include <limits>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/extract/settings.hpp"
#include "petra/base/yaml_tree.hpp"

namespace petra {

enum class SettingSection { setting, voxel_setting };
enum class SettingType { boolean, integer, number, text, integer_list, number_list };
enum class SettingScope { whole_case, any_image_type };  // whole_case: inside an image type it has no effect

// A checked value; the member that the row's type names is filled. is_null: the key stands without a value ("off").
struct SettingValue {
  bool is_null = false;
  bool boolean = false;
  long long integer = 0;
  double number = 0;
  std::string text;
  std::vector<double> numbers;
  std::vector<bool> whole;  // of each of `numbers`: written without a point, an integer to Python
};

struct SettingRow {
  std::string_view key;
  SettingSection section;
  SettingScope scope;
  SettingType type;
  double low = -std::numeric_limits<double>::infinity();
  bool low_allowed = true;
  double high = std::numeric_limits<double>::infinity();
  bool may_be_null = false;
  std::vector<std::string> choices;  // of a text; empty = any
  std::string_view default_text;     // PyRadiomics' default, as a file would write it
  std::string_view help;
  // Null where petra does not support the key yet.
  void (*apply)(ExtractionSettings& whole, ImageTypeSettings& image, SettingValue const& value) = nullptr;
  nlohmann::ordered_json (*read)(ExtractionSettings const& whole, ImageTypeSettings const& image) = nullptr;

  [[nodiscard]] bool supported() const { return apply != nullptr; }
};

// In the order of diagnostics_Configuration_Settings: PyRadiomics' default dictionary first, then its schema's other
// keys.
[[nodiscard]] std::span<SettingRow const> setting_rows();
[[nodiscard]] SettingRow const* find_setting(std::string_view key, SettingSection section);

// Checks a node of a parameter file against its row. `where` names it in messages ("setting.binWidth (line 3)").
[[nodiscard]] Result<SettingValue> check_setting(SettingRow const& row, YamlNode const& node, std::string const& where,
                                                 std::vector<std::string>& warnings);

// The node that "-s NAME:VALUE" means: lists are written with commas.
[[nodiscard]] YamlNode override_node(SettingRow const& row, std::string_view value);

// Deprecated features that PyRadiomics accepts by name and then gives no value for.
[[nodiscard]] std::span<std::string_view const> features_without_value(std::string_view feature_class);

}  // namespace petra
