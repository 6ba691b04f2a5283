// The variable-metric minimiser of R's optim(method = "BFGS"), which nnet uses too, so that a start that R takes leads
// to the optimum that R finds.
#pragma once

#include <Eigen/Dense>
#include <functional>

namespace petra {

struct BfgsSettings {
  int most_iterations = 20000;
  double absolute_tolerance = 1e-14;  // stops where the objective is below
  double relative_tolerance = 1e-16;  // stops where a step lowers the objective relatively by less
};

struct BfgsResult {
  Eigen::VectorXd point;
  double value = 0;
  int iterations = 0;     // gradients computed
  bool converged = true;  // false: most_iterations was reached
};

// Source: J.C. Nash, Compact Numerical Methods for Computers (1990), algorithm 21, with R's constants (backtracking by
// 0.2, acceptance 1e-4, the inverse Hessian reset after 2n gradients). The objective at `start` must be finite; a point
// where it is not is stepped back from.
[[nodiscard]] BfgsResult minimise_bfgs(Eigen::VectorXd const& start,
                                       std::function<double(Eigen::VectorXd const&)> const& objective,
                                       std::function<Eigen::VectorXd(Eigen::VectorXd const&)> const& gradient,
                                       BfgsSettings const& settings = {});

}  // namespace petra
