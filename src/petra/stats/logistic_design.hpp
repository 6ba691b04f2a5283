// The design matrix of a logistic regression, checked and scaled for computing.
#pragma once

#include <Eigen/Dense>
#include <span>
#include <string>
#include <vector>

#include "petra/base/result.hpp"

namespace petra {

// Columns: intercept, then (x - mean) / sd. Scaling keeps the information matrix well conditioned; `to_raw` takes
// coefficients of these columns to those of the raw ones: raw = to_raw · scaled.
struct LogisticDesign {
  Eigen::MatrixXd columns;  // N × (p + 1)
  Eigen::VectorXd y;
  Eigen::MatrixXd to_raw;  // (p + 1) × (p + 1)
};

// Errors as fit_logistic's.
[[nodiscard]] Result<LogisticDesign> make_logistic_design(Eigen::Ref<Eigen::MatrixXd const> const& x,
                                                          std::span<int const> y,
                                                          std::vector<std::string> const& names);

// log likelihood of linear predictors, without overflow.
[[nodiscard]] double logistic_log_likelihood(Eigen::VectorXd const& linear, Eigen::VectorXd const& y);

}  // namespace petra
