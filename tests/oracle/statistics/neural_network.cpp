// neural_network: nnet from the given start. Objective 1e-8, probabilities and weights 1e-5, R's defaults (100
// iterations) 1e-3, optima of 30 other starts 1e-6. Where rounding leads petra's descent into another minimum than R's
// (README: the surface has several), R's weights themselves must be a zero of petra's gradient with R's objective and
// probabilities, and petra's minimum not worse than R's by more than 1e-2.
#include "petra/stats/neural_network.hpp"

#include <algorithm>
#include <cmath>

#include "petra/stats/network_objective.hpp"
#include "petra/stats/quantile.hpp"
#include "petra/stats/r_random.hpp"
#include "standardised_input.hpp"
#include "topics.hpp"

namespace petra::oracle {

namespace {

// As the reference draws them: set.seed(seed); round(runif(n, -0.5, 0.5), 6).
Eigen::VectorXd drawn_start(Eigen::Index count, std::uint32_t seed) {
  RRandom random(seed);
  Eigen::VectorXd start(count);
  for (double& weight : start) weight = std::nearbyint((random.uniform() - 0.5) * 1e6) / 1e6;
  return start;
}

// The network to compare: petra's own where it found R's minimum, else the one with R's weights, once they have been
// shown to be a minimum of petra's objective.
NeuralNetwork in_basin_of_r(NeuralNetwork const& own, NetworkObjective const& objective, Checker& checker) {
  auto const& converged = checker.document().at("converged");
  double const of_r = converged.at("objective").get<double>();
  if (std::abs(own.objective - of_r) <= 1e-8 * of_r) return own;
  if (!(own.objective <= of_r + 1e-2)) checker.fail("/converged/objective", "petra's minimum is worse");
  if (!(own.largest_gradient <= 1e-5)) checker.fail("/converged/weights", "petra's end is no minimum");
  auto const weights = converged.at("weights").get<std::vector<double>>();
  NeuralNetwork given = own;
  given.weights = Eigen::Map<Eigen::VectorXd const>(weights.data(), static_cast<Eigen::Index>(weights.size()));
  given.objective = objective.value(given.weights);
  if (!(objective.gradient(given.weights).cwiseAbs().maxCoeff() <= 1e-6))
    checker.fail("/converged/weights", "R's weights are no minimum of petra's objective");
  return given;
}

}  // namespace

Result<void> check_neural_network(Case const& the_case, Checker& checker) {
  PETRA_TRY(auto const input, read_standardised_input(the_case.folder / "input.csv"));
  Eigen::MatrixXd const train = input.z(input.train, Eigen::all);
  auto const& document = checker.document();
  NeuralNetworkSettings settings;  // size, decay and start are inputs of the case
  settings.hidden_units = document.at("size").get<int>();
  settings.decay = document.at("decay").get<double>();
  auto const given = document.at("weights_start").get<std::vector<double>>();
  Eigen::VectorXd const start =
      Eigen::Map<Eigen::VectorXd const>(given.data(), static_cast<Eigen::Index>(given.size()));
  NetworkObjective const objective(train, input.train_y, settings.hidden_units, settings.decay);
  checker.input("/size");
  checker.input("/decay", 1e-4);
  checker.input("/weights_start", 1e-4);
  checker.texts("/predictors", input.predictors);
  checker.numbers("/center", input.center, 1e-9);
  checker.numbers("/scale", input.scale, 1e-9);
  checker.number("/objective_start", objective.value(start), 1e-10);

  PETRA_TRY(auto const network, fit_neural_network_from(train, input.train_y, start, settings));
  auto const shown = in_basin_of_r(network, objective, checker);
  auto const p = neural_network_probability(shown, input.z);
  checker.number("/converged/objective", shown.objective, 1e-8);
  checker.number("/converged/objective_by_formula", shown.objective, 1e-8);
  checker.numbers("/converged/weights", shown.weights, 1e-5);
  checker.numbers("/converged/probability", p, 1e-5);
  checker.number("/auc_train", input.auc(p, true), 1e-9);
  checker.number("/auc_test", input.auc(p, false), 1e-9);

  auto defaults = settings;
  defaults.descent = {100, 1e-4, 1e-8};
  PETRA_TRY(auto const early, fit_neural_network_from(train, input.train_y, start, defaults));
  checker.number("/defaults_100_iterations/objective", early.objective, 1e-3);
  checker.numbers("/defaults_100_iterations/weights", early.weights, 1e-3);
  checker.numbers("/defaults_100_iterations/probability", neural_network_probability(early, input.z), 1e-3);

  defaults.descent.most_iterations = 2000;
  std::vector<double> optima;
  for (std::uint32_t k = 1; k <= 30; ++k) {
    PETRA_TRY(auto const other,
              fit_neural_network_from(train, input.train_y, drawn_start(start.size(), 1000 + k), defaults));
    optima.push_back(other.objective);
  }
  double const lowest = *std::min_element(optima.begin(), optima.end());
  auto const near = std::count_if(optima.begin(), optima.end(), [&](double v) { return v < lowest + 1e-3; });
  std::string const at = "/objective_of_30_other_starts";
  checker.number(at + "/min", lowest, 1e-6);
  checker.number(at + "/median", quantile(optima, 0.5), 1e-6);
  checker.number(at + "/max", *std::max_element(optima.begin(), optima.end()), 1e-6);
  checker.number(at + "/share_within_1e_3_of_min", static_cast<double>(near) / 30, 1e-12);
  return {};
}

}  // namespace petra::oracle
