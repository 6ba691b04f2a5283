// Logistic regression with the elastic-net penalty, glmnet's problem and grid (Friedman, Hastie, Tibshirani 2010), solved to the optimum.
//   minimise  -(1/N) Σ loglik + λ Σ_j (α|β_j| + (1-α)β_j²/2)   on columns standardised by mean and SD with 1/N; intercept free.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include <Eigen/Dense>

#include "petra/base/result.hpp"

namespace petra {

struct LassoPath {
  Eigen::VectorXd lambda;        // descending
  Eigen::VectorXd intercept;     // raw scale
  Eigen::MatrixXd coefficients;  // predictors × lambda, raw scale
  Eigen::VectorXd dev_ratio;
  double null_deviance = 0;
};

struct LassoSettings {
  double alpha = 1;
  int lambda_count = 100;
  double tolerance = 1e-14;   // on glmnet's objective scale (its `thresh`); KKT is checked after
};

// x: N × p, finite; y: 0 or 1, both present. Path stops early as glmnet's does.
[[nodiscard]] Result<LassoPath> fit_lasso_path(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y, LassoSettings const& settings = {});

enum class LassoLoss { deviance, misclassification, mean_squared_error, auc };

struct LassoCrossValidation {
  LassoPath path;                     // of all rows
  Eigen::VectorXd cv_mean, cv_se;     // per lambda
  std::vector<int> nonzero;
  int index_min = 0, index_1se = 0;   // into lambda, 0-based
};

// As cv.glmnet: each fold has its own lambda grid and is interpolated at the full fit's. folds: 1-based id per row.
// Errors: a fold without one of the classes in what remains for training, fewer than 3 folds.
[[nodiscard]] Result<LassoCrossValidation> cross_validate_lasso(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y, std::span<int const> folds,
                                                                LassoSettings const& settings = {}, LassoLoss loss = LassoLoss::deviance);

}  // namespace petra
