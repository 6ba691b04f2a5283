#include "petra/evaluate/funnel_bootstrap.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "petra/evaluate/linear_metrics.hpp"
#include "petra/stats/logistic.hpp"

namespace petra {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kModels = kFunnelModels.size();

// A record holds, per model, these; then how many features and which, how many clinical predictors and which.
enum Field : std::size_t {
  kTrainingAuc,
  kTrainingBrier,
  kTestAuc,
  kTestSlope,
  kTestIntercept,
  kTestBrier,
  kMissedAuc,
  kMissedBrier,
  kFields
};

Result<std::vector<double>> run_one(FunnelData const& data, FunnelProcedure const& procedure,
                                    std::vector<std::size_t> const& drawn) {
  std::vector<int> const positions(drawn.begin(), drawn.end());
  PETRA_TRY(auto const sample, data.resample(positions));
  PETRA_TRY(auto const fitted, fit_whole_funnel(sample, procedure));
  Eigen::MatrixXd const here = fitted.predict(sample.training.values(), sample.clinical.values);
  Eigen::MatrixXd const all = fitted.predict(data.training.values(), data.clinical.values);
  auto const& outcome = data.training.outcome();
  std::vector<bool> in(outcome.size(), false);
  for (auto const row : drawn) in[row] = true;
  std::vector<Eigen::Index> missed;
  std::vector<int> missed_outcome;
  for (std::size_t i = 0; i < in.size(); ++i) {
    if (in[i]) continue;
    missed.push_back(static_cast<Eigen::Index>(i));
    missed_outcome.push_back(outcome[i]);
  }
  std::vector<double> record;
  for (std::size_t m = 0; m < kModels; ++m) {
    auto const column = static_cast<Eigen::Index>(m);
    auto const training = measure_linear(here.col(column), sample.training.outcome(), false);
    auto const test = measure_linear(all.col(column), outcome, true);
    Eigen::VectorXd const of_missed = all(missed, column);
    auto const out = measure_linear(of_missed, missed_outcome, false);
    record.insert(record.end(),
                  {training.auc, training.brier, test.auc, test.slope, test.intercept, test.brier, out.auc, out.brier});
  }
  record.push_back(static_cast<double>(fitted.features.size()));
  record.insert(record.end(), fitted.features.begin(), fitted.features.end());
  record.push_back(static_cast<double>(fitted.independent.size()));
  record.insert(record.end(), fitted.independent.begin(), fitted.independent.end());
  return record;
}

ResampleSelection selection_of(std::vector<double> const& record) {
  ResampleSelection selection;
  std::size_t at = kModels * kFields;
  for (auto* list : {&selection.features, &selection.clinical}) {
    auto const count = static_cast<std::size_t>(record[at++]);
    for (std::size_t k = 0; k < count; ++k) list->push_back(static_cast<std::size_t>(record[at++]));
  }
  return selection;
}

// Mean of a - b over the records where both are defined, with its standard error.
struct Difference {
  double a = 0, b = 0, mean = kNaN, error = kNaN;
  int used = 0;
};

template <class A, class B>
Difference mean_difference(std::vector<ResampleRecord> const& records, A a, B b) {
  Difference out;
  std::vector<double> differences;
  for (auto const& record : records) {
    if (!record.failure.empty()) continue;
    double const first = a(record.values), second = b(record.values);
    if (std::isnan(first) || std::isnan(second)) continue;
    out.a += first;
    out.b += second;
    differences.push_back(first - second);
  }
  out.used = static_cast<int>(differences.size());
  if (out.used == 0) return {kNaN, kNaN, kNaN, kNaN, 0};
  out.a /= out.used;
  out.b /= out.used;
  out.mean = out.a - out.b;
  double squares = 0;
  for (double const d : differences) squares += (d - out.mean) * (d - out.mean);
  if (out.used > 1) out.error = std::sqrt(squares / (out.used - 1) / out.used);
  return out;
}

double mean_of(std::vector<ResampleRecord> const& records, std::size_t at) {
  auto const zero = [](std::vector<double> const&) { return 0.0; };
  return mean_difference(
             records, [at](std::vector<double> const& v) { return v[at]; }, zero)
      .a;
}

// Expected Brier score when predictions and outcomes are dealt at random: 1/n² ΣΣ (y_i − p_j)².
double brier_without_information(Eigen::VectorXd const& linear, std::vector<int> const& y) {
  double mean_p = 0, mean_p2 = 0, share = 0;
  auto const n = static_cast<double>(y.size());
  for (std::size_t i = 0; i < y.size(); ++i) {
    double const p = inverse_logit(linear(static_cast<Eigen::Index>(i)));
    mean_p += p / n;
    mean_p2 += p * p / n;
    share += y[i] / n;
  }
  return share - 2 * share * mean_p + mean_p2;
}

void add_rows(std::size_t model, FunnelData const& data, Eigen::VectorXd const& apparent_linear,
              std::vector<ResampleRecord> const& records, std::vector<OptimismRow>& rows) {
  std::size_t const base = model * kFields;
  std::string const name(kFunnelModels[model]);
  auto const& y = data.training.outcome();
  auto const apparent = measure_linear(apparent_linear, y, false);
  auto const at = [base](Field field) {
    return [place = base + field](std::vector<double> const& values) { return values[place]; };
  };
  auto const add = [&](std::string metric, double value, Difference const& d, double missed, double plus) {
    rows.push_back({name, std::move(metric), value, d.a, d.b, d.mean, value - d.mean, d.error, missed, plus, d.used});
  };
  double const missed_auc = mean_of(records, base + kMissedAuc), missed_brier = mean_of(records, base + kMissedBrier);
  add("auc", apparent.auc, mean_difference(records, at(kTrainingAuc), at(kTestAuc)), missed_auc,
      1 - error_632_plus(1 - apparent.auc, 1 - missed_auc, 0.5));
  auto const constant = [](double value) { return [value](std::vector<double> const&) { return value; }; };
  add("calibration_slope", 1, mean_difference(records, constant(1), at(kTestSlope)), kNaN, kNaN);
  add("calibration_intercept", 0, mean_difference(records, constant(0), at(kTestIntercept)), kNaN, kNaN);
  add("brier", apparent.brier, mean_difference(records, at(kTrainingBrier), at(kTestBrier)), missed_brier,
      error_632_plus(apparent.brier, missed_brier, brier_without_information(apparent_linear, y)));
}

}  // namespace

