// The whole funnel on simulated studies: without any signal (test AUC, permutation test), and with one (bias of the
// resampled estimates of its AUC against 4,000 new patients).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string>

#include "parts.hpp"
#include "petra/evaluate/funnel_bootstrap.hpp"
#include "petra/evaluate/linear_metrics.hpp"
#include "petra/evaluate/nested_cv.hpp"
#include "petra/evaluate/permutation.hpp"
#include "petra/stats/r_random.hpp"

namespace petra::simulation {

namespace {

// Features in blocks of five that share a factor (correlation 0.6); the first `informative` blocks and the first
// clinical variable are shifted in cases.
struct Design {
  int controls, cases, features, informative;
  double shift, clinical_shift;
};
constexpr int kBlock = 5, kClinical = 3;

struct Patients {
  FeatureMatrix features;
  Eigen::MatrixXd clinical;
  std::vector<int> outcome;
};

Patients draw(Design const& design, int controls, int cases, RRandom& random) {
  Patients out;
  auto const n = controls + cases;
  out.outcome.assign(static_cast<std::size_t>(controls), 0);
  out.outcome.resize(static_cast<std::size_t>(n), 1);
  out.features.values.resize(n, design.features);
  out.clinical.resize(n, kClinical);
  for (int j = 0; j < design.features; ++j) out.features.names.push_back("f" + std::to_string(j));
  for (int i = 0; i < n; ++i) {
    bool const is_case = i >= controls;
    double factor = 0;
    for (int j = 0; j < design.features; ++j) {
      if (j % kBlock == 0) factor = random.normal() + (is_case && j / kBlock < design.informative ? design.shift : 0);
      out.features.values(i, j) = std::sqrt(0.6) * factor + std::sqrt(0.4) * random.normal();
    }
    for (int k = 0; k < kClinical; ++k)
      out.clinical(i, k) = random.normal() + (is_case && k == 0 ? design.clinical_shift : 0);
  }
  return out;
}

Result<FunnelData> training_data(Patients const& patients, std::uint32_t seed) {
  auto const n = patients.outcome.size();
  PETRA_TRY(auto view, TrainingView::take(patients.features, patients.outcome, std::vector<bool>(n, true),
                                          glmnet_folds(static_cast<std::int64_t>(n), 5, seed)));
  ClinicalCandidates clinical;
  clinical.values = patients.clinical;
  for (int k = 0; k < kClinical; ++k) {
    clinical.variables.push_back("c" + std::to_string(k));
    clinical.column_names.push_back(clinical.variables.back());
    clinical.columns.push_back({k});
  }
  return FunnelData{std::move(view), std::move(clinical), {}};
}

std::array<double, 3> aucs(FittedFunnel const& fitted, Patients const& patients) {
  Eigen::MatrixXd const linear = fitted.predict(patients.features.values, patients.clinical);
  std::array<double, 3> out{};
  for (std::size_t m = 0; m < out.size(); ++m)
    out[m] = measure_linear(linear.col(static_cast<Eigen::Index>(m)), patients.outcome, false).auc;
  return out;
}

struct Errors {
  double sum = 0, squares = 0;
  int count = 0;
  void add(double difference) {
    if (std::isnan(difference)) return;
    sum += difference;
    squares += difference * difference;
    ++count;
  }
  [[nodiscard]] double bias() const { return sum / count; }
  [[nodiscard]] std::string text() const {
    double const mean = bias(), spread = std::sqrt((squares / count - mean * mean) / count);
    return fmt::format("{:+.4f} ± {:.4f}, {:.4f}", mean, spread, std::sqrt(squares / count));
  }
};

}  // namespace

void null_studies(int studies, int permutations) {
  Design const design{48, 45, 200, 0, 0, 0};
  RRandom random(4);
  std::array<Errors, 3> test;
  int failed = 0;
  for (int study = 0; study < studies; ++study) {
    auto const patients = draw(design, design.controls, design.cases, random);
    auto const others = draw(design, 200, 200, random);
    auto const data = training_data(patients, static_cast<std::uint32_t>(study + 1));
    auto const fitted = data ? fit_whole_funnel(*data, {}) : Result<FittedFunnel>(data.error());
    if (!fitted) {
      ++failed;
      continue;
    }
    auto const auc = aucs(*fitted, others);
    for (std::size_t m = 0; m < 3; ++m) test[m].add(auc[m] - 0.5);
  }
  fmt::print("Null studies: {} of 48/45 patients, 200 features, tested on 400 others; {} failed\n", studies, failed);
  for (std::size_t m = 0; m < 3; ++m)
    fmt::print("| {} | mean test AUC - 0.5, rms: {} |\n", kFunnelModels[m], test[m].text());
  std::fflush(stdout);

  Design const small{20, 20, 20, 0, 0, 0};
  int const tests = 10 * studies;
  std::array<int, 3> rejected{};
  int done = 0;
  for (int study = 0; study < tests; ++study) {
    auto const data =
        training_data(draw(small, small.controls, small.cases, random), static_cast<std::uint32_t>(study + 1));
    if (!data) continue;
    auto const splits = draw_outer_splits(data->training.outcome(), 3, 3, 1, static_cast<std::uint32_t>(study + 1));
    auto const result =
        splits ? test_by_permutation(*data, {}, splits->front(),
                                     draw_permutations(40, permutations, static_cast<std::uint32_t>(study + 1)), {})
               : Result<PermutationTest>(splits.error());
    if (!result) continue;
    ++done;
    for (std::size_t m = 0; m < 3; ++m) rejected[m] += result->rows[m].p <= 0.05;
  }
  fmt::print("Permutation test: {} null studies of 20/20 patients, 20 features, {} permutations, nominal 5 %\n", done,
             permutations);
  for (std::size_t m = 0; m < 3; ++m) {
    double const share = static_cast<double>(rejected[m]) / done;
    fmt::print("| {} | {:.4f} ± {:.4f} |\n", kFunnelModels[m], share, std::sqrt(share * (1 - share) / done));
  }
  std::fflush(stdout);
}

void funnel_estimates(int studies, int resamples) {
  Design const design{48, 45, 60, 3, 0.8, 0.8};
  RRandom random(5);
  enum Estimate { kApparent, kBootstrap, kPlus, kNested, kEstimates };
  constexpr std::array kNames = {"apparent", "bootstrap", ".632+", "nested 10-fold"};
  std::array<std::array<Errors, kEstimates>, 3> errors;
  std::array<Errors, 3> truth;
  int failed = 0;
  for (int study = 0; study < studies; ++study) {
    auto const seed = static_cast<std::uint32_t>(study + 1);
    auto const patients = draw(design, design.controls, design.cases, random);
    auto const others = draw(design, 2000, 2000, random);
    auto const data = training_data(patients, seed);
    auto const fitted = data ? fit_whole_funnel(*data, {}) : Result<FittedFunnel>(data.error());
    auto const boot = data ? bootstrap_funnel(*data, {}, draw_resamples(93, resamples, seed), {})
                           : Result<FunnelBootstrap>(data.error());
    auto const splits = draw_outer_splits(patients.outcome, 10, 5, 2, seed);
    auto const nested = data && splits ? validate_nested(*data, {}, *splits, {})
                                       : Result<NestedValidation>(make_error(ErrorCode::bug, "", ""));
    if (!fitted || !boot || !nested) {
      ++failed;
      continue;
    }
    auto const real = aucs(*fitted, others);
    for (std::size_t m = 0; m < 3; ++m) {
      truth[m].add(real[m]);
      for (auto const& row : boot->rows) {
        if (row.model != kFunnelModels[m] || row.metric != "auc") continue;
        errors[m][kApparent].add(row.apparent - real[m]);
        errors[m][kBootstrap].add(row.corrected - real[m]);
        errors[m][kPlus].add(row.corrected_632_plus - real[m]);
      }
      for (auto const& row : nested->rows) {
        if (row.model == kFunnelModels[m] && row.metric == "auc") errors[m][kNested].add(row.mean - real[m]);
      }
    }
  }
  fmt::print("Estimates of the funnel's AUC: {} studies of 48/45 patients, 60 features, B = {}; {} failed\n", studies,
             resamples, failed);
  for (std::size_t m = 0; m < 3; ++m) {
    fmt::print("| {} | true AUC {:.4f} |", kFunnelModels[m], truth[m].bias());
    for (std::size_t k = 0; k < kEstimates; ++k) fmt::print(" {}: {} |", kNames[k], errors[m][k].text());
    fmt::print("\n");
  }
}

}  // namespace petra::simulation
