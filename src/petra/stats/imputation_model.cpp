#include "petra/stats/imputation_model.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "petra/stats/weighted_multinomial.hpp"

namespace petra {

namespace {

constexpr int kDonors = 5;
constexpr double kHighestCorrelation = 0.99, kSmallestEigenvalue = 1e-4;

Eigen::MatrixXd with_intercept(Eigen::MatrixXd const& x, std::vector<int> const& rows) {
  Eigen::MatrixXd chosen(static_cast<Eigen::Index>(rows.size()), x.cols() + 1);
  chosen.col(0).setOnes();
  for (std::size_t i = 0; i < rows.size(); ++i)
    chosen.row(static_cast<Eigen::Index>(i)).tail(x.cols()) = x.row(rows[i]);
  return chosen;
}

Eigen::VectorXd values_of(Eigen::VectorXd const& values, std::vector<int> const& rows) {
  Eigen::VectorXd chosen(static_cast<Eigen::Index>(rows.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) chosen(static_cast<Eigen::Index>(i)) = values(rows[i]);
  return chosen;
}

Eigen::VectorXd normals(Eigen::Index n, RRandom& random) {
  Eigen::VectorXd z(n);
  for (Eigen::Index k = 0; k < n; ++k) z(k) = random.normal();
  return z;
}

// A draw of the coefficients and, behind it, their estimate: Bayesian linear regression with an uninformative prior.
struct LinearDraw {
  Eigen::VectorXd estimate, drawn;
};
LinearDraw draw_linear(Eigen::MatrixXd const& x, Eigen::VectorXd const& y, RRandom& random) {
  constexpr double kRidge = 1e-5;
  Eigen::HouseholderQR<Eigen::MatrixXd> const qr(x);
  LinearDraw draw;
  Eigen::MatrixXd information = x.transpose() * x;
  Eigen::LDLT<Eigen::MatrixXd> solver(information);
  if (!solver.isPositive() || solver.rcond() < 1e-15 || x.rows() < x.cols()) {
    information.diagonal() *= 1 + kRidge;
    solver.compute(information);
    draw.estimate = solver.solve(x.transpose() * y);
  } else {
    draw.estimate = qr.solve(y);
  }
  Eigen::MatrixXd const covariance = solver.solve(Eigen::MatrixXd::Identity(x.cols(), x.cols()));
  auto const df = static_cast<double>(std::max<Eigen::Index>(x.rows() - x.cols(), 1));
  double const sigma = std::sqrt((y - x * draw.estimate).squaredNorm() / random.chi_squared(df));
  Eigen::MatrixXd const root = ((covariance + covariance.transpose()) / 2).llt().matrixL();
  draw.drawn = draw.estimate + root * normals(x.cols(), random) * sigma;
  return draw;
}

// For each target one of the kDonors donors nearest to it: places in `donors`. Donors are shuffled first, so that ties
// fall to any of them.
std::vector<int> match(Eigen::VectorXd const& donors, Eigen::VectorXd const& targets, RRandom& random) {
  auto const n = donors.size();
  auto const shuffled = random.sample_int(n, n);
  std::vector<int> order;
  for (auto const place : shuffled) order.push_back(static_cast<int>(place) - 1);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return donors(a) < donors(b); });
  auto const most = std::max<std::int64_t>(1, std::min<std::int64_t>(kDonors, n));
  auto const ranks = random.sample_int(most, targets.size(), true);
  std::vector<int> found;
  for (Eigen::Index i = 0; i < targets.size(); ++i) {
    double const target = targets(i);
    auto const at = std::lower_bound(order.begin(), order.end(), target,
                                     [&](int place, double value) { return donors(place) < value; });
    auto right = at - order.begin(), left = right - 1;
    auto const end = static_cast<std::ptrdiff_t>(order.size());
    int chosen = 0;
    for (std::int64_t count = 0; count < ranks[static_cast<std::size_t>(i)]; ++count) {
      bool const take_left = left >= 0 && (right >= end || target - donors(order[static_cast<std::size_t>(left)]) <
                                                               donors(order[static_cast<std::size_t>(right)]) - target);
      chosen = order[static_cast<std::size_t>(take_left ? left-- : right++)];
    }
    found.push_back(chosen);
  }
  return found;
}

// Levels that occur, as classes 0, 1, …, with the rows that are fitted and the pseudo-observations.
struct LevelFit {
  std::vector<int> levels;  // of the classes
  WeightedMultinomial model;
};

// Two pseudo-observations per predictor and level, half a standard deviation to either side, cut to the range; together
// they weigh as much as one observation per coefficient.
void augment(ImputationProblem const& problem, std::size_t count, Eigen::MatrixXd& x, std::vector<int>& classes,
             Eigen::VectorXd& weights) {
  auto const p = problem.predictors.cols();
  auto const k = static_cast<Eigen::Index>(count);
  auto const before = x.rows(), extra = 2 * p * k;
  Eigen::RowVectorXd mean(p), sd(p), low(p), high(p);
  for (Eigen::Index j = 0; j < p; ++j) {
    auto const column = values_of(problem.predictors.col(j), problem.fitted);
    mean(j) = column.mean();
    sd(j) = std::sqrt((column.array() - mean(j)).square().sum() / static_cast<double>(column.size() - 1));
    low(j) = column.minCoeff();
    high(j) = column.maxCoeff();
  }
  x.conservativeResize(before + extra, Eigen::NoChange);
  weights.conservativeResize(before + extra);
  for (Eigen::Index j = 0; j < p; ++j) {
    for (Eigen::Index level = 0; level < k; ++level) {
      for (int side = 0; side < 2; ++side) {
        auto const row = before + 2 * (j * k + level) + side;
        x(row, 0) = 1;
        x.row(row).tail(p) = mean;
        x(row, j + 1) = std::clamp(mean(j) + (side == 0 ? 0.5 : -0.5) * sd(j), low(j), high(j));
        classes.push_back(static_cast<int>(level));
        weights(row) = static_cast<double>(p + 1) / static_cast<double>(extra);
      }
    }
  }
}

LevelFit fit_levels(ImputationProblem const& problem) {
  LevelFit fit;
  for (int const row : problem.observed) fit.levels.push_back(static_cast<int>(problem.values(row)));
  auto const of_rows = fit.levels;
  std::sort(fit.levels.begin(), fit.levels.end());
  fit.levels.erase(std::unique(fit.levels.begin(), fit.levels.end()), fit.levels.end());
  if (fit.levels.size() < 2) return fit;
  std::vector<int> classes;
  for (int const level : of_rows)
    classes.push_back(
        static_cast<int>(std::lower_bound(fit.levels.begin(), fit.levels.end(), level) - fit.levels.begin()));
  auto x = with_intercept(problem.predictors, problem.observed);
  Eigen::VectorXd weights = Eigen::VectorXd::Ones(x.rows());
  auto const count = static_cast<int>(fit.levels.size());
  // As mice: one missing row alone needs no pseudo-observations, unless the levels are separated.
  if (problem.fitted.size() == problem.observed.size() + 1) {
    fit.model = fit_weighted_multinomial(x, classes, count, weights);
    if (fit.model.converged) return fit;
  }
  if (problem.predictors.cols() > 0) augment(problem, fit.levels.size(), x, classes, weights);
  fit.model = fit_weighted_multinomial(x, classes, count, weights);
  return fit;
}

}  // namespace

