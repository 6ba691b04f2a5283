#include "petra/stats/contingency.hpp"

#include <algorithm>
#include <cmath>

#include "petra/stats/distributions.hpp"

namespace petra {

Eigen::MatrixXd expected_counts(Eigen::MatrixXd const& counts) {
  return counts.rowwise().sum() * counts.colwise().sum() / counts.sum();
}

ChiSquaredTest chi_squared_test(Eigen::MatrixXd const& counts, bool yates) {
  Eigen::MatrixXd const expected = expected_counts(counts);
  Eigen::ArrayXXd const distance = (counts - expected).array().abs();
  double const correction = yates && counts.rows() == 2 && counts.cols() == 2 ? std::min(0.5, distance.minCoeff()) : 0;
  ChiSquaredTest test;
  test.statistic = ((distance - correction).square() / expected.array()).sum();
  test.df = static_cast<double>((counts.rows() - 1) * (counts.cols() - 1));
  test.p = chi_squared_upper_tail(test.statistic, test.df);
  return test;
}

double likelihood_ratio_g2(Eigen::MatrixXd const& counts) {
  Eigen::MatrixXd const expected = expected_counts(counts);
  double sum = 0;
  for (Eigen::Index k = 0; k < counts.size(); ++k) {
    double const count = counts.data()[k];
    if (count > 0) sum += count * std::log(count / expected.data()[k]);
  }
  return 2 * sum;
}

double cramers_v(Eigen::MatrixXd const& counts) {
  auto const least = static_cast<double>(std::min(counts.rows(), counts.cols()) - 1);
  return std::sqrt(chi_squared_test(counts, false).statistic / counts.sum() / least);
}

double standardised_proportion_difference(Eigen::MatrixXd const& counts) {
  Eigen::MatrixXd const share = counts * counts.colwise().sum().cwiseInverse().asDiagonal();
  Eigen::Index const k = share.rows() - 1;  // the first level is left out
  auto const covariance = [&](Eigen::Index group) {
    Eigen::VectorXd const p = share.col(group).tail(k);
    return Eigen::MatrixXd(Eigen::MatrixXd(p.asDiagonal()) - p * p.transpose());
  };
  Eigen::VectorXd const difference = share.col(0).tail(k) - share.col(1).tail(k);
  Eigen::MatrixXd const pooled = (covariance(0) + covariance(1)) / 2;
  return std::sqrt(difference.dot(pooled.partialPivLu().solve(difference)));
}

}  // namespace petra
