// Bootstrap limits of a decision curve as rmda's decision_curve makes them: 93 patients, three predictors, 1,000
// resamples with the model refitted in each, 100 thresholds.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "petra/stats/decision_curve.hpp"
#include "petra/stats/logistic.hpp"
#include "petra/stats/r_random.hpp"

namespace {

void BM_decision_curve_refitted(benchmark::State& state) {
  constexpr int kPatients = 93, kPredictors = 3, kReplicates = 1000;
  std::vector<std::string> const names{"a", "b", "c"};
  petra::RRandom random(1);
  Eigen::MatrixXd x(kPatients, kPredictors);
  std::vector<int> y;
  for (int i = 0; i < kPatients; ++i) {
    y.push_back(i % 2);
    for (int k = 0; k < kPredictors; ++k) x(i, k) = random.normal() + (k == 0 ? 1.0 : 0.5) * y.back();
  }
  std::vector<double> thresholds;
  for (int k = 0; k < 100; ++k) thresholds.push_back(k / 100.0);
  auto const probabilities = [&](Eigen::MatrixXd const& rows, std::vector<int> const& outcome) {
    auto const fit = petra::fit_logistic_or_firth(rows, outcome, names);
    std::vector<double> p;
    for (double const value : petra::linear_predictor(*fit, rows)) p.push_back(petra::inverse_logit(value));
    return p;
  };
  auto const p = probabilities(x, y);
  petra::RefitModel const refit = [&](std::vector<std::size_t> const& rows) -> petra::Result<std::vector<double>> {
    std::vector<int> outcome;
    for (auto const row : rows) outcome.push_back(y[row]);
    return probabilities(x(rows, Eigen::all), outcome);
  };
  for (auto _ : state) benchmark::DoNotOptimize(petra::decision_curve_limits(p, y, thresholds, kReplicates, 1, refit));
}
BENCHMARK(BM_decision_curve_refitted)->Unit(benchmark::kMillisecond);

}  // namespace
