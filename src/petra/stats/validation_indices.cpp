#include "petra/stats/validation_indices.hpp"

#include <algorithm>
#include <array>
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
  p.reserve(static_cast<std::size_t>(linear.size()));
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
  if (refit.separated && rule != SeparatedResample::glm_end) return std::optional<ValidationIndices>{};
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
  // The line rises or falls all the way, so that between two points of the grid neither it nor p leaves its values
  // there: where these cannot be farther apart than what was found already, nothing between is looked at.
  constexpr int kLast = 2000;
  constexpr double kRounding = 1e-9;  // far more than the computed line can fall back
  static auto const kLogits = [] {
    std::array<double, kLast + 1> logits{};
    for (int k = 0; k <= kLast; ++k) logits[static_cast<std::size_t>(k)] = std::log(k * 0.0005 / (1 - k * 0.0005));
    return logits;
  }();
  auto const line = [&](int k) { return inverse_logit(intercept + slope * kLogits[static_cast<std::size_t>(k)]); };
  double largest = 0;
  auto const look = [&](int k, double value) {
    if (std::abs(k * 0.0005 - value) > largest) largest = std::abs(k * 0.0005 - value);
  };
  struct Stretch {
    int first, last;
    double line_first, line_last;
  };
  std::vector<Stretch> open{{0, kLast, line(0), line(kLast)}};
  look(0, open.front().line_first);
  look(kLast, open.front().line_last);
  while (!open.empty()) {
    auto const [first, last, line_first, line_last] = open.back();
    open.pop_back();
    if (last - first < 2) continue;
    double const low = std::min(line_first, line_last), high = std::max(line_first, line_last);
    if (std::max(last * 0.0005 - low, high - first * 0.0005) + kRounding < largest) continue;
    int const middle = (first + last) / 2;
    double const value = line(middle);
    look(middle, value);
    open.push_back({first, middle, line_first, value});
    open.push_back({middle, last, value, line_last});
  }
  return largest;
}

}  // namespace petra
