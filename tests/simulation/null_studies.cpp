// Studies whose outcome depends on nothing: what the funnel's models reach on new patients (0.5 if nothing leaks), and
// how often the permutation test rejects (5 % if it is right).
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstdio>

#include "parts.hpp"
#include "petra/evaluate/nested_cv.hpp"
#include "petra/evaluate/permutation.hpp"
#include "simulated_study.hpp"

namespace petra::simulation {

void null_studies(int studies) {
  Design const design{45, 48, 2632, 0, 0, 0, 0.9, 30};
  constexpr int kOthers = 200;  // per class
  RRandom random(4);
  std::array<Errors, 3> test;
  std::array<int, 3> chosen{};
  double unrepeated = 0, features = 0;
  int failed = 0;
  for (int study = 0; study < studies; ++study) {
    auto const patients = draw_patients(design, design.controls, design.cases, random);
    auto const others = draw_patients(design, kOthers, kOthers, random);
    auto const data = training_data(design, patients, static_cast<std::uint32_t>(study + 1));
    auto const fitted = data ? fit_whole_funnel(*data, {}) : Result<FittedFunnel>(data.error());
    if (!fitted) {
      ++failed;
      continue;
    }
    auto const auc = compute_aucs(*fitted, others);
    for (std::size_t m = 0; m < 3; ++m) test[m].add(auc[m] - 0.5);
    unrepeated += static_cast<double>(fitted->unrepeated);
    features += static_cast<double>(fitted->features.size());
    chosen[kClinicalModel] += !fitted->independent.empty();
    chosen[kRadiomicsModel] += !fitted->features.empty();
    chosen[kCombinedModel] += !fitted->independent.empty() || !fitted->features.empty();
  }
  int const done = studies - failed;
  fmt::print(
      "Null studies: {} of 45/48 patients, {} features, 30 read twice, tested on {} others; {} failed; "
      "{:.0f} features left by the correlation step, {:.1f} by the LASSO (means)\n",
      studies, design.features, 2 * kOthers, failed, unrepeated / done, features / done);
  for (std::size_t m = 0; m < 3; ++m) {
    fmt::print("| {} | mean test AUC - 0.5, rms: {} | not constant in {} |\n", kFunnelModels[m], test[m].text(),
               chosen[m]);
  }
  std::fflush(stdout);
}

void permutation_type_one(int tests, int permutations, std::uint32_t seed) {
  Design const design{20, 20, 20, 0, 0, 0, 0.6};
  std::array<int, 3> rejected{};
  int done = 0, short_of = 0;
  auto const print = [&] {
    fmt::print(
        "Permutation test: {} null studies of 20/20 patients, 20 features, {} permutations, nominal 5 %; {} more, of "
        "which a permutation could not be fitted, cannot reach it\n",
        done, permutations, short_of);
    for (std::size_t m = 0; m < 3; ++m) {
      double const share = static_cast<double>(rejected[m]) / done;
      fmt::print("| {} | {:.4f} ± {:.4f} |\n", kFunnelModels[m], share, std::sqrt(share * (1 - share) / done));
    }
    std::fflush(stdout);
  };
  RRandom random(seed);
  for (int study = 0; study < tests; ++study) {
    auto const folds_seed = static_cast<std::uint32_t>(study + 1);
    auto const patients = draw_patients(design, design.controls, design.cases, random);
    auto const data = training_data(design, patients, folds_seed);
    if (!data) continue;
    auto const splits = draw_outer_splits(data->training.outcome(), 3, 3, 1, folds_seed);
    auto const result =
        splits ? test_by_permutation(*data, {}, splits->front(), draw_permutations(40, permutations, folds_seed), {})
               : Result<PermutationTest>(splits.error());
    if (!result) continue;
    if (result->rows.front().used < permutations) {
      ++short_of;
      continue;
    }
    ++done;
    for (std::size_t m = 0; m < 3; ++m) rejected[m] += result->rows[m].p <= 0.05;
    if ((study + 1) % 250 == 0 && study + 1 < tests) print();
  }
  print();
}

}  // namespace petra::simulation
