// Gaussian naive Bayes for two classes, as e1071::naiveBayes fits it, computed in log space.
#pragma once

#include <Eigen/Dense>
#include <array>
#include <span>
#include <string>
#include <vector>

#include "petra/base/result.hpp"

namespace petra {

struct NaiveBayes {
  std::array<double, 2> prior{};            // shares of the classes
  std::array<Eigen::VectorXd, 2> mean, sd;  // per predictor; sd with n - 1
  // Predictors whose sd was 0 in a class: their sd there is the floor, 1e-3 of the predictor's overall sd (e1071 gives
  // NaN).
  std::vector<std::string> floored;
};

// x: N × p, finite; y: 0 or 1. Errors: sizes, fewer than two patients in a class, a value that is not finite, a
// predictor that is constant over both classes.
[[nodiscard]] Result<NaiveBayes> fit_naive_bayes(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y,
                                                 std::vector<std::string> const& names);

enum class DensityRule {
  exact,          // log densities, however small
  e1071_minimum,  // a density that underflows to 0 counts as 0.001 (e1071's threshold), so far-out values hardly count
};

// Probability of class 1 for each row of x (M × p).
[[nodiscard]] Eigen::VectorXd naive_bayes_probability(NaiveBayes const& model,
                                                      Eigen::Ref<Eigen::MatrixXd const> const& x,
                                                      DensityRule rule = DensityRule::exact);

}  // namespace petra
