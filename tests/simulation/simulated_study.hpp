// Patients of a study whose truth is known, for the simulations of the whole funnel.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "petra/evaluate/whole_funnel.hpp"
#include "petra/stats/r_random.hpp"

namespace petra::simulation {

inline constexpr int kClinicalVariables = 3;

// Features in blocks of five that share a factor, its share of their variance being `shared`; in cases the factors of
// the first `informative` blocks and the first clinical variable are shifted.
struct Design {
  int controls, cases, features, informative;
  double shift, clinical_shift, shared;
  int read_twice = 0;  // patients whom a second reader read; of every third feature the readers differ by half an SD
};

struct Patients {
  FeatureMatrix features;
  Eigen::MatrixXd clinical;
  std::vector<int> outcome;
};

[[nodiscard]] Patients draw_patients(Design const& design, int controls, int cases, RRandom& random);

// All of them as training rows, in five folds by set.seed(seed); the second readings are drawn here.
[[nodiscard]] Result<FunnelData> training_data(Design const& design, Patients const& patients, std::uint32_t seed);

// Of the models in kFunnelModels.
[[nodiscard]] std::array<double, 3> compute_aucs(FittedFunnel const& fitted, Patients const& patients);

// Mean and spread of what is added; NaN is counted apart.
struct Errors {
  double sum = 0, squares = 0;
  int count = 0, undefined = 0;
  void add(double difference);
  [[nodiscard]] double mean() const { return sum / count; }
  [[nodiscard]] std::string text() const;  // "mean ± Monte-Carlo standard error, root mean square"
};

}  // namespace petra::simulation
