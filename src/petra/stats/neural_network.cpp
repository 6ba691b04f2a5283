#include "petra/stats/neural_network.hpp"

#include <array>
#include <cmath>

#include "petra/stats/logistic.hpp"
#include "petra/stats/network_objective.hpp"
#include "petra/stats/r_random.hpp"

namespace petra {

namespace {

constexpr double kSameOptimum = 1e-9;  // relative difference of objectives that tells no two starts apart
constexpr double kFlat = 1e-11;        // largest gradient that needs no polish
constexpr int kPolishSteps = 20;

Error input_error(std::string message, std::string remedy) {
  return make_error(ErrorCode::invalid_input, "neural network", std::move(message), std::move(remedy));
}

Result<void> check_input(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y,
                         NeuralNetworkSettings const& settings) {
  if (x.rows() != static_cast<Eigen::Index>(y.size()))
    return make_error(ErrorCode::bug, "neural network", "sizes of x and y differ");
  if (x.cols() == 0) return input_error("there are no inputs", "Name one variable at least.");
  if (settings.hidden_units < 1)
    return input_error("the number of hidden units is " + std::to_string(settings.hidden_units), "Take one or more.");
  if (settings.starts < 1)
    return input_error("the number of starts is " + std::to_string(settings.starts), "Take one or more.");
  if (!(settings.decay > 0) || !std::isfinite(settings.decay))
    return input_error("the decay is not above 0",
                       "Without weight decay the network has no finite optimum; 0.1 is usual.");
  if (!x.allFinite())
    return input_error("an input has a value that is missing or not finite", "Leave the patient out.");
  std::array<std::size_t, 2> count{};
  for (int const value : y) {
    if (value != 0 && value != 1) return input_error("an outcome is neither 0 nor 1", "Code the outcome as 0 and 1.");
    ++count[static_cast<std::size_t>(value)];
  }
  if (count[0] == 0 || count[1] == 0)
    return input_error("all patients have the same outcome", "Both outcomes are needed.");
  return {};
}

// The objective as it is, and as nnet computes it while it descends.
struct Objectives {
  NetworkObjective exact, nnet;
  Objectives(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y, NeuralNetworkSettings const& settings)
      : exact(x, y, settings.hidden_units, settings.decay),
        nnet(x, y, settings.hidden_units, settings.decay, LogisticUnit::nnet) {}
};

NeuralNetwork descend(Objectives const& objectives, Eigen::VectorXd const& start, Eigen::Index inputs,
                      NeuralNetworkSettings const& settings) {
  auto const found = minimise_bfgs(
      start, [&](Eigen::VectorXd const& w) { return objectives.nnet.value(w); },
      [&](Eigen::VectorXd const& w) { return objectives.nnet.gradient(w); }, settings.descent);
  auto const& objective = objectives.exact;
  NeuralNetwork network;
  network.inputs = static_cast<int>(inputs);
  network.hidden_units = settings.hidden_units;
  network.decay = settings.decay;
  network.weights = found.point;
  network.objective = objective.value(found.point);
  network.largest_gradient = objective.gradient(found.point).cwiseAbs().maxCoeff();
  network.of_start = {network.objective};
  network.converged = found.converged;
  return network;
}

// Newton's steps from where the descent's rounding ended; each must shrink the gradient and not raise the objective.
void polish(NetworkObjective const& objective, NeuralNetwork& network) {
  for (int step = 0; step < kPolishSteps && network.largest_gradient > kFlat; ++step) {
    Eigen::LDLT<Eigen::MatrixXd> const factor(objective.hessian(network.weights));
    if (factor.info() != Eigen::Success || !factor.isPositive()) return;
    Eigen::VectorXd const trial = network.weights - factor.solve(objective.gradient(network.weights));
    if (!trial.allFinite()) return;
    double const slope = objective.gradient(trial).cwiseAbs().maxCoeff(), value = objective.value(trial);
    if (!(slope < network.largest_gradient) || value > network.objective * (1 + 1e-14)) return;
    network.weights = trial;
    network.objective = value;
    network.largest_gradient = slope;
  }
}

}  // namespace

Result<NeuralNetwork> fit_neural_network_from(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y,
                                              Eigen::VectorXd const& start, NeuralNetworkSettings const& settings) {
  PETRA_CHECK(check_input(x, y, settings));
  if (start.size() != network_weight_count(static_cast<int>(x.cols()), settings.hidden_units) || !start.allFinite())
    return input_error("the start has another number of weights than the network, or one that is not finite",
                       "Give one finite weight per connection.");
  Objectives const objectives(x, y, settings);
  return descend(objectives, start, x.cols(), settings);
}

Result<NeuralNetwork> fit_neural_network(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y,
                                         NeuralNetworkSettings const& settings) {
  PETRA_CHECK(check_input(x, y, settings));
  Objectives const objectives(x, y, settings);
  RRandom random(settings.seed);
  NeuralNetwork best;
  std::vector<double> of_start;
  for (int start = 0; start < settings.starts; ++start) {
    Eigen::VectorXd weights(network_weight_count(static_cast<int>(x.cols()), settings.hidden_units));
    for (double& weight : weights) weight = -settings.start_range + 2 * settings.start_range * random.uniform();
    auto network = descend(objectives, weights, x.cols(), settings);
    of_start.push_back(network.objective);
    if (start > 0 && network.objective >= best.objective - kSameOptimum * std::abs(best.objective)) continue;
    best = std::move(network);
    best.best_start = start;
  }
  best.of_start = std::move(of_start);
  polish(objectives.exact, best);
  return best;
}

Eigen::VectorXd neural_network_probability(NeuralNetwork const& network, Eigen::Ref<Eigen::MatrixXd const> const& x) {
  Eigen::MatrixXd const patterns = x.transpose();
  Eigen::VectorXd hidden(network.hidden_units), probability(x.rows());
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    probability(i) = inverse_logit(NetworkObjective::logit(patterns.col(i).data(), x.cols(), network.weights, hidden));
  }
  return probability;
}

}  // namespace petra
