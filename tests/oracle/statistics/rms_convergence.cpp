#include "rms_convergence.hpp"

#include <cmath>

namespace petra::oracle {

bool lrm_stops_in_time(Eigen::MatrixXd const& x, std::vector<int> const& y) {
  constexpr int kMostLooks = 12;
  constexpr double kStandsStill = 0.025;
  auto const n = x.rows();
  Eigen::MatrixXd design(n, x.cols() + 1);
  design << Eigen::VectorXd::Ones(n), x;
  Eigen::VectorXd outcome(n);
  for (Eigen::Index i = 0; i < n; ++i) outcome(i) = y[static_cast<std::size_t>(i)];
  Eigen::VectorXd beta = Eigen::VectorXd::Zero(design.cols());
  beta(0) = std::log(outcome.mean() / (1 - outcome.mean()));
  double before = INFINITY;
  for (int look = 1; look < kMostLooks; ++look) {
    Eigen::ArrayXd const linear = (design * beta).array();
    Eigen::ArrayXd const p = 1 / (1 + (-linear).exp());
    double const deviance = 2 * ((1 + linear.exp()).log() - outcome.array() * linear).sum();
    if (std::abs(before - deviance) < kStandsStill) return true;
    before = deviance;
    Eigen::MatrixXd const information = design.transpose() * (p * (1 - p)).matrix().asDiagonal() * design;
    beta += information.ldlt().solve(design.transpose() * (outcome.array() - p).matrix());
    if (!beta.allFinite()) return false;
  }
  return false;
}

Resamples kept_by_rms(Eigen::MatrixXd const& x, std::vector<int> const& y, Resamples const& resamples) {
  Resamples kept;
  for (auto const& rows : resamples) {
    Eigen::MatrixXd const sample = x(rows, Eigen::all);
    std::vector<int> outcome;
    for (auto const row : rows) outcome.push_back(y[row]);
    if (lrm_stops_in_time(sample, outcome)) kept.push_back(rows);
  }
  return kept;
}

}  // namespace petra::oracle
