// Optimism of the whole funnel by the bootstrap: everything from the readers' agreement to the regressions is done
// again on each resample and judged on the patients as they are (Harrell's optimism) and on those whom the resample
// missed (Efron & Tibshirani's .632+).
#pragma once

#include <string>
#include <vector>

#include "petra/evaluate/resample_loop.hpp"
#include "petra/evaluate/whole_funnel.hpp"
#include "petra/stats/bootstrap_validation.hpp"

namespace petra {

// One measure of one model. corrected = apparent - optimism, optimism = mean over resamples of (on the resample - on
// all training patients). Of calibration slope and intercept the value on the resample is 1 and 0 by definition, so
// that the corrected ones are the means on all training patients.
struct OptimismRow {
  std::string model, metric;  // "auc", "calibration_slope", "calibration_intercept", "brier"
  double apparent = 0, training = 0, test = 0, optimism = 0, corrected = 0;
  double optimism_error = 0;      // Monte-Carlo standard error of the optimism
  double out_of_bag = 0;          // mean over resamples on the patients whom each missed; NaN for slope and intercept
  double corrected_632_plus = 0;  // NaN for slope and intercept
  int used = 0;                   // resamples in which the measure is defined
};

// What one resample selected.
struct ResampleSelection {
  std::vector<std::size_t> features;  // columns of the data
  std::vector<std::size_t> clinical;  // independent predictors
};

struct FunnelBootstrap {
  std::vector<OptimismRow> rows;               // models × measures
  std::vector<ResampleSelection> selections;   // of the resamples that could be fitted
  std::vector<double> auc_training, auc_test;  // of the radiomics model, per resample that could be fitted
  int resamples = 0;
  std::vector<std::pair<std::string, int>> failures;  // reasons of resamples that could not be fitted
};

// data: all training patients. Copies of a patient stay in that patient's own fold. Errors: the funnel's on the data as
// they are; no resample that can be fitted; the loop's.
[[nodiscard]] Result<FunnelBootstrap> bootstrap_funnel(FunnelData const& data, FunnelProcedure const& procedure,
                                                       Resamples const& resamples, ResampleControl const& control);

// Efron & Tibshirani's .632+ (1997) of an error: apparent and out-of-bag error, and the error of no information.
[[nodiscard]] double error_632_plus(double apparent, double out_of_bag, double no_information);

}  // namespace petra
