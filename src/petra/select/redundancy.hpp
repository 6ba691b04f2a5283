// Step 2 of the funnel: of features that say the same, the one that comes first stays. Training rows only.
#pragma once

#include <string>
#include <vector>

#include "petra/select/training_view.hpp"
#include "petra/stats/correlation.hpp"

namespace petra {

struct RedundancyRow {
  std::string feature;
  bool kept = false;
  bool constant = false;
  std::string dropped_for;           // the kept feature that it repeats; empty where kept or constant
  double pearson = 0, spearman = 0;  // with that feature; NaN where kept or constant
};

// One row per feature that entered, in column order.
[[nodiscard]] std::vector<RedundancyRow> assess_redundancy(TrainingView const& training, RedundancyRule const& rule);

}  // namespace petra
