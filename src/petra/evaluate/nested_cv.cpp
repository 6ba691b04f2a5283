#include "petra/evaluate/nested_cv.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "petra/evaluate/linear_metrics.hpp"

namespace petra {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kModels = kFunnelModels.size();

// A record: how many features, then the held-out linear predictors model by model.
std::vector<double> record_of(HeldOut const& held_out) {
  std::vector<double> record{static_cast<double>(held_out.features)};
  record.insert(record.end(), held_out.linear.data(), held_out.linear.data() + held_out.linear.size());
  return record;
}

std::vector<int> held_out_rows(OuterSplit const& split, int fold) {
  std::vector<int> rows;
  for (std::size_t i = 0; i < split.fold.size(); ++i) {
    if (split.fold[i] == fold) rows.push_back(static_cast<int>(i));
  }
  return rows;
}

// Of one repeat and model.
struct RepeatMeasures {
  double auc = kNaN, auc_pooled = kNaN, slope = kNaN, intercept = kNaN, brier = kNaN;
};

RepeatMeasures measure_repeat(std::vector<int> const& outcome, OuterSplit const& split,
                              std::span<ResampleRecord const> records, std::size_t model) {
  std::vector<double> pooled;
  std::vector<int> pooled_outcome;
  double auc_sum = 0;
  int auc_folds = 0;
  for (std::size_t f = 0; f < records.size(); ++f) {
    if (!records[f].failure.empty()) continue;
    auto const rows = held_out_rows(split, static_cast<int>(f) + 1);
    Eigen::Map<Eigen::VectorXd const> const linear(records[f].values.data() + 1 + model * rows.size(),
                                                   static_cast<Eigen::Index>(rows.size()));
    std::vector<int> y;
    for (int const row : rows) y.push_back(outcome[static_cast<std::size_t>(row)]);
    auto const within = measure_linear(linear, y, false);
    if (!std::isnan(within.auc)) auc_sum += within.auc, ++auc_folds;
    pooled.insert(pooled.end(), linear.begin(), linear.end());
    pooled_outcome.insert(pooled_outcome.end(), y.begin(), y.end());
  }
  if (pooled.empty()) return {};
  Eigen::Map<Eigen::VectorXd const> const all(pooled.data(), static_cast<Eigen::Index>(pooled.size()));
  auto const whole = measure_linear(all, pooled_outcome, true);
  return {auc_folds > 0 ? auc_sum / auc_folds : kNaN, whole.auc, whole.slope, whole.intercept, whole.brier};
}

NestedRow summarise(std::size_t model, std::string metric, double apparent, std::vector<double> const& values) {
  NestedRow row{std::string(kFunnelModels[model]), std::move(metric), apparent, 0, 0, kNaN, kNaN, 0};
  std::vector<double> defined;
  std::copy_if(values.begin(), values.end(), std::back_inserter(defined), [](double v) { return !std::isnan(v); });
  row.used = static_cast<int>(defined.size());
  if (defined.empty()) {
    row.mean = row.sd = kNaN;
    return row;
  }
  for (double const v : defined) row.mean += v / row.used;
  for (double const v : defined) row.sd += (v - row.mean) * (v - row.mean);
  row.sd = row.used > 1 ? std::sqrt(row.sd / (row.used - 1)) : kNaN;
  row.lowest = *std::min_element(defined.begin(), defined.end());
  row.highest = *std::max_element(defined.begin(), defined.end());
  return row;
}

}  // namespace

Result<HeldOut> fit_without_fold(FunnelData const& data, FunnelProcedure const& procedure, OuterSplit const& split,
                                 int fold) {
  std::vector<int> positions, inner;
  auto const& inner_of_all = split.inner[static_cast<std::size_t>(fold) - 1];
  for (std::size_t i = 0; i < split.fold.size(); ++i) {
    if (split.fold[i] == fold) continue;
    positions.push_back(static_cast<int>(i));
    inner.push_back(inner_of_all[i]);
  }
  PETRA_TRY(auto const sample, data.resample(positions, std::move(inner)));
  PETRA_TRY(auto const fitted, fit_whole_funnel(sample, procedure));
  HeldOut out{held_out_rows(split, fold), {}, fitted.features.size()};
  Eigen::MatrixXd const features = data.training.values()(out.positions, Eigen::all);
  Eigen::MatrixXd const clinical = data.clinical.values(out.positions, Eigen::all);
  out.linear = fitted.predict(features, clinical);
  return out;
}

Result<NestedValidation> validate_nested(FunnelData const& data, FunnelProcedure const& procedure,
                                         std::vector<OuterSplit> const& splits, ResampleControl const& control) {
  NestedValidation out;
  if (splits.empty()) return out;
  PETRA_TRY(auto const whole, fit_whole_funnel(data, procedure));
  auto const folds = splits.front().inner.size();
  PETRA_TRY(auto const records, run_resamples("nested_cv", splits.size() * folds, control,
                                              [&](std::size_t number) -> Result<std::vector<double>> {
                                                PETRA_TRY(auto const held_out,
                                                          fit_without_fold(data, procedure, splits[number / folds],
                                                                           static_cast<int>(number % folds) + 1));
                                                return record_of(held_out);
                                              }));
  out.failures = failure_reasons(records);
  for (auto const& record : records) {
    if (record.failure.empty()) out.features.push_back(static_cast<std::size_t>(record.values.front()));
  }
  out.fits = static_cast<int>(out.features.size());
  if (out.fits == 0) {
    return make_error(ErrorCode::invalid_input, "evaluation.nested_cv",
                      "no fold can be fitted: " + out.failures.front().first,
                      "Use fewer folds or more patients, or set folds to 0");
  }
  auto const& outcome = data.training.outcome();
  Eigen::MatrixXd const linear = whole.predict(data.training.values(), data.clinical.values);
  for (std::size_t m = 0; m < kModels; ++m) {
    auto const apparent = measure_linear(linear.col(static_cast<Eigen::Index>(m)), outcome, false);
    std::vector<double> auc, pooled, slope, intercept, brier;
    for (std::size_t r = 0; r < splits.size(); ++r) {
      auto const measures = measure_repeat(outcome, splits[r], std::span(records).subspan(r * folds, folds), m);
      auc.push_back(measures.auc);
      pooled.push_back(measures.auc_pooled);
      slope.push_back(measures.slope);
      intercept.push_back(measures.intercept);
      brier.push_back(measures.brier);
    }
    out.rows.push_back(summarise(m, "auc", apparent.auc, auc));
    out.rows.push_back(summarise(m, "auc_pooled", apparent.auc, pooled));
    out.rows.push_back(summarise(m, "calibration_slope", 1, slope));
    out.rows.push_back(summarise(m, "calibration_intercept", 0, intercept));
    out.rows.push_back(summarise(m, "brier", apparent.brier, brier));
  }
  return out;
}

}  // namespace petra
