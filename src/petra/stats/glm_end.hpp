// Where R's glm stops on separated data. There is no maximum-likelihood estimate: the coefficients grow by about one
// per iteration until the deviance stands still. Only for repeating what R printed; never an estimate.
#pragma once

#include <Eigen/Dense>
#include <span>
#include <string>
#include <vector>

#include "petra/stats/logistic.hpp"

namespace petra {

// glm.fit(cbind(1, x), y, binomial, control = glm.control(epsilon, maxit)): R's start, iteratively reweighted least
// squares, stop at |change of deviance| < epsilon · (|deviance| + 0.1). Fills terms, coefficients, likelihoods and
// iterations; `separated` is set. Errors: sizes, one class, weights that have all vanished.
[[nodiscard]] Result<LogisticFit> fit_as_glm_ends(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y,
                                                  std::vector<std::string> const& names, double epsilon = 1e-13,
                                                  int most_iterations = 100);

}  // namespace petra
