#include "petra/extract/row_text.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "petra/base/hash.hpp"
#include "petra/base/text.hpp"

namespace petra {

namespace {

using Json = nlohmann::ordered_json;

std::optional<Reason> reason_of(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(Reason::image_left_out); ++i) {
    auto const reason = static_cast<Reason>(i);
    if (reason_name(reason) == name) return reason;
  }
  return std::nullopt;
}

}  // namespace

RowText format_row(FeatureRow const& row) {
  RowText text;
  // Values of diagnostics are JSON text already and are kept as such, digit for digit.
  Json diagnostics = Json::array();
  for (auto const& [name, json] : row.diagnostics) diagnostics.push_back({name, json});
  text.diagnostics = diagnostics.dump();
  Json reasons = Json::object();
  for (std::size_t i = 0; i < row.values.size(); ++i) {
    if (i > 0) text.values += ' ';
    text.values += format_number(row.values[i].value);
    if (row.values[i].reason != Reason::none) reasons[std::to_string(i)] = reason_name(row.values[i].reason);
  }
  text.reasons = reasons.dump();
  text.warnings = Json(row.warnings).dump();
  return text;
}

std::optional<FeatureRow> parse_row(RowText const& text, std::size_t value_count) {
  auto const diagnostics = Json::parse(text.diagnostics, nullptr, false);
  auto const reasons = Json::parse(text.reasons, nullptr, false);
  auto const warnings = Json::parse(text.warnings, nullptr, false);
  if (!diagnostics.is_array() || !reasons.is_object() || !warnings.is_array()) return std::nullopt;
  FeatureRow row;
  for (auto const& entry : diagnostics) {
    if (!entry.is_array() || entry.size() != 2 || !entry[0].is_string() || !entry[1].is_string()) return std::nullopt;
    row.diagnostics.emplace_back(entry[0].get<std::string>(), entry[1].get<std::string>());
  }
  if (!text.values.empty()) {
    for (auto const part : split(text.values, ' ')) {
      auto const value = parse_number(part);
      if (!value) return std::nullopt;
      row.values.push_back({*value, Reason::none});
    }
  }
  if (row.values.size() != value_count) return std::nullopt;
  for (auto const& [index, name] : reasons.items()) {
    auto const at = parse_integer(index);
    auto const reason = name.is_string() ? reason_of(name.get<std::string>()) : std::nullopt;
    if (!at || !reason || *at < 0 || static_cast<std::size_t>(*at) >= row.values.size()) return std::nullopt;
    row.values[static_cast<std::size_t>(*at)].reason = *reason;
  }
  for (auto const& warning : warnings) {
    if (!warning.is_string()) return std::nullopt;
    row.warnings.push_back(warning.get<std::string>());
  }
  return row;
}

std::string row_checksum(RowText const& text) {
  Hasher hasher(HashAlgorithm::sha256);
  for (auto const* part : {&text.diagnostics, &text.values, &text.reasons, &text.warnings})
    hasher.update(*part).update(std::string_view("\0", 1));
  return hasher.finish();
}

}  // namespace petra
