// Profile-likelihood limits of logistic coefficients (Venzon & Moolgavkar 1988), also of Firth's penalised likelihood
// with its tests (Heinze & Schemper 2002; the constrained fit keeps the full model's penalty, as logistf does).
#pragma once

#include <Eigen/Dense>
#include <span>
#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/stats/logistic.hpp"

namespace petra {

struct ProfileLimits {
  Eigen::VectorXd low, high;  // of the coefficients, "(Intercept)" first
};

// Values where twice the drop of the (penalised) log likelihood, maximised over the other coefficients, reaches the
// χ² quantile with 1 df; roots by TOMS 748. Errors: as fit_logistic's; maximum likelihood under separation (use Firth);
// a limit that is not found within thousands of standard errors.
[[nodiscard]] Result<ProfileLimits> profile_limits(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y,
                                                   std::vector<std::string> const& names, LogisticMethod method,
                                                   double confidence = 0.95);

// Penalised likelihood-ratio test of each coefficient = 0 in Firth's fit, "(Intercept)" first; df 1.
[[nodiscard]] Result<std::vector<LikelihoodRatioTest>> penalised_likelihood_ratio_tests(
    Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y, std::vector<std::string> const& names);

}  // namespace petra
