#include "petra/extract/output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "petra/base/text.hpp"
#include "petra/extract/diagnostics.hpp"
#include "petra/table/table.hpp"

namespace petra {

namespace {

bool any_corrected(std::vector<CaseOutcome> const& outcomes) {
  return std::any_of(outcomes.begin(), outcomes.end(), [](CaseOutcome const& outcome) {
    return outcome.row &&
           std::any_of(outcome.row->diagnostics.begin(), outcome.row->diagnostics.end(),
                       [](auto const& entry) { return entry.first.starts_with("diagnostics_Mask-corrected_"); });
  });
}

// A row's diagnostics in the order of `names`; null where the row has none of a name.
std::vector<std::string const*> in_order(Diagnostics const& entries, std::vector<std::string> const& names) {
  std::vector<std::string const*> values(names.size(), nullptr);
  std::size_t at = 0;  // both are in the same order
  for (auto const& [name, json] : entries) {
    while (at < names.size() && names[at] != name) ++at;
    if (at < names.size()) values[at] = &json;
  }
  return values;
}

// Features that get a column, by index: all, or those that some row has.
std::vector<std::size_t> feature_columns(ExtractionOutput const& output) {
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; i < output.feature_names.size(); ++i) {
    bool const present = output.keep_left_out ||
                         std::any_of(output.outcomes.begin(), output.outcomes.end(), [i](CaseOutcome const& outcome) {
                           return outcome.row && !is_left_out(outcome.row->values[i]);
                         });
    if (present) columns.push_back(i);
  }
  return columns;
}

std::string format_csv_output(ExtractionOutput const& output, std::vector<std::string> const& diagnostics) {
  Table table;
  table.columns = output.input_columns;
  table.columns.insert(table.columns.end(), diagnostics.begin(), diagnostics.end());
  auto const features = feature_columns(output);
  for (auto const i : features) table.columns.push_back(output.feature_names[i]);
  if (!output.parts.empty()) table.columns.emplace_back(kPartColumn);
  table.columns.emplace_back(kErrorColumn);
  for (std::size_t r = 0; r < output.outcomes.size(); ++r) {
    auto const& outcome = output.outcomes[r];
    auto cells = output.inputs[r];
    cells.reserve(table.columns.size());
    if (outcome.row) {
      for (auto const* json : in_order(outcome.row->diagnostics, diagnostics))
        cells.push_back(json == nullptr ? "" : python_text(*json));
      for (auto const i : features) {
        auto const& value = outcome.row->values[i];
        cells.push_back(is_left_out(value) ? "" : format_number(value.value));
      }
    } else {
      cells.resize(output.inputs[r].size() + diagnostics.size() + features.size());
    }
    if (!output.parts.empty()) cells.push_back(output.parts[r]);
    cells.push_back(outcome.error ? format_error(*outcome.error) : "");
    table.rows.push_back(std::move(cells));
  }
  return format_csv(table);
}

std::string json_text(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// One object, on one line.
class JsonObject {
 public:
  void add(std::string_view name, std::string_view json) {
    if (!text_.empty()) text_ += ", ";
    text_ += json_text(name);
    text_ += ": ";
    text_ += json;
  }
  [[nodiscard]] std::string finish() const { return "{" + text_ + "}"; }

 private:
  std::string text_;
};

std::string format_reasons(FeatureRow const& row, std::vector<std::string> const& names) {
  JsonObject reasons;
  for (std::size_t i = 0; i < row.values.size(); ++i) {
    if (is_left_out(row.values[i])) continue;
    if (row.values[i].reason != Reason::none) reasons.add(names[i], json_text(reason_name(row.values[i].reason)));
  }
  return reasons.finish();
}

std::string format_json_row(ExtractionOutput const& output, std::vector<std::string> const& diagnostics,
                            std::size_t r) {
  auto const& outcome = output.outcomes[r];
  JsonObject object;
  for (std::size_t c = 0; c < output.input_columns.size(); ++c)
    object.add(output.input_columns[c], json_text(output.inputs[r][c]));
  auto const values = outcome.row ? in_order(outcome.row->diagnostics, diagnostics)
                                  : std::vector<std::string const*>(diagnostics.size(), nullptr);
  for (std::size_t i = 0; i < diagnostics.size(); ++i)
    object.add(diagnostics[i], values[i] == nullptr ? "null" : *values[i]);
  for (std::size_t i = 0; i < output.feature_names.size(); ++i) {
    if (outcome.row && is_left_out(outcome.row->values[i])) continue;
    double const value = outcome.row ? outcome.row->values[i].value : NAN;
    object.add(output.feature_names[i], std::isfinite(value) ? format_number(value) : "null");
  }
  object.add(kReasonsKey, outcome.row ? format_reasons(*outcome.row, output.feature_names) : "{}");
  if (!output.parts.empty()) object.add(kPartColumn, json_text(output.parts[r]));
  object.add(kErrorColumn, outcome.error ? json_text(format_error(*outcome.error)) : "null");
  return object.finish();
}

}  // namespace

std::string format_output(ExtractionOutput const& output, ExtractionSettings const& settings, OutputFormat format) {
  auto const diagnostics = diagnostics_names(settings, any_corrected(output.outcomes));
  if (format == OutputFormat::csv) return format_csv_output(output, diagnostics);
  std::string text = "[";
  for (std::size_t r = 0; r < output.outcomes.size(); ++r) {
    text += r == 0 ? "\n" : ",\n";
    text += format_json_row(output, diagnostics, r);
  }
  return text + "\n]\n";
}

std::vector<std::string> output_columns(ExtractionSettings const& settings) {
  auto columns = diagnostics_names(settings, true);
  auto const features = feature_names(settings);
  columns.insert(columns.end(), features.begin(), features.end());
  for (auto const name : {kReasonsKey, kPartColumn, kErrorColumn}) columns.emplace_back(name);
  return columns;
}

}  // namespace petra
