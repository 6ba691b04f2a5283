// What a ROC curve holds besides sensitivity and specificity: the 2 × 2 table at each threshold, other cut-off rules,
// and areas under a part of it. Definitions as in pROC 1.18 (Robin et al. 2011).
#pragma once

#include <span>
#include <vector>

#include "petra/stats/roc.hpp"

namespace petra {

struct RocCounts {
  double threshold = 0;
  long long tp = 0, fp = 0, fn = 0, tn = 0;
  double accuracy = 0, ppv = 0, npv = 0;  // ppv and npv are NaN where nobody is called positive or negative
};

// One row per point of the curve.
[[nodiscard]] std::vector<RocCounts> counts_along_curve(Roc const& roc, long long cases, long long controls);

// Thresholds nearest to the upper left corner, (1 − sensitivity)² + (1 − specificity)² smallest; all ties.
[[nodiscard]] std::vector<RocPoint> closest_topleft_points(Roc const& roc);

enum class PartialAucAxis { specificity, sensitivity };

// Area under the curve where the named axis lies in [low, high] (0 <= low < high <= 1), points joined by lines.
[[nodiscard]] double partial_auc(Roc const& roc, PartialAucAxis axis, double low, double high);

// McClish's correction (1989): 0.5 for a useless marker, 1 for a perfect one. NaN for an area below the diagonal's.
[[nodiscard]] double corrected_partial_auc(double area, double low, double high);

}  // namespace petra
