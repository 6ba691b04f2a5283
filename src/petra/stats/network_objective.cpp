#include "petra/stats/network_objective.hpp"

#include <algorithm>
#include <cmath>

namespace petra {

namespace {

double activation(double argument, LogisticUnit unit) {
  if (unit == LogisticUnit::nnet && std::abs(argument) > 15) return argument > 0 ? 1 : 0;
  return 1 / (1 + std::exp(-argument));
}

// -log of the probability of the class that was seen, from the output's argument.
double entropy_of(double argument, bool is_case, LogisticUnit unit) {
  if (unit == LogisticUnit::nnet) {
    double const p = activation(argument, unit);
    return -std::log((is_case ? p : 1 - p) + 1e-80);
  }
  double const toward_wrong = is_case ? -argument : argument;  // log(1 + exp(·)) without overflow
  return std::max(toward_wrong, 0.0) + std::log1p(std::exp(-std::abs(toward_wrong)));
}

}  // namespace

NetworkObjective::NetworkObjective(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y, int hidden_units,
                                   double decay, LogisticUnit unit)
    : patterns_(x.transpose()),
      target_(static_cast<Eigen::Index>(y.size())),
      hidden_units_(hidden_units),
      decay_(decay),
      unit_(unit) {
  for (std::size_t i = 0; i < y.size(); ++i) target_(static_cast<Eigen::Index>(i)) = y[i];
}

double NetworkObjective::logit(double const* pattern, Eigen::Index inputs, Eigen::VectorXd const& weights,
                               Eigen::VectorXd& hidden, LogisticUnit unit) {
  double const* w = weights.data();
  for (Eigen::Index h = 0; h < hidden.size(); ++h) {
    double sum = *w++;
    for (Eigen::Index j = 0; j < inputs; ++j) sum += pattern[j] * *w++;
    hidden(h) = activation(sum, unit);
  }
  double sum = *w++;
  for (Eigen::Index h = 0; h < hidden.size(); ++h) sum += hidden(h) * *w++;
  return sum;
}

double NetworkObjective::value(Eigen::VectorXd const& weights) const {
  Eigen::VectorXd hidden(hidden_units_);
  double entropy = 0;
  for (Eigen::Index i = 0; i < patterns_.cols(); ++i) {
    double const output = logit(patterns_.col(i).data(), patterns_.rows(), weights, hidden, unit_);
    entropy += entropy_of(output, target_(i) > 0.5, unit_);
  }
  double penalty = 0;
  for (double const w : weights) penalty += decay_ * w * w;
  return entropy + penalty;
}

Eigen::VectorXd NetworkObjective::gradient(Eigen::VectorXd const& weights) const {
  auto const inputs = patterns_.rows();
  auto const output_bias = (inputs + 1) * hidden_units_;
  Eigen::VectorXd hidden(hidden_units_), slope = 2 * decay_ * weights;
  for (Eigen::Index i = 0; i < patterns_.cols(); ++i) {
    double const* pattern = patterns_.col(i).data();
    double const error = activation(logit(pattern, inputs, weights, hidden, unit_), unit_) - target_(i);
    slope(output_bias) += error;
    for (int h = 0; h < hidden_units_; ++h) {
      slope(output_bias + 1 + h) += error * hidden(h);
      double const back = error * weights(output_bias + 1 + h) * (hidden(h) * (1 - hidden(h)));
      double* into = slope.data() + (inputs + 1) * h;
      into[0] += back;
      for (Eigen::Index j = 0; j < inputs; ++j) into[1 + j] += back * pattern[j];
    }
  }
  return slope;
}

Eigen::MatrixXd NetworkObjective::hessian(Eigen::VectorXd const& weights) const {
  Eigen::MatrixXd second(weights.size(), weights.size());
  Eigen::VectorXd moved = weights;
  for (Eigen::Index j = 0; j < weights.size(); ++j) {
    double const width = 1e-5 * std::max(1.0, std::abs(weights(j)));
    moved(j) = weights(j) + width;
    Eigen::VectorXd const above = gradient(moved);
    moved(j) = weights(j) - width;
    second.col(j) = (above - gradient(moved)) / (2 * width);
    moved(j) = weights(j);
  }
  return 0.5 * (second + second.transpose());
}

}  // namespace petra
