// An extraction as users get it: CSV or JSON text. The input's columns, diagnostics_…, features, petra_error; one row
// per case.
#pragma once

#include <string>
#include <vector>

#include "petra/extract/extractor.hpp"

namespace petra {

struct ExtractionOutput {
  std::vector<std::string> input_columns;
  std::vector<std::vector<std::string>> inputs;  // one row per outcome
  std::vector<CaseOutcome> outcomes;             // rows may come without names
  std::vector<std::string> feature_names;
  bool keep_left_out = true;  // CSV: a column for every name, empty where a row has none; false: as PyRadiomics, one case
  std::vector<std::string> parts;  // of a shard: what merge needs to know of each row; else empty
};

enum class OutputFormat { csv, json };

// `settings` say which diagnostics there are. Every case has a row; a failed one keeps its inputs and its error.
[[nodiscard]] std::string format_output(ExtractionOutput const& output, ExtractionSettings const& settings,
                                        OutputFormat format);

// The columns that petra adds to the input's.
[[nodiscard]] std::vector<std::string> output_columns(ExtractionSettings const& settings);

inline constexpr std::string_view kErrorColumn = "petra_error";
inline constexpr std::string_view kReasonsKey = "petra_reasons";
inline constexpr std::string_view kPartColumn = "petra_part";

}  // namespace petra
