// Kendall's rank correlation with ties (tau-b) and its test, as R's cor.test(method = "kendall") gives them.
#pragma once

#include <Eigen/Dense>

namespace petra {

struct KendallTest {
  double tau = 0;      // tau-b; NaN for a constant or fewer than two values
  double z = 0;        // S over its standard deviation given the ties, without continuity correction; NaN when exact
  double p = 1;        // two-sided
  bool exact = false;  // below 50 values without ties: from the distribution of S over all permutations
};

// x, y: the same length, finite. O(n²).
[[nodiscard]] KendallTest test_kendall(Eigen::Ref<Eigen::VectorXd const> const& x,
                                       Eigen::Ref<Eigen::VectorXd const> const& y);

}  // namespace petra
