// Rad scores of training patients from models that have not seen them (pre-validation, Tibshirani & Efron 2002), for
// regressions that would otherwise take an overfitted score at its word.
#pragma once

#include "petra/select/training_view.hpp"

namespace petra {

// training: the columns that enter the LASSO, with folds. Per fold the LASSO of the other rows at `lambda`
// (coefficients interpolated between its own lambdas, as glmnet's fit.preval) gives the fold's rows their score. The
// outcome of a row does not reach its own score. Errors: as fit_lasso_path's on the rows without a fold.
[[nodiscard]] Result<Eigen::VectorXd> cross_fitted_scores(TrainingView const& training, double lambda);

}  // namespace petra
