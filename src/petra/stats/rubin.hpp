// Estimates of several imputed tables as one (Rubin 1987; degrees of freedom of Barnard & Rubin 1999).
#pragma once

#include <Eigen/Dense>
#include <span>
#include <vector>

namespace petra {

struct PooledEstimate {
  double estimate = 0;
  double within = 0, between = 0, total = 0;  // variances
  double df = 0;
  double missing_information = 0;  // fraction of missing information
  [[nodiscard]] double error() const;
  [[nodiscard]] double statistic() const;  // estimate / error
  [[nodiscard]] double p() const;          // two-sided, by t with df
  [[nodiscard]] double bound(double confidence, bool upper) const;
};

// One estimate and variance per imputed table, two or more. complete_df: degrees of freedom if nothing were missing;
// infinite where the analysis has none.
[[nodiscard]] PooledEstimate pool_estimates(std::span<double const> estimates, std::span<double const> variances,
                                            double complete_df);

// Are several coefficients all zero? Li, Raghunathan & Rubin 1991 (mice's D1 without complete degrees of freedom).
struct PooledWaldTest {
  double statistic = 0, df1 = 0, df2 = 0, p = 1;  // F; df2 is infinite where the tables agree
};
[[nodiscard]] PooledWaldTest pool_wald_tests(std::vector<Eigen::VectorXd> const& estimates,
                                             std::vector<Eigen::MatrixXd> const& covariances);

// AUCs pooled on the logit scale, limits taken back. variances: of the AUCs. NaN limits where an AUC is 0 or 1.
struct PooledAuc {
  double auc = 0, low = 0, high = 0;
  PooledEstimate logit;
};
[[nodiscard]] PooledAuc pool_aucs(std::span<double const> aucs, std::span<double const> variances,
                                  double confidence = 0.95);

}  // namespace petra
