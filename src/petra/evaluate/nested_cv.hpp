// Repeated nested cross-validation of the whole funnel: every step, the LASSO's own cross-validation included, is done
// without the patients on whom it is judged.
#pragma once

#include <string>
#include <vector>

#include "petra/evaluate/outer_split.hpp"
#include "petra/evaluate/resample_loop.hpp"
#include "petra/evaluate/whole_funnel.hpp"

namespace petra {

// One measure of one model, per repeat over its folds, then over the repeats.
struct NestedRow {
  std::string model, metric;  // "auc", "auc_pooled", "calibration_slope", "calibration_intercept", "brier"
  double apparent = 0, mean = 0, sd = 0, lowest = 0, highest = 0;  // over the repeats in which it is defined
  int used = 0;
};

struct NestedValidation {
  std::vector<NestedRow> rows;
  std::vector<std::size_t> features;  // how many each fit selected
  int fits = 0;
  std::vector<std::pair<std::string, int>> failures;  // fits that failed; the repeat goes without that fold
};

// auc: mean over folds of the AUC within the fold (held-out predictions of different fits are not compared).
// auc_pooled, slope, intercept, Brier score: over all held-out predictions of a repeat. Errors: the funnel's on the
// data as they are; no fold that can be fitted; the loop's.
[[nodiscard]] Result<NestedValidation> validate_nested(FunnelData const& data, FunnelProcedure const& procedure,
                                                       std::vector<OuterSplit> const& splits,
                                                       ResampleControl const& control);

// The funnel without one outer fold (1-based): linear predictors of the held-out patients.
struct HeldOut {
  std::vector<int> positions;  // rows of the data
  Eigen::MatrixXd linear;      // positions × kFunnelModels
  std::size_t features = 0;    // that were selected
};
[[nodiscard]] Result<HeldOut> fit_without_fold(FunnelData const& data, FunnelProcedure const& procedure,
                                               OuterSplit const& split, int fold);

}  // namespace petra
