// Calibration of models × sets: the smoothed share of cases against the predicted probability, with bootstrap bands,
// and fifths of the patients with Wilson's limits.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "petra/stats/bootstrap_validation.hpp"

namespace petra {

struct CalibrationPoint {
  std::string method;  // "apparent", "corrected", "lowess", "fifths"
  double predicted = 0, observed = 0, low = 0, high = 0;
};

struct CalibrationTask {
  std::vector<double> p;  // of the patients of one set
  std::vector<int> y;
  int replicates = 0;  // of the bands: set.seed(seed), sample(n, replace = TRUE) each; 0: no band
  std::uint32_t seed = 1;
  // rms's calibrate of the same model and patients: adds its points as apparent and corrected. The corrected band is
  // the apparent one moved by the optimism (Noma et al. 2021).
  std::optional<BootstrapCalibration> corrected;
};

// lowess (iter = 0) at every distinct probability; fifths between type-7 quantiles, at their mean probability. A band
// is the 2.5 and 97.5 % (type 7) of the curve over resampled patients whose probabilities stay; NaN where fewer than
// half of the resamples reach the point. Empty for fewer than 2 patients.
[[nodiscard]] std::vector<CalibrationPoint> calibration_points(CalibrationTask const& task);

}  // namespace petra
