// Stepwise choice of a logistic model's variables: by an information criterion as R's step() and MASS::stepAIC, or by
// tests as SPSS's forward and backward methods. A factor's columns enter and leave together.
#pragma once

#include <Eigen/Dense>
#include <span>
#include <string>
#include <vector>

#include "petra/base/result.hpp"

namespace petra {

struct StepwiseVariable {
  std::string name;
  std::vector<int> columns;  // of x, 0-based
};

struct StepwiseProblem {
  Eigen::MatrixXd x;  // N × p
  std::vector<int> y;
  std::vector<std::string> column_names;
  std::vector<StepwiseVariable> candidates;
};

struct StepwiseStep {
  std::string variable;
  bool entered = false;  // else removed
  double statistic = 0, p = 1;
};

struct StepwiseResult {
  std::vector<std::string> kept;  // in order of entry (backward: of the candidates)
  std::vector<StepwiseStep> steps;
  double criterion = 0;  // AIC or BIC of the kept model; NaN for methods by tests
};

enum class InformationStart { all, none };  // all: backward; none: steps in both directions from the empty model

// penalty per coefficient: 2 = AIC, log(N) = BIC. Stops where no step lowers the criterion. Errors: as fit_logistic's;
// a separated model on the way.
[[nodiscard]] Result<StepwiseResult> stepwise_by_criterion(StepwiseProblem const& problem, InformationStart start,
                                                           double penalty = 2);

enum class RemovalTest { likelihood_ratio, wald };

// SPSS BSTEP(LR), BSTEP(WALD): from the full model, remove the variable with the largest p while it exceeds p_out.
[[nodiscard]] Result<StepwiseResult> backward_by_test(StepwiseProblem const& problem, RemovalTest test,
                                                      double p_out = 0.10);

// SPSS FSTEP(LR): enter the variable with the smallest score-test p while it is below p_in; after each entry remove by
// likelihood ratio while a p exceeds p_out.
[[nodiscard]] Result<StepwiseResult> forward_by_test(StepwiseProblem const& problem, double p_in = 0.05,
                                                     double p_out = 0.10);

}  // namespace petra
