// Logistic regression with the elastic-net penalty, glmnet's problem and grid (Friedman, Hastie, Tibshirani 2010),
// solved to the optimum, or, where asked for, to where glmnet's own stopping rule ends.
//   minimise  -(1/N) Σ loglik + λ Σ_j (α|β_j| + (1-α)β_j²/2)   on columns standardised by mean and SD with 1/N;
//   intercept free.
#pragma once

#include <Eigen/Dense>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "petra/base/result.hpp"

namespace petra {

struct LassoPath {
  Eigen::VectorXd lambda;        // descending
  Eigen::VectorXd intercept;     // raw scale
  Eigen::MatrixXd coefficients;  // predictors × lambda, raw scale
  Eigen::VectorXd dev_ratio;
  double null_deviance = 0;
  double kkt_residual = 0;  // largest violation of the optimality conditions on the path (standardised problem); 0 with
                            // a threshold
  long passes = 0;          // with a threshold: glmnet's passes over the columns
};

struct LassoSettings {
  double alpha = 1;  // 1 lasso … 0 ridge
  int lambda_count = 100;
  double tolerance =
      1e-12;  // largest residual of the optimality conditions, in units of λ; a path above 1e-9 is an error
  bool standardise = true;  // false: the penalty acts on the columns as they are
  // glmnet's thresh (its default: 1e-7): its descent is followed update by update to where it stops, so that the values
  // are those that its users see, up to 0.1 SD short of the optimum at the end of a path. 0: solved to the optimum.
  double threshold = 0;
  long most_passes = 100000;  // glmnet's maxit, with threshold only
};

// x: N × p, finite; y: 0 or 1, both present. Path stops early as glmnet's does. Constant columns keep the coefficient
// 0. Errors: no rows or columns, a value that is not finite, y other than 0 and 1 or of one class, alpha outside [0,
// 1], no column that varies; with a threshold: most_passes used up.
[[nodiscard]] Result<LassoPath> fit_lasso_path(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y,
                                               LassoSettings const& settings = {});

enum class LassoLoss { deviance, misclassification, mean_squared_error, mean_absolute_error, auc };

struct LassoCrossValidation {
  LassoPath path;                  // of all rows
  Eigen::VectorXd cv_mean, cv_se;  // per lambda
  std::vector<int> nonzero;
  int index_min = 0, index_1se = 0;      // into lambda, 0-based
  LassoLoss loss = LassoLoss::deviance;  // the one used: auc gives way to deviance below ten rows a fold, as in glmnet
};

// As cv.glmnet: each fold has its own lambda grid and is interpolated at the full fit's. folds: 1-based id per row.
// AUC counts ties by half (glmnet breaks them at random).
// Errors: as fit_lasso_path; ids that are not 1 … k with k >= 3; a fold without one of the classes in what remains for
// training (or, for auc, in itself).
[[nodiscard]] Result<LassoCrossValidation> cross_validate_lasso(Eigen::Ref<Eigen::MatrixXd const> const& x,
                                                                std::span<int const> y, std::span<int const> folds,
                                                                LassoSettings const& settings = {},
                                                                LassoLoss loss = LassoLoss::deviance);

// The same where the path of all rows is known.
[[nodiscard]] Result<LassoCrossValidation> cross_validate_lasso_along(
    LassoPath path, Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y, std::span<int const> folds,
    LassoSettings const& settings = {}, LassoLoss loss = LassoLoss::deviance);

}  // namespace petra
