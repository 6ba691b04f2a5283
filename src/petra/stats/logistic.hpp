// Maximum-likelihood logistic regression (IRLS to the optimum), Wald inference, separation found.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <Eigen/Dense>

#include "petra/base/result.hpp"

namespace petra {

struct LogisticFit {
  std::vector<std::string> terms;      // "(Intercept)" first
  Eigen::VectorXd coefficient, standard_error, z, p;
  Eigen::VectorXd odds_ratio, or_low, or_high;  // exp(coefficient), Wald 95 %
  Eigen::MatrixXd covariance;
  double log_likelihood = 0, null_log_likelihood = 0, deviance = 0, aic = 0, bic = 0;
  bool separated = false;              // complete or quasi-complete separation: no finite estimate exists
  std::vector<std::string> separated_terms;
  int iterations = 0;
};

// x: N × p without intercept column; names: p. Errors: collinear columns (names them), one class, fewer rows than terms.
// With separation `separated` is set and the numbers of the diverging terms are NaN: never an infinite odds ratio.
[[nodiscard]] Result<LogisticFit> fit_logistic(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y, std::vector<std::string> const& names);

[[nodiscard]] double inverse_logit(double x);

// Linear predictors of rows under a fit.
[[nodiscard]] Eigen::VectorXd linear_predictor(LogisticFit const& fit, Eigen::Ref<Eigen::MatrixXd const> const& x);

}  // namespace petra
