#include "petra/stats/decision_curve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "petra/stats/quantile.hpp"
#include "petra/stats/r_random.hpp"

namespace petra {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Result<void> check(std::span<double const> p, std::span<int const> y) {
  if (p.size() != y.size()) return make_error(ErrorCode::bug, "decision curve", "sizes of p and outcomes differ");
  auto const cases = std::count(y.begin(), y.end(), 1);
  if (cases == 0 || cases == static_cast<std::ptrdiff_t>(y.size())) {
    return make_error(ErrorCode::invalid_input, "decision curve", "all outcomes are the same",
                      "A decision curve needs patients of both outcomes");
  }
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (!(p[i] >= 0 && p[i] <= 1)) {
      return make_error(ErrorCode::invalid_input, "decision curve",
                        fmt::format("the probability of patient {} is {}, not in [0, 1]", i + 1, p[i]),
                        "Leave the patient out");
    }
  }
  return {};
}

// NB from shares of treated cases and controls; rmda's order of operations.
double net_benefit(double sensitivity, double false_positive_share, double prevalence, double threshold) {
  return sensitivity * prevalence - false_positive_share * (1 - prevalence) * (threshold / (1 - threshold));
}

// Net benefits of one resample over all thresholds. `p` and `y` by position.
void resampled_benefits(std::vector<double> const& p, std::vector<int> const& y, std::span<double const> thresholds,
                        TreatRule rule, std::vector<double>& benefits, double& prevalence) {
  double cases = 0;
  std::vector<double> case_p, control_p;
  for (std::size_t i = 0; i < p.size(); ++i) {
    (y[i] == 1 ? case_p : control_p).push_back(p[i]);
    cases += y[i];
  }
  std::sort(case_p.begin(), case_p.end());
  std::sort(control_p.begin(), control_p.end());
  prevalence = cases / static_cast<double>(p.size());
  auto const share_above = [rule](std::vector<double> const& sorted, double threshold) {
    auto const first = rule == TreatRule::above ? std::upper_bound(sorted.begin(), sorted.end(), threshold)
                                                : std::lower_bound(sorted.begin(), sorted.end(), threshold);
    auto const above = sorted.end() - first;
    return static_cast<double>(above) / static_cast<double>(sorted.size());
  };
  for (std::size_t k = 0; k < thresholds.size(); ++k) {
    benefits[k] = net_benefit(share_above(case_p, thresholds[k]), share_above(control_p, thresholds[k]), prevalence,
                              thresholds[k]);
  }
}

Result<void> check_replicates(int replicates) {
  if (replicates >= 2) return {};
  return make_error(ErrorCode::invalid_input, "decision curve", "fewer than 2 replicates", "Take at least 500");
}

}  // namespace

double net_benefit_of_all(double prevalence, double threshold) {
  return net_benefit(1, 1, prevalence, threshold);
}

Result<std::vector<DecisionPoint>> decision_curve(std::span<double const> p, std::span<int const> y,
                                                  std::span<double const> thresholds, TreatRule rule) {
  PETRA_CHECK(check(p, y));
  constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
  auto const n = static_cast<double>(p.size()), cases = static_cast<double>(std::count(y.begin(), y.end(), 1));
  double const prevalence = cases / n;
  std::vector<DecisionPoint> curve;
  for (double const t : thresholds) {
    double treated[2] = {0, 0}, below[2] = {0, 0};
    for (std::size_t i = 0; i < p.size(); ++i) {
      double value = p[i];
      if (rule == TreatRule::at_least) value = value == 0 ? -kEpsilon : value == 1 ? 1 + kEpsilon : value;
      treated[y[i]] += rule == TreatRule::above ? value > t : value >= t;
      below[y[i]] += value < t;
    }
    DecisionPoint point;
    point.threshold = t;
    point.tp_rate = treated[1] / n;
    point.fp_rate = treated[0] / n;
    point.sensitivity = treated[1] / cases;
    point.false_positive_share = treated[0] / (n - cases);
    point.high_risk = (treated[0] + treated[1]) / n;
    point.specificity = below[0] / (n - cases);
    point.false_negative_share = below[1] / cases;
    point.net_benefit = net_benefit(point.sensitivity, point.false_positive_share, prevalence, t);
    point.standardised = point.net_benefit / prevalence;
    point.opt_out_net_benefit =
        point.specificity * (1 - prevalence) - point.false_negative_share * prevalence * ((1 - t) / t);
    point.opt_out_standardised = point.opt_out_net_benefit / (1 - prevalence);
    double const odds = t / (1 - t);
    point.interventions_avoided = t == 0 ? kNaN : (point.net_benefit - net_benefit_of_all(prevalence, t)) / odds;
    curve.push_back(point);
  }
  return curve;
}

