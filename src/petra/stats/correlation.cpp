#include "petra/stats/correlation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "petra/stats/distributions.hpp"

namespace petra {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

bool is_constant(Eigen::Ref<Eigen::VectorXd const> const& x) {
  return x.size() == 0 || x.minCoeff() == x.maxCoeff();
}

// Centred and of length 1, so that a correlation is a scalar product; NaN for a constant.
Eigen::VectorXd standardised(Eigen::Ref<Eigen::VectorXd const> const& x) {
  if (is_constant(x)) return Eigen::VectorXd::Constant(x.size(), kNaN);
  Eigen::VectorXd z = x.array() - x.mean();
  z /= z.cwiseAbs().maxCoeff();  // squares neither overflow nor vanish
  z.array() -= z.mean();         // what rounding of the first mean left
  return z.normalized();
}

Eigen::MatrixXd standardised_columns(Eigen::Ref<Eigen::MatrixXd const> const& columns) {
  Eigen::MatrixXd z(columns.rows(), columns.cols());
  for (Eigen::Index j = 0; j < columns.cols(); ++j) z.col(j) = standardised(columns.col(j));
  return z;
}

Eigen::MatrixXd ranked_columns(Eigen::Ref<Eigen::MatrixXd const> const& columns) {
  Eigen::MatrixXd ranks(columns.rows(), columns.cols());
  for (Eigen::Index j = 0; j < columns.cols(); ++j) ranks.col(j) = average_ranks(columns.col(j));
  return ranks;
}

}  // namespace

Eigen::VectorXd average_ranks(Eigen::Ref<Eigen::VectorXd const> const& values) {
  auto const n = values.size();
  std::vector<std::pair<double, Eigen::Index>> order(static_cast<std::size_t>(n));
  for (Eigen::Index i = 0; i < n; ++i) order[static_cast<std::size_t>(i)] = {values(i), i};
  std::sort(order.begin(), order.end());
  Eigen::VectorXd ranks(n);
  for (std::size_t first = 0; first < order.size();) {
    std::size_t end = first + 1;
    while (end < order.size() && order[end].first == order[first].first) ++end;
    double const rank = static_cast<double>(first + end + 1) / 2;  // mean of first+1 … end
    for (; first < end; ++first) ranks(order[first].second) = rank;
  }
  return ranks;
}

double pearson(Eigen::Ref<Eigen::VectorXd const> const& x, Eigen::Ref<Eigen::VectorXd const> const& y) {
  double const r = standardised(x).dot(standardised(y));
  return std::isnan(r) ? r : std::clamp(r, -1.0, 1.0);
}

double spearman(Eigen::Ref<Eigen::VectorXd const> const& x, Eigen::Ref<Eigen::VectorXd const> const& y) {
  return pearson(average_ranks(x), average_ranks(y));
}

Eigen::MatrixXd pearson_matrix(Eigen::Ref<Eigen::MatrixXd const> const& columns) {
  Eigen::MatrixXd const z = standardised_columns(columns);
  Eigen::MatrixXd r = Eigen::MatrixXd::Zero(z.cols(), z.cols());
  r.selfadjointView<Eigen::Lower>().rankUpdate(z.transpose());
  r.triangularView<Eigen::StrictlyUpper>() = r.transpose();
  r = r.array().min(1.0).max(-1.0);  // NaN stays only through the lines below: min and max of NaN are not portable
  for (Eigen::Index j = 0; j < z.cols(); ++j) {
    bool const constant = is_constant(columns.col(j));
    r(j, j) = 1;
    if (constant) r.row(j).setConstant(kNaN), r.col(j).setConstant(kNaN);
  }
  return r;
}

Eigen::MatrixXd spearman_matrix(Eigen::Ref<Eigen::MatrixXd const> const& columns) {
  return pearson_matrix(ranked_columns(columns));
}

CorrelationTest test_correlation(double r, Eigen::Index n, double confidence) {
  CorrelationTest test{r, kNaN, kNaN, kNaN, kNaN};
  if (n > 2) {
    auto const df = static_cast<double>(n - 2);
    test.t = std::sqrt(df) * r / std::sqrt(1 - r * r);
    test.p = t_two_sided(test.t, df);
  }
  if (n > 3) {
    double const half_width = normal_quantile((1 + confidence) / 2) / std::sqrt(static_cast<double>(n - 3));
    test.low = std::tanh(std::atanh(r) - half_width);
    test.high = std::tanh(std::atanh(r) + half_width);
  }
  return test;
}

}  // namespace petra