double error_632_plus(double apparent, double out_of_bag, double no_information) {
  double const bounded = std::min(out_of_bag, no_information);  // Efron & Tibshirani 1997, equation 29 and after
  double const overfitting =
      bounded > apparent && no_information > apparent ? (bounded - apparent) / (no_information - apparent) : 0;
  double const weight = 0.632 / (1 - 0.368 * overfitting);
  return (1 - weight) * apparent + weight * bounded;
}

Result<FunnelBootstrap> bootstrap_funnel(FunnelData const& data, FunnelProcedure const& procedure,
                                         Resamples const& resamples, ResampleControl const& control) {
  PETRA_TRY(auto const whole, fit_whole_funnel(data, procedure));
  PETRA_TRY(auto const records, run_resamples("funnel_bootstrap", resamples.size(), control,
                                              [&](std::size_t b) { return run_one(data, procedure, resamples[b]); }));
  FunnelBootstrap out;
  out.resamples = static_cast<int>(resamples.size());
  out.failures = failure_reasons(records);
  for (auto const& record : records) {
    if (!record.failure.empty()) continue;
    out.selections.push_back(selection_of(record.values));
    out.auc_training.push_back(record.values[kRadiomicsModel * kFields + kTrainingAuc]);
    out.auc_test.push_back(record.values[kRadiomicsModel * kFields + kTestAuc]);
  }
  if (out.selections.empty()) {
    return make_error(
        ErrorCode::invalid_input, "evaluation.funnel_bootstrap",
        out.failures.empty() ? "there are no resamples" : "no resample can be fitted: " + out.failures.front().first,
        "Use more patients or fewer folds, or set funnel_bootstrap to 0");
  }
  Eigen::MatrixXd const linear = whole.predict(data.training.values(), data.clinical.values);
  for (std::size_t m = 0; m < kModels; ++m)
    add_rows(m, data, linear.col(static_cast<Eigen::Index>(m)), records, out.rows);
  return out;
}

}  // namespace petra
