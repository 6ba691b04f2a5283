#include "petra/stats/weighted_multinomial.hpp"

#include <cmath>

namespace petra {

namespace {

constexpr int kMostSteps = 100;
constexpr double kGradient = 1e-10;  // of the weights' sum

Eigen::MatrixXd softmax(Eigen::MatrixXd const& x, Eigen::MatrixXd const& coefficients) {
  Eigen::MatrixXd p(x.rows(), coefficients.cols() + 1);
  p.col(0).setZero();
  p.rightCols(coefficients.cols()) = x * coefficients;
  p.colwise() -= p.rowwise().maxCoeff().eval();
  p = p.array().exp().matrix();
  for (Eigen::Index i = 0; i < p.rows(); ++i) p.row(i) /= p.row(i).sum();
  return p;
}

double log_likelihood(Eigen::MatrixXd const& p, std::vector<int> const& classes, Eigen::VectorXd const& weights) {
  double sum = 0;
  for (Eigen::Index i = 0; i < p.rows(); ++i)
    sum += weights(i) * std::log(std::max(p(i, classes[static_cast<std::size_t>(i)]), 1e-300));
  return sum;
}

}  // namespace

Eigen::MatrixXd WeightedMultinomial::probabilities(Eigen::MatrixXd const& x) const {
  return softmax(x, coefficients);
}

WeightedMultinomial fit_weighted_multinomial(Eigen::MatrixXd const& x, std::vector<int> const& classes, int count,
                                             Eigen::VectorXd const& weights) {
  auto const columns = x.cols();
  auto const free = static_cast<Eigen::Index>(count) - 1;
  WeightedMultinomial fit;
  fit.coefficients = Eigen::MatrixXd::Zero(columns, free);
  auto p = softmax(x, fit.coefficients);
  double current = log_likelihood(p, classes, weights);
  for (int step = 0; step < kMostSteps; ++step) {
    Eigen::VectorXd gradient(columns * free);
    Eigen::MatrixXd information(columns * free, columns * free);
    for (Eigen::Index a = 0; a < free; ++a) {
      Eigen::VectorXd residual(x.rows());
      for (Eigen::Index i = 0; i < x.rows(); ++i)
        residual(i) = weights(i) * ((classes[static_cast<std::size_t>(i)] == a + 1 ? 1.0 : 0.0) - p(i, a + 1));
      gradient.segment(a * columns, columns) = x.transpose() * residual;
      for (Eigen::Index b = 0; b <= a; ++b) {
        Eigen::VectorXd const w =
            weights.array() * p.col(a + 1).array() * ((a == b ? 1.0 : 0.0) - p.col(b + 1).array());
        Eigen::MatrixXd const block = x.transpose() * w.asDiagonal() * x;
        information.block(a * columns, b * columns, columns, columns) = block;
        information.block(b * columns, a * columns, columns, columns) = block.transpose();
      }
    }
    Eigen::LDLT<Eigen::MatrixXd> const solver(information);
    if (solver.info() != Eigen::Success || !solver.isPositive() || solver.rcond() < 1e-14) return fit;
    if (gradient.cwiseAbs().maxCoeff() < kGradient * weights.sum()) {
      fit.covariance = solver.solve(Eigen::MatrixXd::Identity(information.rows(), information.cols()));
      fit.converged = true;
      return fit;
    }
    Eigen::VectorXd const move = solver.solve(gradient);
    double length = 1;
    bool better = false;
    for (int halving = 0; halving < 40 && !better; ++halving, length /= 2) {
      Eigen::MatrixXd const trial =
          fit.coefficients + length * Eigen::Map<Eigen::MatrixXd const>(move.data(), columns, free);
      auto const trial_p = softmax(x, trial);
      double const value = log_likelihood(trial_p, classes, weights);
      // At the optimum the likelihood moves by rounding only.
      if (value >= current - 1e-12 * std::abs(current)) {
        fit.coefficients = trial;
        p = trial_p;
        current = value;
        better = true;
      }
    }
    if (!better) return fit;
  }
  return fit;
}

}  // namespace petra
