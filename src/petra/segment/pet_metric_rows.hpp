// The metrics by name: columns of `petra metrics`, and of a study's table.
#pragma once

#include <span>
#include <string_view>

#include "petra/segment/pet_metrics.hpp"

namespace petra {

struct PetMetricRow {
  std::string_view name;     // column
  std::string_view unit;     // "SUV", "ml", "SUV ml", "mm", ""
  std::string_view meaning;  // for people
  bool of_total_only;        // undefined for one lesion
  bool clinical;             // may stand among a study's clinical columns
  double (*value)(PetMetrics const& metrics);
};

// In the order of the table's columns.
[[nodiscard]] std::span<PetMetricRow const> pet_metric_rows();

// The row of a study's clinical column; nullptr for other names.
[[nodiscard]] PetMetricRow const* find_clinical_metric(std::string_view name);

}  // namespace petra