Result<std::vector<DecisionLimits>> decision_curve_limits(std::span<double const> p, std::span<int const> y,
                                                          std::span<double const> thresholds, int replicates,
                                                          std::uint32_t seed, RefitModel const& refit) {
  PETRA_CHECK(check(p, y));
  PETRA_CHECK(check_replicates(replicates));
  RRandom random(seed);
  auto const n = static_cast<std::int64_t>(p.size());
  std::vector<std::vector<double>> drawn(thresholds.size()), standardised(thresholds.size());
  std::vector<std::size_t> rows(p.size());
  std::vector<double> sample_p(p.size()), benefits(thresholds.size());
  std::vector<int> sample_y(p.size());
  for (int replicate = 0; replicate < replicates; ++replicate) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i] = static_cast<std::size_t>(random.index(n));
      sample_p[i] = p[rows[i]];
      sample_y[i] = y[rows[i]];
    }
    if (refit) {
      PETRA_TRY(sample_p, refit(rows));
    }
    double prevalence = 0;
    resampled_benefits(sample_p, sample_y, thresholds, TreatRule::above, benefits, prevalence);
    for (std::size_t k = 0; k < thresholds.size(); ++k) {
      if (std::isnan(benefits[k])) continue;
      drawn[k].push_back(benefits[k]);
      standardised[k].push_back(benefits[k] / prevalence);
    }
  }
  std::vector<DecisionLimits> limits;
  for (std::size_t k = 0; k < thresholds.size(); ++k) {
    std::sort(drawn[k].begin(), drawn[k].end());
    std::sort(standardised[k].begin(), standardised[k].end());
    limits.push_back({quantile_sorted(drawn[k], 0.025, 1), quantile_sorted(drawn[k], 0.975, 1),
                      quantile_sorted(standardised[k], 0.025, 1), quantile_sorted(standardised[k], 0.975, 1)});
  }
  return limits;
}

Result<std::vector<DecisionDifference>> decision_curve_difference(std::span<double const> a, std::span<double const> b,
                                                                  std::span<int const> y,
                                                                  std::span<double const> thresholds, int replicates,
                                                                  std::uint32_t seed, TreatRule rule) {
  PETRA_CHECK(check_replicates(replicates));
  PETRA_TRY(auto const curve_a, decision_curve(a, y, thresholds, rule));
  PETRA_TRY(auto const curve_b, decision_curve(b, y, thresholds, rule));
  RRandom random(seed);
  auto const n = static_cast<std::int64_t>(y.size());
  std::vector<std::vector<double>> drawn(thresholds.size());
  std::vector<double> sample_a(y.size()), sample_b(y.size()), first(thresholds.size()), second(thresholds.size());
  std::vector<int> sample_y(y.size());
  for (int replicate = 0; replicate < replicates; ++replicate) {
    for (std::size_t i = 0; i < y.size(); ++i) {
      auto const row = static_cast<std::size_t>(random.index(n));
      sample_a[i] = a[row];
      sample_b[i] = b[row];
      sample_y[i] = y[row];
    }
    double prevalence = 0;
    resampled_benefits(sample_a, sample_y, thresholds, rule, first, prevalence);
    resampled_benefits(sample_b, sample_y, thresholds, rule, second, prevalence);
    for (std::size_t k = 0; k < thresholds.size(); ++k) drawn[k].push_back(first[k] - second[k]);
  }
  std::vector<DecisionDifference> differences;
  for (std::size_t k = 0; k < thresholds.size(); ++k) {
    differences.push_back(
        {curve_a[k].net_benefit - curve_b[k].net_benefit, quantile(drawn[k], 0.025), quantile(drawn[k], 0.975)});
  }
  return differences;
}

}  // namespace petra
