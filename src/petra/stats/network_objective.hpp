// Value, gradient and Hessian of the penalised entropy of a one-hidden-layer network.
#pragma once

#include <Eigen/Dense>
#include <span>

namespace petra {

enum class LogisticUnit {
  exact,
  nnet,  // 0 or 1 beyond arguments of ±15 (an error of 3e-7), and a probability of 0 counts as 1e-80: R's own descent
};

// Keeps a copy of the inputs, one pattern after another. Sums run over the patterns in order, as nnet's do.
class NetworkObjective {
 public:
  // x: N × p, y: 0 or 1.
  NetworkObjective(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y, int hidden_units, double decay,
                   LogisticUnit unit = LogisticUnit::exact);

  [[nodiscard]] double value(Eigen::VectorXd const& weights) const;
  [[nodiscard]] Eigen::VectorXd gradient(Eigen::VectorXd const& weights) const;
  [[nodiscard]] Eigen::MatrixXd hessian(Eigen::VectorXd const& weights) const;  // by central differences of gradient

  // The output's argument (the logit of the probability) for one pattern; fills the hidden units' outputs.
  [[nodiscard]] static double logit(double const* pattern, Eigen::Index inputs, Eigen::VectorXd const& weights,
                                    Eigen::VectorXd& hidden, LogisticUnit unit = LogisticUnit::exact);

 private:
  Eigen::MatrixXd patterns_;  // p × N
  Eigen::VectorXd target_;
  int hidden_units_;
  double decay_;
  LogisticUnit unit_;
};

}  // namespace petra
