// How well linear predictors of a logistic model tell cases from controls, and how well calibrated they are.
#pragma once

#include <Eigen/Dense>
#include <span>

namespace petra {

struct LinearMetrics {
  double auc = 0;                   // ties count half; NaN with one class only
  double slope = 0, intercept = 0;  // of the logistic refit on the linear predictor; NaN where it has no estimate
  double brier = 0;                 // NaN without patients
};

// linear, y: one per patient; with_calibration false leaves slope and intercept NaN.
[[nodiscard]] LinearMetrics measure_linear(Eigen::Ref<Eigen::VectorXd const> const& linear, std::span<int const> y,
                                           bool with_calibration);

}  // namespace petra
