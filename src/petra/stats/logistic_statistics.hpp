// What is said of a logistic fit besides its coefficients: explained variation, inflation of variance, tests of blocks.
#pragma once

#include <Eigen/Dense>
#include <span>
#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/stats/logistic.hpp"

namespace petra {

// Pseudo-R² of a fit: all from its log likelihood but Tjur's.
struct PseudoRSquared {
  double cox_snell = 0;   // 1 − exp(−LR/n)
  double nagelkerke = 0;  // Cox–Snell's over its maximum (rms's R2)
  double mcfadden = 0;    // 1 − ll/ll0
  double tjur = 0;        // mean probability of cases minus that of controls (2009)
};
[[nodiscard]] PseudoRSquared pseudo_r_squared(LogisticFit const& fit, Eigen::Ref<Eigen::MatrixXd const> const& x,
                                              std::span<int const> y);

// 1 − exp(−max(0, LR − penalty)/n): rms's R2(n) (penalty 0) and R2(p, n) (penalty p); n is the number of patients or
// the effective one, 3·n·p·(1 − p).
[[nodiscard]] double likelihood_ratio_r_squared(double likelihood_ratio, double n, double penalty = 0);
[[nodiscard]] double effective_sample_size(long long cases, long long patients);

// Rank correlation of probabilities with the outcome: Dxy = 2·AUC − 1, Goodman & Kruskal's gamma (ties left out),
// Kendall's tau-a (over all pairs of patients). rms bins the probabilities at 0.002 first; this does not.
struct RankStatistics {
  double c = 0, dxy = 0, gamma = 0, tau_a = 0;
};
[[nodiscard]] RankStatistics rank_statistics(std::span<double const> probability, std::span<int const> y);

// Gini's mean difference: mean |a − b| over all pairs (rms's g of the linear predictor, gp of the probability).
[[nodiscard]] double gini_mean_difference(std::span<double const> values);

// Inflation of each coefficient's variance: the diagonal of the inverse of their correlation matrix (rms::vif), without
// the intercept. NaN under separation.
[[nodiscard]] Eigen::VectorXd variance_inflation(LogisticFit const& fit);

// Wald's test of some coefficients together (0-based columns of x): b'V⁻¹b.
[[nodiscard]] LikelihoodRatioTest wald_test(LogisticFit const& fit, std::vector<int> const& columns);

// Rao's score test of adding `entering` (columns of x) to the model with `present`.
[[nodiscard]] Result<LikelihoodRatioTest> score_test(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y,
                                                     std::vector<std::string> const& names,
                                                     std::vector<int> const& present, std::vector<int> const& entering);

}  // namespace petra
