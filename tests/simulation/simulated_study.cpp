#include "simulated_study.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "petra/evaluate/linear_metrics.hpp"
#include "petra/stats/lasso.hpp"

namespace petra::simulation {

namespace {

constexpr int kBlock = 5, kFolds = 5;

// The second reader's first patients of each class in turn, so that both classes are read.
FunnelReadings second_readings(Design const& design, Patients const& patients, std::uint32_t seed) {
  RRandom random(seed + 500000);
  FunnelReadings out;
  for (int k = 0; k < design.read_twice; ++k) out.patient.push_back(k % 2 == 0 ? k / 2 : design.controls + k / 2);
  out.readings.first = patients.features.rows(out.patient);
  out.readings.second = out.readings.first;
  auto& values = out.readings.second.values;
  for (Eigen::Index j = 0; j < values.cols(); ++j) {
    double const spread = j % 3 == 0 ? 0.5 : 0.1;
    for (Eigen::Index i = 0; i < values.rows(); ++i) values(i, j) += spread * random.normal();
  }
  return out;
}

}  // namespace

Patients draw_patients(Design const& design, int controls, int cases, RRandom& random) {
  Patients out;
  auto const n = controls + cases;
  out.outcome.assign(static_cast<std::size_t>(controls), 0);
  out.outcome.resize(static_cast<std::size_t>(n), 1);
  out.features.values.resize(n, design.features);
  out.clinical.resize(n, kClinicalVariables);
  for (int j = 0; j < design.features; ++j) out.features.names.push_back("f" + std::to_string(j));
  double const of_factor = std::sqrt(design.shared), of_own = std::sqrt(1 - design.shared);
  for (int i = 0; i < n; ++i) {
    bool const is_case = i >= controls;
    double factor = 0;
    for (int j = 0; j < design.features; ++j) {
      if (j % kBlock == 0) factor = random.normal() + (is_case && j / kBlock < design.informative ? design.shift : 0);
      out.features.values(i, j) = of_factor * factor + of_own * random.normal();
    }
    for (int k = 0; k < kClinicalVariables; ++k)
      out.clinical(i, k) = random.normal() + (is_case && k == 0 ? design.clinical_shift : 0);
  }
  return out;
}

Result<FunnelData> training_data(Design const& design, Patients const& patients, std::uint32_t seed) {
  auto const n = patients.outcome.size();
  PETRA_TRY(auto view, TrainingView::take(patients.features, patients.outcome, std::vector<bool>(n, true),
                                          glmnet_folds(static_cast<std::int64_t>(n), kFolds, seed)));
  ClinicalCandidates clinical;
  clinical.values = patients.clinical;
  for (int k = 0; k < kClinicalVariables; ++k) {
    clinical.variables.push_back("c" + std::to_string(k));
    clinical.column_names.push_back(clinical.variables.back());
    clinical.columns.push_back({k});
  }
  FunnelData data{std::move(view), std::move(clinical), {}};
  if (design.read_twice > 0) data.readings.push_back(second_readings(design, patients, seed));
  return data;
}

std::array<double, 3> compute_aucs(FittedFunnel const& fitted, Patients const& patients) {
  Eigen::MatrixXd const linear = fitted.predict(patients.features.values, patients.clinical);
  std::array<double, 3> out{};
  for (std::size_t m = 0; m < out.size(); ++m)
    out[m] = measure_linear(linear.col(static_cast<Eigen::Index>(m)), patients.outcome, false).auc;
  return out;
}

void Errors::add(double difference) {
  if (std::isnan(difference)) {
    ++undefined;
    return;
  }
  sum += difference;
  squares += difference * difference;
  ++count;
}

std::string Errors::text() const {
  double const spread = std::sqrt((squares / count - mean() * mean()) / count);
  auto const out = fmt::format("{:+.4f} ± {:.4f}, {:.4f}", mean(), spread, std::sqrt(squares / count));
  return undefined > 0 ? out + fmt::format(" ({} undefined)", undefined) : out;
}

}  // namespace petra::simulation
