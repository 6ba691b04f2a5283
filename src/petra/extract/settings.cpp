#include "petra/extract/settings.hpp"

#include <fmt/format.h>

#include "petra/base/file.hpp"
#include "petra/base/hash.hpp"
#include "petra/base/text.hpp"
#include "petra/extract/builtin_settings.hpp"
#include "petra/extract/settings_json.hpp"
#include "petra/extract/settings_reader.hpp"
#include "petra/base/yaml_tree.hpp"

namespace petra {

namespace {

constexpr std::uint64_t kMaximumParameterBytes = 1'000'000;

// A file without any key.
YamlNode no_keys() {
  YamlNode node;
  node.kind = YamlNode::Kind::map;
  return node;
}

Result<ExtractionSettings> settings_of(YamlNode const& root, std::string const& subject,
                                       std::vector<std::string> const& overrides, bool from_file) {
  PETRA_TRY(auto settings, read_settings(root, subject, overrides, from_file));
  settings.canonical = canonical_json(settings);
  return settings;
}

}  // namespace

ImageTypeSettings ImageTypeSettings::for_dimension(int dimension) const {
  auto settings = *this;
  settings.filter.dimension = dimension;
  settings.filter.force_2d_dimension = force_2d_dimension;
  settings.filter.force_2d_axis = force_2d ? force_2d_dimension : -1;
  // Families see a plane as a volume of one slice: its array axes y and x are 1 and 2 there.
  settings.family.force_2d_axis = force_2d ? force_2d_dimension + (3 - dimension) : -1;
  return settings;
}

ExtractionSettings default_settings() {
  return settings_of(no_keys(), "the default settings", {}, false).value();  // nothing in it can be wrong
}

Result<ExtractionSettings> parse_settings(std::string_view text, std::string const& subject,
                                          std::vector<std::string> const& overrides) {
  PETRA_TRY(auto const root, parse_yaml(text, subject, {kMaximumParameterBytes, 32}));
  return settings_of(root, subject, overrides, true);
}

Result<ExtractionSettings> load_settings(std::string const& file_or_builtin,
                                         std::vector<std::string> const& overrides) {
  if (file_or_builtin.empty()) return settings_of(no_keys(), "the default settings", overrides, false);
  if (file_or_builtin.starts_with("builtin:")) {
    std::vector<std::string> known;
    for (auto const& [name, text] : builtin_settings()) {
      if (name == file_or_builtin) return parse_settings(text, file_or_builtin, overrides);
      known.emplace_back(name);
    }
    return make_error(ErrorCode::usage, file_or_builtin, "there are no such built-in settings",
                      fmt::format("Known: {}", join(known, ", ")));
  }
  PETRA_TRY(auto const text, read_file(file_or_builtin, kMaximumParameterBytes));
  return parse_settings(text, file_or_builtin, overrides);
}

std::string settings_hash(ExtractionSettings const& settings) {
  return sha256_of(settings.canonical);
}

ExtractionSettings with_label(ExtractionSettings settings, long long label, long long label_channel) {
  settings.label = label;
  settings.label_channel = label_channel;
  settings.canonical = canonical_json(settings);
  return settings;
}

}  // namespace petra
