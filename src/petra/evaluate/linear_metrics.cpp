#include "petra/evaluate/linear_metrics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "petra/stats/delong.hpp"
#include "petra/stats/logistic.hpp"

namespace petra {

LinearMetrics measure_linear(Eigen::Ref<Eigen::VectorXd const> const& linear, std::span<int const> y,
                             bool with_calibration) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  LinearMetrics metrics{kNaN, kNaN, kNaN, kNaN};
  if (y.empty()) return metrics;
  double squares = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    double const p = inverse_logit(linear(static_cast<Eigen::Index>(i)));
    squares += (p - y[i]) * (p - y[i]);
  }
  metrics.brier = squares / static_cast<double>(y.size());
  auto const cases = std::count(y.begin(), y.end(), 1);
  if (cases == 0 || cases == static_cast<std::ptrdiff_t>(y.size())) return metrics;
  std::vector<double> const values(linear.begin(), linear.end());
  metrics.auc = compute_placements(values, y).auc;
  if (!with_calibration || linear.minCoeff() == linear.maxCoeff()) return metrics;
  auto const refit = fit_logistic(linear, y, {"linear"});
  if (refit && !refit->separated) {
    metrics.intercept = refit->coefficient(0);
    metrics.slope = refit->coefficient(1);
  }
  return metrics;
}

}  // namespace petra
