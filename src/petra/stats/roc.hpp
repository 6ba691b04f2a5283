// ROC curves, AUC and DeLong's inference (DeLong, DeLong, Clarke-Pearson 1988; fast form of Sun & Xu 2014). Higher =
// case; never flipped.
#pragma once

#include <Eigen/Dense>
#include <span>
#include <vector>

#include "petra/base/result.hpp"

namespace petra {

struct RocPoint {
  double threshold;  // -inf, midpoints between neighbouring distinct values, +inf; positive when value > threshold
  double sensitivity, specificity;
};

struct Roc {
  double auc = 0;
  double variance = 0;       // DeLong
  double low = 0, high = 0;  // 95 %, normal, cut to [0, 1]
  std::vector<RocPoint> curve;
};

// Errors: one class only; a value that is not finite.
[[nodiscard]] Result<Roc> compute_roc(std::span<double const> values, std::span<int const> y, double confidence = 0.95);

struct DelongTest {
  double auc_difference = 0, z = 0, p = 1, low = 0,
         high = 0;  // a - b; z is infinite when only the variance is 0, as in pROC
};

// Paired: both markers on the same patients.
[[nodiscard]] Result<DelongTest> delong_test(std::span<double const> a, std::span<double const> b,
                                             std::span<int const> y);

// Youden's cut-off(s): thresholds where sensitivity + specificity is largest (all ties).
[[nodiscard]] std::vector<RocPoint> youden_points(Roc const& roc);

// A 95 % limit of the AUC by DeLong's variance on the logit scale (stays inside (0, 1); better for small samples). NaN
// at AUC 0 or 1.
[[nodiscard]] double logit_interval_bound(Roc const& roc, bool upper, double confidence = 0.95);

}  // namespace petra