std::vector<int> useful_predictors(ImputationProblem const& problem) {
  auto const y = values_of(problem.values, problem.observed);
  double const y_norm = (y.array() - y.mean()).matrix().norm();
  std::vector<int> kept;
  std::vector<Eigen::VectorXd> standard;
  for (Eigen::Index j = 0; j < problem.predictors.cols(); ++j) {
    Eigen::VectorXd column = values_of(problem.predictors.col(j), problem.observed);
    if (column.size() == 0 || column.minCoeff() == column.maxCoeff() || !(y_norm > 0)) continue;
    column.array() -= column.mean();
    column /= column.norm();
    if (std::abs(column.dot((y.array() - y.mean()).matrix())) / y_norm >= kHighestCorrelation) continue;
    kept.push_back(static_cast<int>(j));
    standard.push_back(std::move(column));
  }
  while (kept.size() > 1) {
    auto const k = static_cast<Eigen::Index>(kept.size());
    Eigen::MatrixXd correlation(k, k);
    for (Eigen::Index a = 0; a < k; ++a) {
      for (Eigen::Index b = 0; b < k; ++b)
        correlation(a, b) = standard[static_cast<std::size_t>(a)].dot(standard[static_cast<std::size_t>(b)]);
    }
    Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> const eigen(correlation);  // ascending
    if (eigen.eigenvalues()(0) / eigen.eigenvalues()(k - 1) >= kSmallestEigenvalue) break;
    Eigen::Index worst = 0;
    eigen.eigenvectors().col(0).cwiseAbs().maxCoeff(&worst);
    kept.erase(kept.begin() + worst);
    standard.erase(standard.begin() + worst);
  }
  return kept;
}

