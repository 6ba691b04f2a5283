#include "petra/stats/roc.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "petra/stats/delong.hpp"
#include "petra/stats/distributions.hpp"

namespace petra {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Result<void> check(std::span<double const> values, std::span<int const> y) {
  if (values.size() != y.size()) return make_error(ErrorCode::bug, "ROC", "sizes of values and outcomes differ");
  auto const cases = std::count(y.begin(), y.end(), 1);
  if (cases == 0 || cases == static_cast<std::ptrdiff_t>(y.size())) {
    return make_error(ErrorCode::invalid_input, "ROC", fmt::format("all {} outcomes are the same", y.size()),
                      "An ROC curve needs patients of both outcomes");
  }
  if (cases < 2 || static_cast<std::ptrdiff_t>(y.size()) - cases < 2) {
    return make_error(ErrorCode::invalid_input, "ROC",
                      fmt::format("{} of {} patients have the outcome", cases, y.size()),
                      "DeLong's interval needs at least two patients of each outcome");
  }
  for (double const value : values) {
    if (!std::isfinite(value))
      return make_error(ErrorCode::invalid_input, "ROC", "a value is missing or not finite", "Leave the patient out");
  }
  return {};
}

// A threshold between two neighbouring values: their middle; the lower one where the middle rounds to the upper.
double between(double low, double high) {
  double const middle = low / 2 + high / 2 == high ? low : (low + high) / 2;
  return std::isfinite(middle) && middle < high ? middle : low;
}

std::vector<RocPoint> make_curve(std::span<double const> values, std::span<int const> y) {
  std::vector<std::pair<double, int>> sorted(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) sorted[i] = {values[i], y[i]};
  std::sort(sorted.begin(), sorted.end());
  auto const m = static_cast<double>(std::count(y.begin(), y.end(), 1));
  auto const n = static_cast<double>(y.size()) - m;
  std::vector<RocPoint> curve = {{-kInfinity, 1, 0}};
  double missed_cases = 0, true_negatives = 0;
  for (std::size_t first = 0; first < sorted.size();) {
    std::size_t last = first;
    for (; last < sorted.size() && sorted[last].first == sorted[first].first; ++last)
      (sorted[last].second == 1 ? missed_cases : true_negatives) += 1;
    double const threshold = last < sorted.size() ? between(sorted[first].first, sorted[last].first) : kInfinity;
    curve.push_back({threshold, (m - missed_cases) / m, true_negatives / n});
    first = last;
  }
  return curve;
}

}  // namespace

Result<Roc> compute_roc(std::span<double const> values, std::span<int const> y, double confidence) {
  PETRA_CHECK(check(values, y));
  auto const placements = compute_placements(values, y);
  Roc roc;
  roc.auc = placements.auc;
  roc.variance = delong_covariance(placements, placements);
  double const half_width = normal_quantile(1 - (1 - confidence) / 2) * std::sqrt(roc.variance);
  roc.low = std::max(0.0, roc.auc - half_width);
  roc.high = std::min(1.0, roc.auc + half_width);
  roc.curve = make_curve(values, y);
  return roc;
}

Result<DelongTest> delong_test(std::span<double const> a, std::span<double const> b, std::span<int const> y) {
  PETRA_CHECK(check(a, y));
  PETRA_CHECK(check(b, y));
  auto const first = compute_placements(a, y), second = compute_placements(b, y);
  double const variance =
      delong_covariance(first, first) + delong_covariance(second, second) - 2 * delong_covariance(first, second);
  // Rounding leaves about 1e-17 of a variance that is zero (two markers that order the patients alike).
  double const error = std::sqrt(variance > 1e-15 ? variance : 0.0);
  DelongTest test;
  test.auc_difference = first.auc - second.auc;
  bool const same = error == 0 && std::abs(test.auc_difference) < 1e-14;
  test.z = same ? 0 : test.auc_difference / error;
  test.p = same ? 1 : normal_two_sided(test.z);
  double const half_width = normal_quantile(0.975) * error;
  test.low = test.auc_difference - half_width;
  test.high = test.auc_difference + half_width;
  return test;
}

std::vector<RocPoint> youden_points(Roc const& roc) {
  double best = -1;
  std::vector<RocPoint> points;
  for (auto const& point : roc.curve) {
    double const sum = point.sensitivity + point.specificity;
    if (sum > best) points.clear();
    if (sum >= best) points.push_back(point);
    best = std::max(best, sum);
  }
  return points;
}

double logit_interval_bound(Roc const& roc, bool upper, double confidence) {
  double const logit = std::log(roc.auc / (1 - roc.auc));
  double const error = std::sqrt(roc.variance) / (roc.auc * (1 - roc.auc));
  double const shift = normal_quantile(1 - (1 - confidence) / 2) * error;
  return 1 / (1 + std::exp(-(upper ? logit + shift : logit - shift)));
}

}  // namespace petra
