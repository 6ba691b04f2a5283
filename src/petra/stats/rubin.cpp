#include "petra/stats/rubin.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "petra/stats/distributions.hpp"

namespace petra {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kSmallestShare = 1e-4;  // of missing information, as mice takes it: degrees of freedom stay finite

double mean(std::span<double const> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

double PooledEstimate::error() const {
  return std::sqrt(total);
}
double PooledEstimate::statistic() const {
  return estimate / error();
}
double PooledEstimate::p() const {
  return std::isfinite(df) ? t_two_sided(statistic(), df) : normal_two_sided(statistic());
}
double PooledEstimate::bound(double confidence, bool upper) const {
  double const at = 1 - (1 - confidence) / 2;
  double const quantile = std::isfinite(df) ? t_quantile(at, df) : normal_quantile(at);
  return upper ? estimate + quantile * error() : estimate - quantile * error();
}

PooledEstimate pool_estimates(std::span<double const> estimates, std::span<double const> variances,
                              double complete_df) {
  auto const m = static_cast<double>(estimates.size());
  PooledEstimate pooled;
  pooled.estimate = mean(estimates);
  pooled.within = mean(variances);
  for (double const value : estimates)
    pooled.between += (value - pooled.estimate) * (value - pooled.estimate) / (m - 1);
  pooled.total = pooled.within + (1 + 1 / m) * pooled.between;
  double const share = std::max((1 + 1 / m) * pooled.between / pooled.total, kSmallestShare);
  double const of_draws = (m - 1) / (share * share);
  double const of_data = (complete_df + 1) / (complete_df + 3) * complete_df * (1 - share);
  pooled.df = std::isinf(complete_df) ? of_draws : of_draws * of_data / (of_draws + of_data);
  double const increase = (1 + 1 / m) * pooled.between / pooled.within;
  pooled.missing_information = (increase + 2 / (pooled.df + 3)) / (increase + 1);
  return pooled;
}

PooledWaldTest pool_wald_tests(std::vector<Eigen::VectorXd> const& estimates,
                               std::vector<Eigen::MatrixXd> const& covariances) {
  auto const m = static_cast<double>(estimates.size());
  auto const k = estimates.front().size();
  auto const terms = static_cast<double>(k);
  Eigen::VectorXd center = Eigen::VectorXd::Zero(k);
  Eigen::MatrixXd within = Eigen::MatrixXd::Zero(k, k), between = Eigen::MatrixXd::Zero(k, k);
  for (auto const& value : estimates) center += value / m;
  for (auto const& value : covariances) within += value / m;
  for (auto const& value : estimates) between += (value - center) * (value - center).transpose() / (m - 1);
  Eigen::LDLT<Eigen::MatrixXd> const solver(within);
  PooledWaldTest test{kNaN, terms, kNaN, kNaN};
  if (solver.info() != Eigen::Success || !solver.isPositive()) return test;
  double const r = (1 + 1 / m) * Eigen::MatrixXd(solver.solve(between)).trace() / terms;
  test.statistic = center.dot(Eigen::VectorXd(solver.solve(center))) / (terms * (1 + r));
  double const t = terms * (m - 1);
  constexpr double kNothingMissing = 1e-12;
  if (r < kNothingMissing) {
    test.df2 = std::numeric_limits<double>::infinity();
    test.p = chi_squared_upper_tail(test.statistic * terms, terms);
    return test;
  }
  double const a = 1 + (1 - 2 / t) / r;
  test.df2 = t > 4 ? 4 + (t - 4) * a * a : t * (1 + 1 / terms) * (1 + 1 / r) * (1 + 1 / r) / 2;
  test.p = f_upper_tail(test.statistic, terms, test.df2);
  return test;
}

PooledAuc pool_aucs(std::span<double const> aucs, std::span<double const> variances, double confidence) {
  PooledAuc pooled{mean(aucs), kNaN, kNaN, {}};
  std::vector<double> logits, errors;
  for (std::size_t i = 0; i < aucs.size(); ++i) {
    double const inside = aucs[i] * (1 - aucs[i]);
    if (!(inside > 0)) return pooled;
    logits.push_back(std::log(aucs[i] / (1 - aucs[i])));
    errors.push_back(variances[i] / (inside * inside));
  }
  pooled.logit = pool_estimates(logits, errors, std::numeric_limits<double>::infinity());
  auto const back = [](double x) { return 1 / (1 + std::exp(-x)); };
  pooled.auc = back(pooled.logit.estimate);
  pooled.low = back(pooled.logit.bound(confidence, false));
  pooled.high = back(pooled.logit.bound(confidence, true));
  return pooled;
}

}  // namespace petra
