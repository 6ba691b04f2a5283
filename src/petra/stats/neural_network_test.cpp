#include "petra/stats/neural_network.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "petra/stats/logistic.hpp"
#include "petra/stats/network_objective.hpp"
#include "petra/stats/r_random.hpp"

namespace petra {
namespace {

struct Data {
  Eigen::MatrixXd x;
  std::vector<int> y;
};

Data drawn(Eigen::Index rows, Eigen::Index columns, std::uint32_t seed) {
  RRandom random(seed);
  Data data{Eigen::MatrixXd(rows, columns), {}};
  for (Eigen::Index i = 0; i < rows; ++i) {
    for (Eigen::Index j = 0; j < columns; ++j) data.x(i, j) = random.normal();
    data.y.push_back(random.uniform() < inverse_logit(1.5 * data.x(i, 0)) ? 1 : 0);
  }
  return data;
}

TEST(NeuralNetwork, objective_and_gradient_by_hand_analytic) {
  Eigen::MatrixXd x(2, 1);
  x << 1, -2;
  std::vector<int> const y = {1, 0};
  Eigen::VectorXd weights(4);
  weights << 0.5, -1, 0.25, 2;  // hidden: plogis(0.5 - x); output: 0.25 + 2 hidden
  double const h1 = inverse_logit(-0.5), h2 = inverse_logit(2.5);
  double const p1 = inverse_logit(0.25 + 2 * h1), p2 = inverse_logit(0.25 + 2 * h2);
  NetworkObjective const objective(x, y, 1, 0.1);
  double const squares = 0.25 + 1 + 0.0625 + 4;
  EXPECT_NEAR(objective.value(weights), -std::log(p1) - std::log(1 - p2) + 0.1 * squares, 1e-14);
  auto const slope = objective.gradient(weights);
  EXPECT_NEAR(slope(2), (p1 - 1) + p2 + 2 * 0.1 * 0.25, 1e-14);
  EXPECT_NEAR(slope(3), (p1 - 1) * h1 + p2 * h2 + 2 * 0.1 * 2, 1e-14);
  EXPECT_NEAR(slope(0), (p1 - 1) * 2 * h1 * (1 - h1) + p2 * 2 * h2 * (1 - h2) + 2 * 0.1 * 0.5, 1e-14);
}

TEST(NeuralNetwork, the_gradient_is_the_slope_of_the_objective_invariant) {
  auto const data = drawn(40, 3, 11);
  NetworkObjective const objective(data.x, data.y, 2, 0.05);
  RRandom random(3);
  Eigen::VectorXd weights(network_weight_count(3, 2));
  for (double& w : weights) w = random.normal();
  auto const slope = objective.gradient(weights);
  for (Eigen::Index j = 0; j < weights.size(); ++j) {
    auto moved = weights;
    moved(j) += 1e-6;
    double const above = objective.value(moved);
    moved(j) -= 2e-6;
    EXPECT_NEAR(slope(j), (above - objective.value(moved)) / 2e-6, 1e-7);
  }
}

TEST(NeuralNetwork, strong_decay_leaves_the_share_of_cases_invariant) {
  auto const data = drawn(60, 2, 5);
  NeuralNetworkSettings settings;
  settings.decay = 1e4;
  auto const network = fit_neural_network(data.x, data.y, settings);
  ASSERT_TRUE(network.has_value());
  EXPECT_LT(network->weights.cwiseAbs().maxCoeff(), 1e-2);
}

TEST(NeuralNetwork, every_minimum_is_flat_and_the_lowest_start_is_taken_invariant) {
  auto const data = drawn(93, 4, 7);
  auto const network = fit_neural_network(data.x, data.y);
  ASSERT_TRUE(network.has_value());
  EXPECT_TRUE(network->converged);
  ASSERT_EQ(network->of_start.size(), 20U);
  EXPECT_LT(network->largest_gradient, 1e-9);
  double const lowest = *std::min_element(network->of_start.begin(), network->of_start.end());
  EXPECT_LE(network->objective, lowest + 1e-7);
  auto const again = fit_neural_network(data.x, data.y);
  EXPECT_EQ(network->weights, again->weights);
}

TEST(NeuralNetwork, separated_classes_stay_finite_mechanics) {
  Eigen::MatrixXd x(8, 1);
  x << -400, -300, -200, -100, 100, 200, 300, 400;
  auto const network = fit_neural_network(x, std::vector<int>{0, 0, 0, 0, 1, 1, 1, 1});
  ASSERT_TRUE(network.has_value());
  auto const p = neural_network_probability(*network, x);
  EXPECT_TRUE(p.allFinite());
  EXPECT_GT(p(7), 0.9);
  EXPECT_LT(p(0), 0.1);
}

TEST(NeuralNetwork, refuses_what_has_no_fit_mechanics) {
  auto const data = drawn(20, 2, 1);
  NeuralNetworkSettings settings;
  settings.decay = 0;
  EXPECT_FALSE(fit_neural_network(data.x, data.y, settings).has_value());
  settings = {};
  settings.hidden_units = 0;
  EXPECT_FALSE(fit_neural_network(data.x, data.y, settings).has_value());
  EXPECT_FALSE(fit_neural_network(data.x, std::vector<int>(20, 1)).has_value());
  EXPECT_FALSE(fit_neural_network(Eigen::MatrixXd(20, 0), data.y).has_value());
  auto broken = data.x;
  broken(3, 1) = NAN;
  EXPECT_FALSE(fit_neural_network(broken, data.y).has_value());
}

}  // namespace
}  // namespace petra
