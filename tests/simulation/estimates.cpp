// What the resampled estimates of the funnel's AUC are worth: their bias and error against the AUC that the fitted
// models reach on 4,000 new patients.
#include <fmt/format.h>

#include <array>
#include <cstdio>

#include "parts.hpp"
#include "petra/evaluate/funnel_bootstrap.hpp"
#include "petra/evaluate/nested_cv.hpp"
#include "simulated_study.hpp"

namespace petra::simulation {

namespace {

enum Estimate { kApparent, kBootstrap, kPlus, kNested, kEstimates };
constexpr std::array kNames = {"apparent", "bootstrap", ".632+", "nested 10-fold"};

struct Tally {
  std::array<std::array<Errors, kEstimates>, 3> errors;
  std::array<Errors, 3> truth;
  int studies = 0, failed = 0;

  void print(int resamples) const {
    fmt::print("Estimates of the funnel's AUC: {} studies of 45/48 patients, 60 features, B = {}; {} failed\n", studies,
               resamples, failed);
    for (std::size_t m = 0; m < 3; ++m) {
      fmt::print("| {} | true AUC {:.4f} |", kFunnelModels[m], truth[m].mean());
      for (std::size_t k = 0; k < kEstimates; ++k) fmt::print(" {}: {} |", kNames[k], errors[m][k].text());
      fmt::print("\n");
    }
    std::fflush(stdout);
  }
};

}  // namespace

void funnel_estimates(int studies, int resamples) {
  Design const design{45, 48, 60, 3, 0.8, 0.8, 0.6};
  RRandom random(5);
  Tally tally;
  for (int study = 0; study < studies; ++study) {
    auto const seed = static_cast<std::uint32_t>(study + 1);
    auto const patients = draw_patients(design, design.controls, design.cases, random);
    auto const others = draw_patients(design, 2000, 2000, random);
    auto const data = training_data(design, patients, seed);
    auto const fitted = data ? fit_whole_funnel(*data, {}) : Result<FittedFunnel>(data.error());
    auto const boot = data ? bootstrap_funnel(*data, {}, draw_resamples(93, resamples, seed), {})
                           : Result<FunnelBootstrap>(data.error());
    auto const splits = draw_outer_splits(patients.outcome, 10, 5, 2, seed);
    auto const nested = data && splits ? validate_nested(*data, {}, *splits, {})
                                       : Result<NestedValidation>(make_error(ErrorCode::bug, "", ""));
    ++tally.studies;
    if (!fitted || !boot || !nested) {
      ++tally.failed;
      continue;
    }
    auto const real = compute_aucs(*fitted, others);
    for (std::size_t m = 0; m < 3; ++m) {
      auto& errors = tally.errors[m];
      tally.truth[m].add(real[m]);
      for (auto const& row : boot->rows) {
        if (row.model != kFunnelModels[m] || row.metric != "auc") continue;
        errors[kApparent].add(row.apparent - real[m]);
        errors[kBootstrap].add(row.corrected - real[m]);
        errors[kPlus].add(row.corrected_632_plus - real[m]);
      }
      for (auto const& row : nested->rows) {
        if (row.model == kFunnelModels[m] && row.metric == "auc") errors[kNested].add(row.mean - real[m]);
      }
    }
    if ((study + 1) % 50 == 0 && study + 1 < studies) tally.print(resamples);
  }
  tally.print(resamples);
}

}  // namespace petra::simulation
