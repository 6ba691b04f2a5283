#include "petra/stats/logistic_statistics.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "petra/stats/delong.hpp"
#include "petra/stats/distributions.hpp"
#include "petra/stats/logistic_design.hpp"

namespace petra {

namespace {

// The columns named, with their names.
struct Chosen {
  Eigen::MatrixXd columns;
  std::vector<std::string> names;
};

Chosen choose(Eigen::Ref<Eigen::MatrixXd const> const& x, std::vector<std::string> const& names,
              std::vector<int> const& which) {
  Chosen chosen{Eigen::MatrixXd(x.rows(), static_cast<Eigen::Index>(which.size())), {}};
  for (std::size_t k = 0; k < which.size(); ++k) {
    chosen.columns.col(static_cast<Eigen::Index>(k)) = x.col(which[k]);
    chosen.names.push_back(names[static_cast<std::size_t>(which[k])]);
  }
  return chosen;
}

}  // namespace

PseudoRSquared pseudo_r_squared(LogisticFit const& fit, Eigen::Ref<Eigen::MatrixXd const> const& x,
                                std::span<int const> y) {
  PseudoRSquared r;
  auto const n = static_cast<double>(y.size());
  r.cox_snell = 1 - std::exp(2 * (fit.null_log_likelihood - fit.log_likelihood) / n);
  r.nagelkerke = r.cox_snell / (1 - std::exp(2 * fit.null_log_likelihood / n));
  r.mcfadden = 1 - fit.log_likelihood / fit.null_log_likelihood;
  Eigen::VectorXd const linear = linear_predictor(fit, x);
  double sums[2] = {0, 0}, counts[2] = {0, 0};
  for (std::size_t i = 0; i < y.size(); ++i) {
    sums[y[i]] += inverse_logit(linear[static_cast<Eigen::Index>(i)]);
    ++counts[y[i]];
  }
  r.tjur = sums[1] / counts[1] - sums[0] / counts[0];
  return r;
}

double likelihood_ratio_r_squared(double likelihood_ratio, double n, double penalty) {
  return 1 - std::exp(-std::max(0.0, likelihood_ratio - penalty) / n);
}

double effective_sample_size(long long cases, long long patients) {
  auto const n = static_cast<double>(patients), share = static_cast<double>(cases) / n;
  return 3 * n * share * (1 - share);
}

RankStatistics rank_statistics(std::span<double const> probability, std::span<int const> y) {
  auto const cases = static_cast<double>(std::count(y.begin(), y.end(), 1));
  auto const n = static_cast<double>(y.size()), pairs = cases * (n - cases);
  RankStatistics r;
  r.c = compute_placements(probability, y).auc;
  r.dxy = 2 * r.c - 1;
  r.tau_a = r.dxy * pairs / (n * (n - 1) / 2);
  double tied = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    for (std::size_t j = 0; j < y.size(); ++j) tied += y[i] == 1 && y[j] == 0 && probability[i] == probability[j];
  }
  r.gamma = r.dxy * pairs / (pairs - tied);
  return r;
}

double gini_mean_difference(std::span<double const> values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  auto const n = static_cast<double>(sorted.size());
  double sum = 0;  // Σ_{i<j} (x_j − x_i) = Σ_k (2k − n − 1) x_k
  for (std::size_t k = 0; k < sorted.size(); ++k) sum += (2 * static_cast<double>(k) + 1 - n) * sorted[k];
  return sum / (n * (n - 1) / 2);
}

Eigen::VectorXd variance_inflation(LogisticFit const& fit) {
  Eigen::Index const p = fit.covariance.rows() - 1;
  Eigen::MatrixXd const covariance = fit.covariance.bottomRightCorner(p, p);
  if (!covariance.allFinite()) return Eigen::VectorXd::Constant(p, std::numeric_limits<double>::quiet_NaN());
  Eigen::VectorXd const scale = covariance.diagonal().cwiseSqrt().cwiseInverse();
  Eigen::MatrixXd const correlation = scale.asDiagonal() * covariance * scale.asDiagonal();
  return correlation.ldlt().solve(Eigen::MatrixXd::Identity(p, p)).diagonal();
}

LikelihoodRatioTest wald_test(LogisticFit const& fit, std::vector<int> const& columns) {
  auto const k = static_cast<Eigen::Index>(columns.size());
  Eigen::VectorXd b(k);
  Eigen::MatrixXd v(k, k);
  for (Eigen::Index i = 0; i < k; ++i) {
    auto const row = columns[static_cast<std::size_t>(i)] + 1;
    b[i] = fit.coefficient[row];
    for (Eigen::Index j = 0; j < k; ++j) v(i, j) = fit.covariance(row, columns[static_cast<std::size_t>(j)] + 1);
  }
  LikelihoodRatioTest test;
  test.df = static_cast<int>(k);
  test.statistic = b.dot(v.ldlt().solve(b));
  test.p = chi_squared_upper_tail(test.statistic, test.df);
  return test;
}

Result<LikelihoodRatioTest> score_test(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y,
                                       std::vector<std::string> const& names, std::vector<int> const& present,
                                       std::vector<int> const& entering) {
  auto const smaller = choose(x, names, present);
  PETRA_TRY(auto const fit, fit_logistic(smaller.columns, y, smaller.names));
  if (fit.separated) {
    return make_error(ErrorCode::invalid_input, "logistic regression", "the smaller model of a score test is separated",
                      "Leave out " + fit.separated_terms.front());
  }
  std::vector<int> all = present;
  all.insert(all.end(), entering.begin(), entering.end());
  auto const larger = choose(x, names, all);
  PETRA_TRY(auto const design, make_logistic_design(larger.columns, y, larger.names));  // scaled: the test is invariant
  Eigen::VectorXd const linear = linear_predictor(fit, smaller.columns);
  Eigen::VectorXd residual(linear.size()), weight(linear.size());
  for (Eigen::Index i = 0; i < linear.size(); ++i) {
    double const p = inverse_logit(linear[i]);
    residual[i] = design.y[i] - p;
    weight[i] = p * inverse_logit(-linear[i]);
  }
  Eigen::VectorXd const score = design.columns.transpose() * residual;
  Eigen::MatrixXd const information = design.columns.transpose() * weight.asDiagonal() * design.columns;
  LikelihoodRatioTest test;
  test.df = static_cast<int>(entering.size());
  test.statistic = score.dot(information.ldlt().solve(score));
  test.p = chi_squared_upper_tail(test.statistic, test.df);
  return test;
}

}  // namespace petra
