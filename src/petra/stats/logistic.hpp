// Logistic regression solved to its optimum, with Wald inference; separation is found, named and can be answered with
// Firth's estimate.
#pragma once

#include <Eigen/Dense>
#include <span>
#include <string>
#include <vector>

#include "petra/base/result.hpp"

namespace petra {

enum class LogisticMethod {
  maximum_likelihood,  // iteratively reweighted least squares to a zero gradient
  firth,               // penalised by Jeffreys' prior (Firth 1993; Heinze & Schemper 2002): finite under separation
};

struct LogisticFit {
  LogisticMethod method = LogisticMethod::maximum_likelihood;
  std::vector<std::string> terms;  // "(Intercept)" first
  Eigen::VectorXd coefficient, standard_error, z, p;
  Eigen::VectorXd odds_ratio, or_low, or_high;  // exp(coefficient), Wald 95 %
  Eigen::MatrixXd covariance;
  double log_likelihood = 0, null_log_likelihood = 0, deviance = 0, aic = 0, bic = 0;  // unpenalised
  double penalised_log_likelihood = 0;  // firth only: log likelihood + half the log determinant of the information
  bool separated = false;               // complete or quasi-complete separation: no finite maximum-likelihood estimate
  std::vector<std::string> separated_terms;
  int iterations = 0;
  // The Newton step (from the intercept alone) that changed the deviance by less than rms's lrm.fit asks for (0.025); 0:
  // none did.
  int lrm_steps = 0;
};

// x: N × p without intercept column, finite; names: p terms. Errors: collinear columns (named), one class, a value that
// is not finite, not more rows than terms. Under separation `separated` is set, the diverging terms are named and their
// numbers are NaN: never an infinite odds ratio.
[[nodiscard]] Result<LogisticFit> fit_logistic(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y,
                                               std::vector<std::string> const& names);

// Firth's penalised estimate; standard errors from the inverse Fisher information, Wald limits from them.
[[nodiscard]] Result<LogisticFit> fit_firth(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y,
                                            std::vector<std::string> const& names);

// Maximum likelihood; Firth's estimate where the data are separated (`method` says which, `separated` stays set).
[[nodiscard]] Result<LogisticFit> fit_logistic_or_firth(Eigen::Ref<Eigen::MatrixXd const> const& x,
                                                        std::span<int const> y, std::vector<std::string> const& names);

// Likelihood-ratio test of a model against the one without some of its columns.
struct LikelihoodRatioTest {
  double statistic = 0;
  int df = 0;
  double p = 1;
};

// Drops the columns in `dropped` (0-based, of x): a factor's columns go as a block. NaN where either fit is separated.
[[nodiscard]] Result<LikelihoodRatioTest> likelihood_ratio_test(Eigen::Ref<Eigen::MatrixXd const> const& x,
                                                                std::span<int const> y,
                                                                std::vector<std::string> const& names,
                                                                std::vector<int> const& dropped);

[[nodiscard]] double inverse_logit(double x);

// Linear predictors of rows (M × p, without intercept column) under a fit.
[[nodiscard]] Eigen::VectorXd linear_predictor(LogisticFit const& fit, Eigen::Ref<Eigen::MatrixXd const> const& x);

}  // namespace petra
