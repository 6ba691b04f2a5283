// rms's indices of a logistic model on the patients it was fitted to and on others.
#pragma once

#include <Eigen/Dense>
#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "petra/base/result.hpp"
#include "petra/stats/logistic.hpp"

namespace petra {

// 2·AUC − 1; Nagelkerke's R²; intercept and slope of the refit on the linear predictor; largest distance of that
// refit's line from the diagonal; D, U, Q of val.prob; Brier score; Gini's mean difference of linear predictor and
// probability.
inline constexpr std::array<std::string_view, 11> kValidationIndices = {"Dxy", "R2", "Intercept", "Slope", "Emax", "D",
                                                                        "U",   "Q",  "B",         "g",     "gp"};
using ValidationIndices = std::array<double, 11>;

// What becomes of a resample (or fold) that is separated and so has no maximum-likelihood estimate.
enum class SeparatedResample {
  leave_out,  // and count
  as_rms,     // also those nearly separated, where rms's lrm.fit has not stopped after its 12 looks at the deviance
  glm_end,    // take what R's glm stops at (glm_end.hpp), as tables made in R did: slope and g then depend on the stop
};

// Of a fit on its own patients; linear: their linear predictors.
[[nodiscard]] ValidationIndices apparent_indices(LogisticFit const& fit, Eigen::VectorXd const& linear,
                                                 std::span<int const> y);

// Of a linear predictor from elsewhere, judged by its refit; empty where the refit is separated and left out.
[[nodiscard]] Result<std::optional<ValidationIndices>> judged_indices(Eigen::VectorXd const& linear,
                                                                      std::span<int const> y, SeparatedResample rule);

// Largest |p − plogis(intercept + slope·logit p)| over p = 0, 0.0005 … 1.
[[nodiscard]] double largest_line_error(double intercept, double slope);

}  // namespace petra
