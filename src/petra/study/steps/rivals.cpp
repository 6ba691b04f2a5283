#include <fmt/format.h>

#include <cmath>

#include "petra/stats/naive_bayes.hpp"
#include "petra/stats/neural_network.hpp"
#include "petra/study/problems.hpp"
#include "petra/study/regression.hpp"
#include "petra/study/steps/steps.hpp"

namespace petra {

namespace {

// combined's inputs, z-scored by the training rows (n - 1).
struct RivalInputs {
  std::vector<std::string> names;
  Eigen::MatrixXd all, training;
  std::vector<int> outcome;  // of the training rows
};

Result<RivalInputs> standardise(Cohort const& cohort, DesignMatrix const& design) {
  RivalInputs z{design.names, design.values, design.training_rows(cohort), training_outcomes(cohort)};
  for (Eigen::Index k = 0; k < z.all.cols(); ++k) {
    double const mean = z.training.col(k).mean();
    double const sd =
        std::sqrt((z.training.col(k).array() - mean).square().sum() / static_cast<double>(z.training.rows() - 1));
    if (!(sd > 0))
      return make_error(ErrorCode::invalid_input, z.names[static_cast<std::size_t>(k)],
                        "does not vary over the training patients");
    z.all.col(k) = (z.all.col(k).array() - mean) / sd;
    z.training.col(k) = (z.training.col(k).array() - mean) / sd;
  }
  return z;
}

// NaN for patients whose Rad score is undefined.
template <class Probability>
std::vector<double> probabilities(RivalInputs const& z, Probability const& probability) {
  std::vector<double> p(static_cast<std::size_t>(z.all.rows()), std::nan(""));
  for (Eigen::Index i = 0; i < z.all.rows(); ++i) {
    if (z.all.row(i).allFinite()) p[static_cast<std::size_t>(i)] = probability(z.all.row(i))(0);
  }
  return p;
}

Result<std::vector<double>> naive_bayes(RivalInputs const& z, std::uint32_t, StudyAnalysis& analysis) {
  PETRA_TRY(auto const model, fit_naive_bayes(z.training, z.outcome, z.names));
  if (!model.floored.empty())
    analysis.warnings.push_back(
        fmt::format("Naive Bayes: {} is the same in all training patients of one class; its spread there is taken as a "
                    "thousandth of the overall one.",
                    listed(model.floored)));
  return probabilities(z, [&](auto const& row) { return naive_bayes_probability(model, row); });
}

Result<std::vector<double>> neural_network(RivalInputs const& z, std::uint32_t seed, StudyAnalysis& analysis) {
  NeuralNetworkSettings settings;
  settings.seed = seed;
  PETRA_TRY(auto const model, fit_neural_network(z.training, z.outcome, settings));
  if (!model.converged) analysis.warnings.emplace_back("The neural network did not converge from its best start.");
  return probabilities(z, [&](auto const& row) { return neural_network_probability(model, row); });
}

struct RivalRow {
  std::string_view name;
  Result<std::vector<double>> (*fit)(RivalInputs const&, std::uint32_t, StudyAnalysis&);
};
constexpr auto kRivals = std::to_array<RivalRow>({{"naive_bayes", naive_bayes}, {"neural_network", neural_network}});

}  // namespace

Result<void> fit_rivals(StudyInputs const& inputs, StudyAnalysis& analysis) {
  auto const* combined = analysis.regression("combined");
  if (combined == nullptr) return {};
  for (auto const& rival : kRivals) {
    auto const& asked = inputs.definition.rivals;
    if (std::find(asked.begin(), asked.end(), rival.name) == asked.end()) continue;
    auto p = [&]() -> Result<std::vector<double>> {
      PETRA_TRY(auto const z, standardise(inputs.cohort, combined->design));
      return rival.fit(z, inputs.definition.evaluation_seed, analysis);
    }();
    if (!p)
      analysis.dropped_models.push_back(
          {std::string(rival.name), combined->design.names.size(), 0, format_error(p.error())});
    else
      analysis.probabilities.push_back({std::string(rival.name), std::move(*p)});
  }
  return {};
}

}  // namespace petra
