#include "petra/evaluate/permutation.hpp"

#include <cmath>
#include <limits>
#include <numeric>

#include "petra/evaluate/linear_metrics.hpp"
#include "petra/evaluate/nested_cv.hpp"
#include "petra/stats/quantile.hpp"
#include "petra/stats/r_random.hpp"

namespace petra {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kModels = kFunnelModels.size();

template <class T>
std::vector<T> dealt(std::vector<T> const& values, std::vector<int> const& permutation) {
  std::vector<T> out(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) out[i] = values[static_cast<std::size_t>(permutation[i])];
  return out;
}

Result<FunnelData> with_dealt_outcomes(FunnelData const& data, std::vector<int> const& permutation) {
  std::vector<int> in_order(permutation.size());
  std::iota(in_order.begin(), in_order.end(), 0);
  PETRA_TRY(auto const refolded, data.training.resample(in_order, dealt(data.training.folds(), permutation)));
  PETRA_TRY(auto view, refolded.with_outcome(dealt(data.training.outcome(), permutation)));
  return FunnelData{std::move(view), data.clinical, data.readings};
}

// Per model: cross-validated AUC (mean over folds), then per model: apparent AUC.
Result<std::vector<double>> statistics(FunnelData const& data, FunnelProcedure const& procedure,
                                       OuterSplit const& split, std::vector<int> const& permutation) {
  PETRA_TRY(auto const permuted, with_dealt_outcomes(data, permutation));
  OuterSplit moved{dealt(split.fold, permutation), {}};
  for (auto const& inner : split.inner) moved.inner.push_back(dealt(inner, permutation));
  auto const& outcome = permuted.training.outcome();
  std::vector<double> values(2 * kModels, 0);
  std::vector<int> folds(kModels, 0);
  for (std::size_t f = 0; f < moved.inner.size(); ++f) {
    PETRA_TRY(auto const held_out, fit_without_fold(permuted, procedure, moved, static_cast<int>(f) + 1));
    std::vector<int> y;
    for (int const row : held_out.positions) y.push_back(outcome[static_cast<std::size_t>(row)]);
    for (std::size_t m = 0; m < kModels; ++m) {
      auto const auc = measure_linear(held_out.linear.col(static_cast<Eigen::Index>(m)), y, false).auc;
      if (!std::isnan(auc)) values[m] += auc, ++folds[m];
    }
  }
  PETRA_TRY(auto const fitted, fit_whole_funnel(permuted, procedure));
  Eigen::MatrixXd const linear = fitted.predict(permuted.training.values(), permuted.clinical.values);
  for (std::size_t m = 0; m < kModels; ++m) {
    values[m] = folds[m] > 0 ? values[m] / folds[m] : kNaN;
    values[kModels + m] = measure_linear(linear.col(static_cast<Eigen::Index>(m)), outcome, false).auc;
  }
  return values;
}

PermutationRow summarise(std::size_t place, double observed, std::vector<ResampleRecord> const& records) {
  PermutationRow row{std::string(kFunnelModels[place % kModels]),
                     place < kModels ? "auc_cross_validated" : "auc_apparent",
                     observed,
                     0,
                     kNaN,
                     kNaN,
                     0};
  std::vector<double> null;
  int as_good = 0;
  for (auto const& record : records) {
    if (!record.failure.empty() || std::isnan(record.values[place])) continue;
    null.push_back(record.values[place]);
    as_good += record.values[place] >= observed;
  }
  row.used = static_cast<int>(null.size());
  if (null.empty() || std::isnan(observed)) return row;
  for (double const value : null) row.null_mean += value / row.used;
  row.null_q95 = quantile(null, 0.95);
  row.p = (1.0 + as_good) / (1.0 + row.used);
  return row;
}

}  // namespace

std::vector<std::vector<int>> draw_permutations(std::size_t n, int count, std::uint32_t seed) {
  RRandom random(seed);
  std::vector<std::int64_t> all(n);
  std::iota(all.begin(), all.end(), 0);
  std::vector<std::vector<int>> permutations;
  for (int b = 0; b < count; ++b) {
    auto const drawn = random.sample(all, static_cast<std::int64_t>(n));
    permutations.emplace_back(drawn.begin(), drawn.end());
  }
  return permutations;
}

Result<PermutationTest> test_by_permutation(FunnelData const& data, FunnelProcedure const& procedure,
                                            OuterSplit const& split, std::vector<std::vector<int>> const& permutations,
                                            ResampleControl const& control) {
  std::vector<int> identity(data.training.outcome().size());
  std::iota(identity.begin(), identity.end(), 0);
  PETRA_TRY(auto const observed, statistics(data, procedure, split, identity));
  PETRA_TRY(auto const records, run_resamples("permutation", permutations.size(), control, [&](std::size_t b) {
              return statistics(data, procedure, split, permutations[b]);
            }));
  PermutationTest test;
  test.failures = failure_reasons(records);
  for (std::size_t place = 0; place < observed.size(); ++place)
    test.rows.push_back(summarise(place, observed[place], records));
  if (test.rows.front().used == 0 && !permutations.empty() && !test.failures.empty()) {
    return make_error(ErrorCode::invalid_input, "evaluation.permutations",
                      "no permutation can be fitted: " + test.failures.front().first,
                      "Use fewer folds or more patients, or set permutations to 0");
  }
  return test;
}

}  // namespace petra
