// One column's imputation given the others, as R's mice 3.15 draws it: predictive mean matching of numbers, logistic
// regression of two levels, multinomial regression of more (van Buuren & Groothuis-Oudshoorn 2011).
#pragma once

#include <Eigen/Dense>
#include <vector>

#include "petra/stats/r_random.hpp"

namespace petra {

struct ImputationProblem {
  Eigen::MatrixXd predictors;  // rows × columns, without intercept, finite
  Eigen::VectorXd values;      // of the column; where it is missing, the last draw
  std::vector<int> observed;   // rows that the model is fitted to
  std::vector<int> missing;    // rows to draw for
  // Rows whose spread places the pseudo-observations that keep a regression on levels finite (White, Daniel & Royston
  // 2010): the fitted ones, observed or not.
  std::vector<int> fitted;
  int levels = 0;  // 0: a number; else values are 0 … levels - 1
};

// Columns of the predictors that help: not constant in the observed rows, not another name of the column itself
// (|r| >= 0.99), not a combination of the others (smallest eigenvalue of their correlations below 1e-4 of the largest:
// the column that weighs most in it goes). mice looks at variances below 1e-4 instead of 0, which depends on units.
[[nodiscard]] std::vector<int> useful_predictors(ImputationProblem const& problem);

// One draw for each missing row, in their order. Takes the stream as mice does.
[[nodiscard]] Eigen::VectorXd draw_numbers(ImputationProblem const& problem, RRandom& random);
[[nodiscard]] Eigen::VectorXd draw_two_levels(ImputationProblem const& problem, RRandom& random);
[[nodiscard]] Eigen::VectorXd draw_levels(ImputationProblem const& problem, RRandom& random);

}  // namespace petra
