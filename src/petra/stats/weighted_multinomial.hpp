// Multinomial logistic regression with weights, solved to its optimum: the model that factors are imputed from.
#pragma once

#include <Eigen/Dense>
#include <vector>

namespace petra {

struct WeightedMultinomial {
  Eigen::MatrixXd coefficients;  // (intercept, predictors) × (classes - 1); the first class is the reference
  Eigen::MatrixXd covariance;    // inverse information, class by class
  bool converged = false;        // false: the classes are separated, or the information is singular

  // Rows × classes.
  [[nodiscard]] Eigen::MatrixXd probabilities(Eigen::MatrixXd const& x) const;
};

// x: rows × (1 + predictors), its first column 1; classes: 0 … count - 1, each present; weights above 0.
[[nodiscard]] WeightedMultinomial fit_weighted_multinomial(Eigen::MatrixXd const& x, std::vector<int> const& classes,
                                                           int count, Eigen::VectorXd const& weights);

}  // namespace petra
