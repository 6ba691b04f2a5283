// ComBat: location and scale of features brought together over centres (Johnson, Li & Rabinovic 2007), fitted on
// training rows and frozen, the empirical Bayes equations iterated to their fixed point.
#pragma once

#include <Eigen/Dense>
#include <optional>
#include <string>
#include <vector>

#include "petra/base/result.hpp"

namespace petra {

struct CombatSettings {
  bool empirical_bayes = true;           // false: each feature's own estimates
  bool mean_only = false;                // leave the spread alone
  std::optional<std::string> reference;  // a centre whose rows stay as they are
};

// Rows of the matrices: centres, in C-locale order; columns: features.
struct Combat {
  std::vector<std::string> centres;
  Eigen::VectorXd grand_mean, pooled_variance;        // per feature; the variance divides by N
  Eigen::MatrixXd covariate_effect;                   // covariates × features
  Eigen::MatrixXd gamma_hat, gamma_star, delta_star;  // location and squared scale of the standardised features
  std::optional<std::string> reference;
};

// x: patients × features; centre: one per patient; covariates: patients × q, whose effects are kept (q may be 0; keep
// no outcome: a new patient has none). Errors: sizes, fewer than two patients in a centre (named), a single centre, an
// unknown reference, covariates that determine the centre, a feature without spread.
[[nodiscard]] Result<Combat> fit_combat(Eigen::Ref<Eigen::MatrixXd const> const& x,
                                        std::vector<std::string> const& centre,
                                        Eigen::Ref<Eigen::MatrixXd const> const& covariates,
                                        CombatSettings const& settings = {});

// Frozen estimates applied to rows of known centres. Errors: a centre that the fit has not seen.
[[nodiscard]] Result<Eigen::MatrixXd> apply_combat(Combat const& model, Eigen::Ref<Eigen::MatrixXd const> const& x,
                                                   std::vector<std::string> const& centre,
                                                   Eigen::Ref<Eigen::MatrixXd const> const& covariates);

}  // namespace petra
