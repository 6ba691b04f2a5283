// Harrell's optimism bootstrap of a logistic model, as rms::validate and rms::calibrate define it, each fit solved to
// its optimum. It validates the LAST regression only: what was selected before on the same patients (a Rad score) keeps
// its optimism.
#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/stats/logistic.hpp"
#include "petra/stats/validation_indices.hpp"

namespace petra {

using Resamples = std::vector<std::vector<std::size_t>>;  // rows (0-based) of each resample

// set.seed(seed), then sample(n, replace = TRUE) for each resample: rms's stream.
[[nodiscard]] Resamples draw_resamples(std::size_t n, int count, std::uint32_t seed);

// The model of each resample; none where it has no fit (separated and left out, one class only, collinear).
using ResampleFits = std::vector<std::optional<LogisticFit>>;

// Made once, to be shared by validation, calibration and decision curves.
[[nodiscard]] ResampleFits fit_resamples(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y,
                                         std::vector<std::string> const& names,
                                         std::span<std::vector<std::size_t> const> resamples,
                                         SeparatedResample rule = SeparatedResample::leave_out);

struct BootstrapValidation {
  ValidationIndices original{}, training{}, test{}, optimism{}, corrected{};  // means over the resamples used
  int used = 0, separated = 0;  // resamples that the rule leaves out, and those without a fit (one class only)
  double auc_corrected = 0;
  double emax_of_corrected_line = 0;  // from the corrected intercept and slope (rms <= 8.0)
};

// x: N × p; y: 0 or 1. `fits`: those of the resamples, where they have been made already. Errors: as fit_logistic's for
// the whole data, also when they are separated; no usable resample.
[[nodiscard]] Result<BootstrapValidation> validate_by_bootstrap(Eigen::Ref<Eigen::MatrixXd const> const& x,
                                                                std::span<int const> y,
                                                                std::vector<std::string> const& names,
                                                                Resamples const& resamples,
                                                                SeparatedResample rule = SeparatedResample::leave_out,
                                                                ResampleFits const* fits = nullptr);

// rms's cross-validation: set.seed(seed); s = sample(n); fold k holds out s[1 + round((k - 1)·n/count)] and those that
// follow, n/count rounded.
[[nodiscard]] Resamples draw_validation_folds(std::size_t n, int count, std::uint32_t seed);

// As rms::validate(method = "crossvalidation"): indices of each fold's model on its own patients and on those held
// out, averaged over the folds with equal weight. A small fold is easily separated. Errors as above.
[[nodiscard]] Result<BootstrapValidation> validate_by_folds(Eigen::Ref<Eigen::MatrixXd const> const& x,
                                                            std::span<int const> y,
                                                            std::vector<std::string> const& names,
                                                            Resamples const& folds,
                                                            SeparatedResample rule = SeparatedResample::leave_out);

struct BootstrapCalibration {
  std::vector<double> predicted, apparent, optimism, corrected;  // 50 points; NaN where no resample reached
  std::vector<double> training, test;  // mean curves of the resamples' models on their own patients and on all
  std::vector<int> reached;            // resamples that reached the point
  // |p − corrected(p)| over the patients within the points: mean, mean square, 0.9 quantile.
  double mean_absolute_error = 0, mean_squared_error = 0, q90_absolute_error = 0;
  int separated = 0;
};

// Curves are lowess (iter = 0) from the 5th smallest to the 5th largest probability. Errors as above; fewer than 10
// patients.
[[nodiscard]] Result<BootstrapCalibration> calibrate_by_bootstrap(Eigen::Ref<Eigen::MatrixXd const> const& x,
                                                                  std::span<int const> y,
                                                                  std::vector<std::string> const& names,
                                                                  Resamples const& resamples,
                                                                  SeparatedResample rule = SeparatedResample::leave_out,
                                                                  ResampleFits const* fits = nullptr);

}  // namespace petra
