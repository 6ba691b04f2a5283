// A neural network with one hidden layer of logistic units and a logistic output, as R's nnet fits it (entropy = TRUE).
#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <span>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/stats/r_bfgs.hpp"

namespace petra {

struct NeuralNetworkSettings {
  int hidden_units = 3;
  double decay = 0.1;      // on the square of every weight, biases included; above 0
  int starts = 20;         // the objective has several minima: the lowest of this many starts is taken
  std::uint32_t seed = 1;  // set.seed(seed); then runif(weights, -start_range, start_range) for each start
  double start_range = 0.7;
  BfgsSettings descent{};
};

// Weights in nnet's order: per hidden unit its bias and one weight per input; then the output's bias and one weight per
// hidden unit.
struct NeuralNetwork {
  int inputs = 0, hidden_units = 0;
  double decay = 0;
  Eigen::VectorXd weights;
  double objective = 0;          // -log likelihood + decay · Σ weight²
  double largest_gradient = 0;   // at the weights, absolute
  std::vector<double> of_start;  // objective that each start led to
  int best_start = 0;            // 0-based; the first of those within 1e-9 of the lowest
  bool converged = true;         // false: the best start ran out of iterations
};

[[nodiscard]] constexpr int network_weight_count(int inputs, int hidden_units) {
  return (inputs + 1) * hidden_units + hidden_units + 1;
}

// x: N × p, standardised (by training rows' mean and SD) and finite; y: 0 or 1. R's descent from each start, the best
// optimum polished by Newton's steps. Errors: sizes, no inputs, fewer than one hidden unit or start, decay not above 0,
// a value that is not finite, one class only.
[[nodiscard]] Result<NeuralNetwork> fit_neural_network(Eigen::Ref<Eigen::MatrixXd const> const& x,
                                                       std::span<int const> y,
                                                       NeuralNetworkSettings const& settings = {});

// The same from one given start (nnet's Wts), without polish: what R prints for it. Errors: as above; a start of
// another length.
[[nodiscard]] Result<NeuralNetwork> fit_neural_network_from(Eigen::Ref<Eigen::MatrixXd const> const& x,
                                                            std::span<int const> y, Eigen::VectorXd const& start,
                                                            NeuralNetworkSettings const& settings);

// Probability of class 1 for each row of x (M × inputs).
[[nodiscard]] Eigen::VectorXd neural_network_probability(NeuralNetwork const& network,
                                                         Eigen::Ref<Eigen::MatrixXd const> const& x);

}  // namespace petra
