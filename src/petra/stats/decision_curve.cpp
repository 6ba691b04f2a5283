#include "petra/stats/decision_curve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
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

// Net benefits of resamples over all thresholds. A patient counts for the thresholds up to his probability, so that
// patients are counted by the number of thresholds they exceed and added up from the highest.
class Benefits {
 public:
  Benefits(std::span<double const> thresholds, TreatRule rule)
      : rule_(rule), thresholds_(thresholds.begin(), thresholds.end()), ascending_(thresholds_) {
    std::sort(ascending_.begin(), ascending_.end());
    for (double const t : thresholds_) place_.push_back(place_of(t));
  }

  // How many of the thresholds (in ascending order) a patient of probability p is treated at.
  [[nodiscard]] std::size_t exceeded(double p) const {
    auto const end = rule_ == TreatRule::above ? std::lower_bound(ascending_.begin(), ascending_.end(), p)
                                               : std::upper_bound(ascending_.begin(), ascending_.end(), p);
    return static_cast<std::size_t>(end - ascending_.begin());
  }

  // benefits: one per threshold, in the order given. exceeded, y: by position in the resample. Returns the prevalence.
  double measure(std::vector<std::size_t> const& exceeded, std::vector<int> const& y, std::vector<double>& benefits) {
    for (auto& counts : treated_) counts.assign(ascending_.size() + 1, 0);
    for (std::size_t i = 0; i < y.size(); ++i) ++treated_[y[i] == 1 ? 1 : 0][exceeded[i]];
    for (auto& counts : treated_) {
      for (std::size_t k = ascending_.size(); k-- > 0;) counts[k] += counts[k + 1];
    }
    auto const controls = static_cast<double>(treated_[0][0]), cases = static_cast<double>(treated_[1][0]);
    double const prevalence = cases / static_cast<double>(y.size());
    for (std::size_t k = 0; k < thresholds_.size(); ++k) {
      auto const above = place_[k] + 1;  // treated here: those who exceed it and all lower ones
      benefits[k] = net_benefit(static_cast<double>(treated_[1][above]) / cases,
                                static_cast<double>(treated_[0][above]) / controls, prevalence, thresholds_[k]);
    }
    return prevalence;
  }

 private:
  TreatRule rule_;
  std::vector<double> thresholds_, ascending_;
  std::vector<std::size_t> place_;  // of each threshold among the ascending ones (the first of equal ones)
  std::array<std::vector<std::size_t>, 2> treated_;  // controls, cases

  [[nodiscard]] std::size_t place_of(double t) const {
    return static_cast<std::size_t>(std::lower_bound(ascending_.begin(), ascending_.end(), t) - ascending_.begin());
  }
};

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
  std::vector<double> benefits(thresholds.size());
  std::vector<int> sample_y(p.size());
  Benefits counted(thresholds, TreatRule::above);
  std::vector<std::size_t> exceeded, sample_exceeded(p.size());
  for (double const value : p) exceeded.push_back(counted.exceeded(value));
  for (std::size_t k = 0; k < thresholds.size(); ++k) {
    drawn[k].reserve(static_cast<std::size_t>(replicates));
    standardised[k].reserve(static_cast<std::size_t>(replicates));
  }
  for (int replicate = 0; replicate < replicates; ++replicate) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i] = static_cast<std::size_t>(random.index(n));
      sample_exceeded[i] = exceeded[rows[i]];
      sample_y[i] = y[rows[i]];
    }
    if (refit) {
      PETRA_TRY(auto const refitted, refit(rows));
      for (std::size_t i = 0; i < rows.size(); ++i) sample_exceeded[i] = counted.exceeded(refitted[i]);
    }
    double const prevalence = counted.measure(sample_exceeded, sample_y, benefits);
    for (std::size_t k = 0; k < thresholds.size(); ++k) {
      if (std::isnan(benefits[k])) continue;
      drawn[k].push_back(benefits[k]);
      standardised[k].push_back(benefits[k] / prevalence);
    }
  }
  std::vector<DecisionLimits> limits;
  for (std::size_t k = 0; k < thresholds.size(); ++k) {
    for (auto* values : {&drawn[k], &standardised[k]}) sort_for_quantiles(*values, std::array{0.025, 0.975});
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
  Benefits counted(thresholds, rule);
  std::vector<std::size_t> exceeded_a, exceeded_b, sample_a(y.size()), sample_b(y.size());
  for (double const value : a) exceeded_a.push_back(counted.exceeded(value));
  for (double const value : b) exceeded_b.push_back(counted.exceeded(value));
  std::vector<double> first(thresholds.size()), second(thresholds.size());
  std::vector<int> sample_y(y.size());
  for (int replicate = 0; replicate < replicates; ++replicate) {
    for (std::size_t i = 0; i < y.size(); ++i) {
      auto const row = static_cast<std::size_t>(random.index(n));
      sample_a[i] = exceeded_a[row];
      sample_b[i] = exceeded_b[row];
      sample_y[i] = y[row];
    }
    counted.measure(sample_a, sample_y, first);
    counted.measure(sample_b, sample_y, second);
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
