// A glmnet case's data, and how far glmnet's own stopping may leave its values from the optimum.
//
// glmnet at thresh 1e-14 leaves optimality conditions unmet by up to 2.4e-8 (measured on all cases; petra: 1e-12). A
// residual r of the conditions moves the coefficients by H⁻¹r, H being the Hessian on the active set at petra's
// optimum. So a linear function c of the coefficients may differ by 1e-7 + 3e-8 · ‖H⁻¹c‖₁: 1e-7 where the problem is
// well conditioned, more at the overfitted end of a path. Nothing of the expected values enters this bound.
#pragma once

#include <Eigen/Dense>
#include <string>
#include <vector>

#include "inputs.hpp"
#include "petra/stats/lasso.hpp"

namespace petra::oracle {

inline constexpr double kLambdaTolerance = 1e-9;
inline constexpr double kCoefficientTolerance = 1e-7;
inline constexpr double kGlmnetResidual = 3e-8;

struct GlmnetStudy {
  Eigen::MatrixXd x;  // raw
  Eigen::MatrixXd z;  // standardised
  std::vector<int> y, folds;
  std::vector<std::string> names;
  Eigen::VectorXd mean, deviation;  // with 1/N; 1 where the fit does not standardise
  std::vector<std::vector<std::size_t>>
      groups;  // of each column: the columns identical with it, itself included, in order
  bool has_repeats = false;
};

[[nodiscard]] GlmnetStudy make_glmnet_study(NumberTable const& table, bool standardise);

class Sensitivity {
 public:
  Sensitivity(GlmnetStudy const& study, LassoPath const& path, Eigen::Index k, double alpha);

  [[nodiscard]] double of_coefficient(Eigen::Index column) const;  // on the standardised scale
  [[nodiscard]] double of_intercept() const;                       // raw scale
  [[nodiscard]] double of_link(Eigen::Index row) const;            // a row of the study
  [[nodiscard]] double of_link(Eigen::VectorXd const& raw) const;  // any row of predictors
  [[nodiscard]] double of_dev_ratio(LassoPath const& path) const;

 private:
  GlmnetStudy const& study_;
  std::vector<Eigen::Index> active_;  // columns with a coefficient
  Eigen::VectorXd beta_;              // of active_, standardised
  Eigen::MatrixXd inverse_;           // of the Hessian on intercept and active_
  double l1_, l2_;

  [[nodiscard]] double bound(Eigen::VectorXd const& functional) const;
};

// The same for the cross-validated loss at each lambda: the largest fold mean of what the links of held-out rows may
// differ, times 2 (the steepest slope of deviance, squared or absolute error in the link).
[[nodiscard]] std::vector<double> loss_bounds(GlmnetStudy const& study, Eigen::VectorXd const& lambda,
                                              LassoSettings const& settings);

}  // namespace petra::oracle
