#include "petra/select/cross_fitted.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "petra/stats/lasso.hpp"

namespace petra {

namespace {

struct Coefficients {
  double intercept = 0;
  Eigen::VectorXd slopes;
};

// Linear in lambda between the path's neighbours; the path's ends beyond them.
Coefficients at_lambda(LassoPath const& path, double lambda) {
  Eigen::Index const last = path.lambda.size() - 1;
  auto single = [&](Eigen::Index k) { return Coefficients{path.intercept(k), path.coefficients.col(k)}; };
  if (lambda >= path.lambda(0)) return single(0);
  if (lambda <= path.lambda(last)) return single(last);
  Eigen::Index below = 1;
  while (path.lambda(below) > lambda) ++below;
  double const share = (path.lambda(below - 1) - lambda) / (path.lambda(below - 1) - path.lambda(below));
  return {(1 - share) * path.intercept(below - 1) + share * path.intercept(below),
          (1 - share) * path.coefficients.col(below - 1) + share * path.coefficients.col(below)};
}

}  // namespace

Result<Eigen::VectorXd> cross_fitted_scores(TrainingView const& training, double lambda) {
  auto const& x = training.values();
  auto const& folds = training.folds();
  Eigen::RowVectorXd const mean = x.colwise().mean();
  Eigen::MatrixXd z = x.rowwise() - mean;
  Eigen::RowVectorXd const sd =
      (z.array().square().colwise().sum() / static_cast<double>(x.rows() - 1)).sqrt().matrix();
  for (Eigen::Index k = 0; k < z.cols(); ++k) z.col(k) /= sd(k);
  Eigen::VectorXd scores(x.rows());
  for (int fold = 1; fold <= *std::max_element(folds.begin(), folds.end()); ++fold) {
    std::vector<Eigen::Index> inside, outside;
    std::vector<int> y;
    for (std::size_t i = 0; i < folds.size(); ++i) {
      (folds[i] == fold ? inside : outside).push_back(static_cast<Eigen::Index>(i));
      if (folds[i] != fold) y.push_back(training.outcome()[i]);
    }
    if (inside.empty()) continue;
    auto path = fit_lasso_path(z(outside, Eigen::all), y);
    if (!path) return std::move(path).error().while_doing(fmt::format("cross-fitting the Rad score, fold {}", fold));
    auto const coefficients = at_lambda(*path, lambda);
    scores(inside) = ((z(inside, Eigen::all) * coefficients.slopes).array() + coefficients.intercept).matrix();
  }
  return scores;
}

}  // namespace petra
