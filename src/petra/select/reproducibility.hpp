// Step 1 of the funnel: features that two readers measure alike. Looks at readings only, never at outcomes.
#pragma once

#include <string>
#include <vector>

#include "petra/select/training_view.hpp"
#include "petra/stats/icc.hpp"

namespace petra {

struct ReproducibilityRule {
  IccForm form = IccForm::A1;
  double minimum = 0.8;  // strict: kept when ICC > minimum
  bool limits = true;    // false: no confidence limits (NaN), which a resample does not look at
};

// Two readings of some features of the same patients (the same rows and columns in both).
struct DoubleReading {
  FeatureMatrix first, second;
  std::string comparison = "inter";  // "inter": two readers; "intra": the same reader twice
};

struct ReproducibilityRow {
  std::string feature;
  std::string comparison;             // of the readings
  double icc = 0, low = 0, high = 0;  // NaN where undefined
  bool kept = false;
  std::string reason;  // why not kept: "constant", "undefined", "low_icc"
};

// One row per feature, in column order.
[[nodiscard]] std::vector<ReproducibilityRow> assess_reproducibility(DoubleReading const& readings,
                                                                     ReproducibilityRule const& rule);

}  // namespace petra
