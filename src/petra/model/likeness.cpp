#include "petra/model/likeness.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "petra/model/training_range.hpp"

namespace petra {

ShrunkenCovariance ledoit_wolf(Eigen::MatrixXd const& rows) {
  auto const n = static_cast<double>(rows.rows());
  auto const p = static_cast<double>(rows.cols());
  Eigen::MatrixXd const x = rows.rowwise() - rows.colwise().mean();
  Eigen::MatrixXd const plain = x.transpose() * x / n;
  Eigen::MatrixXd const squares = x.array().square().matrix();
  double const mean_variance = plain.trace() / p;
  // How far the plain covariance lies from the target, and how much of that is chance.
  double const scatter = plain.squaredNorm();
  double const distance = (scatter - p * mean_variance * mean_variance) / p;
  double const chance = (squares.rowwise().sum().squaredNorm() / n - scatter) / (n * p);
  double const shrinkage = distance > 0 ? std::clamp(chance / distance, 0.0, 1.0) : 1.0;
  Eigen::MatrixXd shrunken = (1 - shrinkage) * plain;
  shrunken.diagonal().array() += shrinkage * mean_variance;
  return {std::move(shrunken), shrinkage};
}

namespace {

Result<Likeness> learn(std::vector<std::string> const& features, Eigen::MatrixXd const& rows) {
  Likeness likeness;
  likeness.features = features;
  likeness.mean = rows.colwise().mean();
  Eigen::MatrixXd centred = rows.rowwise() - likeness.mean.transpose();
  likeness.sd = (centred.colwise().squaredNorm() / static_cast<double>(rows.rows() - 1)).cwiseSqrt();
  for (Eigen::Index k = 0; k < rows.cols(); ++k) {
    if (!(likeness.sd(k) > 0))
      return make_error(ErrorCode::invalid_input, features[static_cast<std::size_t>(k)],
                        "does not vary over the training patients");
    centred.col(k) /= likeness.sd(k);
  }
  auto shrunken = ledoit_wolf(centred);
  likeness.covariance = std::move(shrunken.covariance);
  likeness.shrinkage = shrunken.shrinkage;
  return likeness;
}

}  // namespace

double Likeness::distance(Eigen::VectorXd const& values) const {
  Eigen::VectorXd const z = (values - mean).cwiseQuotient(sd);
  return std::sqrt(z.dot(covariance.ldlt().solve(z)));
}

Result<Likeness> learn_likeness(std::vector<std::string> features, Eigen::MatrixXd const& rows,
                                std::vector<int> const& folds) {
  std::vector<Eigen::Index> complete;
  std::set<int> labels;
  for (Eigen::Index i = 0; i < rows.rows(); ++i) {
    if (!rows.row(i).allFinite()) continue;
    complete.push_back(i);
    labels.insert(folds[static_cast<std::size_t>(i)]);
  }
  constexpr std::size_t kFewest = 3;
  if (complete.size() < kFewest || labels.size() < 2)
    return make_error(ErrorCode::invalid_input, "training patients",
                      "too few have all features of the signature to say what is like them");
  PETRA_TRY(auto likeness, learn(features, rows(complete, Eigen::all)));
  std::vector<double> distances;
  for (int const label : labels) {
    std::vector<Eigen::Index> inside, outside;
    for (auto const i : complete) (folds[static_cast<std::size_t>(i)] == label ? inside : outside).push_back(i);
    if (outside.size() < 2) continue;
    auto const others = learn(features, rows(outside, Eigen::all));
    if (!others) continue;  // a feature that varies in this fold only
    for (auto const i : inside) distances.push_back(others->distance(rows.row(i).transpose()));
  }
  likeness.distances = twentieths(distances);
  return likeness;
}

}  // namespace petra
