// Pearson and Spearman correlation, and the rule that drops features which repeat others.
#pragma once

#include <Eigen/Dense>
#include <vector>

namespace petra {

[[nodiscard]] Eigen::VectorXd average_ranks(
    Eigen::Ref<Eigen::VectorXd const> const& values);  // 1-based, ties get their mean
[[nodiscard]] double pearson(Eigen::Ref<Eigen::VectorXd const> const& x,
                             Eigen::Ref<Eigen::VectorXd const> const& y);  // NaN for a constant
[[nodiscard]] double spearman(Eigen::Ref<Eigen::VectorXd const> const& x, Eigen::Ref<Eigen::VectorXd const> const& y);
// columns: rows × p, finite. p × p, exactly symmetric with a diagonal of 1; rows and columns of constants are NaN.
[[nodiscard]] Eigen::MatrixXd pearson_matrix(Eigen::Ref<Eigen::MatrixXd const> const& columns);
[[nodiscard]] Eigen::MatrixXd spearman_matrix(Eigen::Ref<Eigen::MatrixXd const> const& columns);

// Test of r = 0 and Fisher-z limits, as cor.test gives them (t with n - 2 degrees of freedom; limits need n > 3, else
// NaN).
struct CorrelationTest {
  double r, t, p, low, high;
};
[[nodiscard]] CorrelationTest test_correlation(double r, Eigen::Index n, double confidence = 0.95);

struct RedundancyDecision {
  bool kept = false;
  int dropped_for = -1;  // column that it repeats (first kept one over the cut-off), -1 when kept or constant
  double pearson = 0, spearman = 0;  // with that column
  bool constant = false;             // dropped because it does not vary
};

// Which of features that repeat each other goes. first_come() knows the first; assess_redundancy all.
enum class RedundancyChoice {
  first_come,   // the later column
  sequential,   // first come by Pearson, then by Spearman among those left
  caret_exact,  // findCorrelation(exact = TRUE) on the larger of the coefficients in use
  caret_fast,   // findCorrelation(exact = FALSE)
  caret,        // caret's own choice: exact below 100 columns
};

struct RedundancyRule {
  double maximum = 0.9;  // strict: dropped when |r| > maximum
  bool use_pearson = true, use_spearman = true;
  RedundancyChoice choice = RedundancyChoice::first_come;
};

// First come: walk the columns in order, keep one unless max(|Pearson|, |Spearman|) with a kept column exceeds the
// maximum. columns: rows × p, finite. Coefficients within 1e-9 of the maximum are computed again in extended precision.
[[nodiscard]] std::vector<RedundancyDecision> first_come(Eigen::Ref<Eigen::MatrixXd const> const& columns,
                                                         RedundancyRule const& rule);

}  // namespace petra
