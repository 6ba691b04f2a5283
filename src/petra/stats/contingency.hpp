// Tests and effect sizes of a table of counts, as R's chisq.test, fisher.test and the tableone package give them.
#pragma once

#include <Eigen/Dense>

#include "petra/base/result.hpp"

namespace petra {

struct ChiSquaredTest {
  double statistic = 0, df = 0, p = 1;  // NaN where a row or column is empty
};

// counts: rows × columns, at least 2 × 2. Yates' correction min(0.5, |O - E|) is for 2 × 2 tables only (R's default
// there; other tables are never corrected).
[[nodiscard]] ChiSquaredTest chi_squared_test(Eigen::MatrixXd const& counts, bool yates);
[[nodiscard]] Eigen::MatrixXd expected_counts(Eigen::MatrixXd const& counts);
[[nodiscard]] double likelihood_ratio_g2(Eigen::MatrixXd const& counts);  // 2 Σ O ln(O/E)
[[nodiscard]] double cramers_v(Eigen::MatrixXd const& counts);

// Standardised difference of two groups (columns) in a variable of k levels (rows): Yang & Dalton 2012, as tableone.
// NaN where a covariance is singular.
[[nodiscard]] double standardised_proportion_difference(Eigen::MatrixXd const& counts);

struct FisherTest {
  double p = 1;                              // two-sided: tables not more probable than the observed one
  double odds_ratio = 0, low = 0, high = 0;  // 2 × 2 only (else NaN): conditional maximum likelihood, exact 95 %
};

// Odds ratio and limits are roots as R's uniroot leaves them (1.2e-4). Errors: counts that are not whole numbers; more
// than 50 million tables to go through.
[[nodiscard]] Result<FisherTest> fisher_test(Eigen::MatrixXd const& counts);

}  // namespace petra
