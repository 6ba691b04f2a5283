#include "petra/stats/validation_indices.hpp"

#include <cmath>
#include <vector>

#include "petra/stats/classification_metrics.hpp"
#include "petra/stats/delong.hpp"
#include "petra/stats/glm_end.hpp"
#include "petra/stats/logistic_design.hpp"
#include "petra/stats/logistic_statistics.hpp"

namespace petra {

namespace {

using Values = std::vector<double>;

Values to_values(Eigen::VectorXd const& v) {
  return {v.begin(), v.end()};
}

Values probabilities(Eigen::VectorXd const& linear, double intercept = 0, double slope = 1) {
  Values p;
  for (double const value : linear) p.push_back(inverse_logit(intercept + slope * value));
  return p;
}

// Nagelkerke's R² and rms's D from the likelihood of a fit.
void set_likelihood(ValidationIndices& index, LogisticFit const& fit, double n) {
  double const lr = fit.null_log_likelihood * -2 - fit.deviance;
  index[1] = (1 - std::exp(-lr / n)) / (1 - std::exp(2 * fit.null_log_likelihood / n));
  index[5] = (lr - 1) / n;
}

}  // namespace

ValidationIndices apparent_indices(LogisticFit const& fit, Eigen::VectorXd const& linear, std::span<int const> y) {
  ValidationIndices index{};
  auto const n = static_cast<double>(y.size());
  auto const p = probabilities(linear);
  index[0] = 2 * compute_placements(to_values(linear), y).auc - 1;
  set_likelihood(index, fit, n);
  index[3] = 1;
  index[6] = -2 / n;
  index[7] = index[5] - index[6];
  index[8] = brier_score(p, y);
  index[9] = gini_mean_difference(to_values(linear));
  index[10] = gini_mean_difference(p);
  return index;
}

Result<std::optional<ValidationIndices>> judged_indices(Eigen::VectorXd const& linear, std::span<int const> y,
                                                        SeparatedResample rule) {
  PETRA_TRY(auto refit, fit_logistic(linear, y, {"lp"}));
  if (refit.separated && rule == SeparatedResample::leave_out) return std::optional<ValidationIndices>{};
  if (refit.separated) {
    PETRA_TRY(refit, fit_as_glm_ends(linear, y, {"lp"}));
  }
  ValidationIndices index{};
  auto const n = static_cast<double>(y.size());
  double const intercept = refit.coefficient[0], slope = refit.coefficient[1];
  Eigen::VectorXd outcome(linear.size());
  for (Eigen::Index i = 0; i < outcome.size(); ++i) outcome[i] = y[static_cast<std::size_t>(i)];
  index[0] = 2 * compute_placements(to_values(linear), y).auc - 1;
  set_likelihood(index, refit, n);
  index[2] = intercept;
  index[3] = slope;
  index[4] = largest_line_error(intercept, slope);
  index[6] = (-2 * logistic_log_likelihood(linear, outcome) - refit.deviance - 2) / n;
  index[7] = index[5] - index[6];
  index[8] = brier_score(probabilities(linear), y);
  index[9] = gini_mean_difference(to_values(slope * linear));
  index[10] = gini_mean_difference(probabilities(linear, intercept, slope));
  return std::optional<ValidationIndices>{index};
}

double largest_line_error(double intercept, double slope) {
  double largest = 0;
  for (int k = 0; k <= 2000; ++k) {
    double const p = k * 0.0005;
    double const line = inverse_logit(intercept + slope * std::log(p / (1 - p)));
    if (std::abs(p - line) > largest) largest = std::abs(p - line);
  }
  return largest;
}

}  // namespace petra