Eigen::VectorXd draw_numbers(ImputationProblem const& problem, RRandom& random) {
  auto const x = with_intercept(problem.predictors, problem.observed);
  auto const y = values_of(problem.values, problem.observed);
  auto const draw = draw_linear(x, y, random);
  auto const matched =
      match(x * draw.estimate, with_intercept(problem.predictors, problem.missing) * draw.drawn, random);
  Eigen::VectorXd drawn(static_cast<Eigen::Index>(matched.size()));
  for (std::size_t i = 0; i < matched.size(); ++i) drawn(static_cast<Eigen::Index>(i)) = y(matched[i]);
  return drawn;
}

Eigen::VectorXd draw_two_levels(ImputationProblem const& problem, RRandom& random) {
  auto const fit = fit_levels(problem);
  auto const missing = with_intercept(problem.predictors, problem.missing);
  Eigen::VectorXd drawn = Eigen::VectorXd::Constant(missing.rows(), fit.levels.empty() ? 0 : fit.levels.front());
  if (fit.levels.size() < 2) return drawn;
  Eigen::VectorXd coefficients = fit.model.coefficients.col(0);
  auto const z = normals(coefficients.size(), random);
  if (fit.model.converged) {
    Eigen::MatrixXd const& v = fit.model.covariance;
    Eigen::MatrixXd const root = ((v + v.transpose()) / 2).llt().matrixL();
    coefficients += root * z;
  }
  Eigen::VectorXd const linear = missing * coefficients;
  for (Eigen::Index i = 0; i < drawn.size(); ++i)
    drawn(i) = fit.levels[random.uniform() <= 1 / (1 + std::exp(-linear(i))) ? 1 : 0];
  return drawn;
}

Eigen::VectorXd draw_levels(ImputationProblem const& problem, RRandom& random) {
  std::vector<double> u;
  for (std::size_t i = 0; i < problem.missing.size(); ++i) u.push_back(random.uniform());
  auto const fit = fit_levels(problem);
  Eigen::VectorXd drawn = Eigen::VectorXd::Constant(static_cast<Eigen::Index>(problem.missing.size()),
                                                    fit.levels.empty() ? 0 : fit.levels.front());
  if (fit.levels.size() < 2) return drawn;
  auto const p = fit.model.probabilities(with_intercept(problem.predictors, problem.missing));
  for (Eigen::Index i = 0; i < drawn.size(); ++i) {
    double sum = 0;
    std::size_t above = 0;  // classes whose cumulated share is below u
    for (Eigen::Index c = 0; c < p.cols(); ++c) {
      sum += p(i, c);
      above += u[static_cast<std::size_t>(i)] > sum;
    }
    drawn(i) = fit.levels[std::min(above, fit.levels.size() - 1)];
  }
  return drawn;
}

}  // namespace petra
