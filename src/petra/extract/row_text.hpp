// A finished row as text, exact: what the cache stores.
#pragma once

#include <string>

#include "petra/base/result.hpp"
#include "petra/extract/extractor.hpp"

namespace petra {

struct RowText {
  std::string diagnostics;  // JSON object: name -> value
  std::string values;       // numbers in their shortest round-trip form, blank between
  std::string reasons;      // JSON object: index of value -> reason's name
  std::string warnings;     // JSON array
};

[[nodiscard]] RowText format_row(FeatureRow const& row);

// The row without names. Nothing when the text is not one that format_row makes, or has another number of values.
[[nodiscard]] std::optional<FeatureRow> parse_row(RowText const& text, std::size_t value_count);

// SHA-256 over all four parts.
[[nodiscard]] std::string row_checksum(RowText const& text);

}  // namespace petra
