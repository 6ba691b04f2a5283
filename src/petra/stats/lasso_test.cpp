// The Newton path against a plain twin (coordinate descent by the formula), against the optimality conditions, and its
// refusals.
#include "petra/stats/lasso.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "petra/base/draws_for_tests.hpp"

namespace petra {

namespace {

struct Data {
  Eigen::MatrixXd x;
  std::vector<int> y;
};

Data simulate(Eigen::Index rows, Eigen::Index columns, unsigned seed) {
  std::mt19937 random(seed);
  Data data{Eigen::MatrixXd::NullaryExpr(rows, columns, [&] { return testing::draw_normal(random); }), {}};
  for (Eigen::Index j = 1; j < columns; ++j)
    data.x.col(j) = 0.6 * data.x.col(j - 1) + data.x.col(j);  // neighbours correlate
  for (Eigen::Index i = 0; i < rows; ++i)
    data.y.push_back(testing::draw_uniform(random) < 1 / (1 + std::exp(-1.2 * data.x(i, 0) + 0.8 * data.x(i, 2))) ? 1
                                                                                                                  : 0);
  data.x.col(1).array() = data.x.col(1).array() * 1000 + 5e4;
  return data;
}

struct Plain {
  Eigen::MatrixXd z;
  Eigen::VectorXd mean, deviation, y;
};

Plain standardise(Data const& data) {
  Plain plain;
  auto const n = static_cast<double>(data.x.rows());
  plain.mean = data.x.colwise().mean().transpose();
  plain.z = data.x.rowwise() - plain.mean.transpose();
  plain.deviation = (plain.z.array().square().colwise().sum() / n).sqrt().transpose();
  plain.z = plain.z.array().rowwise() / plain.deviation.transpose().array();
  plain.y = Eigen::VectorXd(data.x.rows());
  for (std::size_t i = 0; i < data.y.size(); ++i) plain.y(static_cast<Eigen::Index>(i)) = data.y[i];
  return plain;
}

// Minimises by majorised coordinate descent: the curvature of a coordinate is at most 1/4 + λ(1-α), so each step falls.
// Slow and sure.
Eigen::VectorXd coordinate_descent(Plain const& plain, double lambda, double alpha, Eigen::VectorXd start) {
  auto const n = static_cast<double>(plain.z.rows());
  for (int pass = 0; pass < 400000; ++pass) {
    double moved = 0;
    for (Eigen::Index j = -1; j < plain.z.cols(); ++j) {
      Eigen::ArrayXd const eta = (plain.z * start.tail(plain.z.cols())).array() + start(0);
      Eigen::VectorXd const residual = plain.y.array() - 1 / (1 + (-eta).exp());
      double const b = start(j + 1);
      double next = 0;
      if (j < 0) {
        next = b + 4 * residual.sum() / n;
      } else {
        double const target = 0.25 * b + plain.z.col(j).dot(residual) / n,
                     shrunk = std::max(std::abs(target) - lambda * alpha, 0.0);
        next = std::copysign(shrunk, target) / (0.25 + lambda * (1 - alpha));
      }
      moved = std::max(moved, std::abs(next - b));
      start(j + 1) = next;
    }
    if (moved < 1e-13) break;
  }
  return start;
}

// Largest violation of the conditions: gradient = λ(α·sign + (1-α)b) where b is not 0, at most λα where it is.
double worst_condition(Plain const& plain, Eigen::VectorXd const& beta, double intercept, double lambda, double alpha) {
  Eigen::ArrayXd const eta = (plain.z * beta).array() + intercept;
  Eigen::VectorXd const residual = plain.y.array() - 1 / (1 + (-eta).exp());
  double const n = static_cast<double>(plain.z.rows());
  double worst = std::abs(residual.sum()) / n;
  for (Eigen::Index j = 0; j < beta.size(); ++j) {
    double const gradient = plain.z.col(j).dot(residual) / n - lambda * (1 - alpha) * beta(j);
    worst = std::max(worst, beta(j) == 0 ? std::abs(gradient) - lambda * alpha
                                         : std::abs(gradient - std::copysign(lambda * alpha, beta(j))));
  }
  return worst;
}

void expect_optimal(Data const& data, double alpha) {
  auto const plain = standardise(data);
  LassoSettings settings;
  settings.alpha = alpha;
  auto const path = fit_lasso_path(data.x, data.y, settings);
  ASSERT_TRUE(path) << format_error(path.error());
  EXPECT_LE(path->kkt_residual, 1e-9);
  for (Eigen::Index k = 1; k < path->lambda.size(); ++k) {  // the first point is glmnet's "infinity"
    Eigen::VectorXd const beta = path->coefficients.col(k).cwiseProduct(plain.deviation);
    double const intercept = path->intercept(k) + path->coefficients.col(k).dot(plain.mean);
    EXPECT_LE(worst_condition(plain, beta, intercept, path->lambda(k), alpha), 1e-9) << alpha << " " << k;
    EXPECT_GE(path->dev_ratio(k), path->dev_ratio(k - 1));
  }
}

TEST(LassoPath, ConditionsOfTheOptimumHoldAnalytic) {
  for (double const alpha : {1.0, 0.5, 0.05, 0.0}) {
    expect_optimal(simulate(60, 20, 1), alpha);
    expect_optimal(simulate(40, 90, 2), alpha);
  }
}

TEST(LassoPath, EqualsPlainCoordinateDescent) {
  auto const data = simulate(50, 8, 3);
  auto const plain = standardise(data);
  for (double const alpha : {1.0, 0.5}) {
    LassoSettings settings;
    settings.alpha = alpha;
    auto const path = fit_lasso_path(data.x, data.y, settings);
    ASSERT_TRUE(path);
    Eigen::VectorXd start = Eigen::VectorXd::Zero(9);
    for (Eigen::Index k = 5; k < path->lambda.size(); k += 20) {
      start = coordinate_descent(plain, path->lambda(k), alpha, start);
      Eigen::VectorXd const beta = path->coefficients.col(k).cwiseProduct(plain.deviation);
      for (Eigen::Index j = 0; j < 8; ++j) EXPECT_NEAR(beta(j), start(j + 1), 1e-8) << alpha << " " << k << " " << j;
    }
  }
}

TEST(LassoPath, StartsWithNothingAtTheLargestGradientAnalytic) {
  auto const data = simulate(60, 20, 4);
  auto const plain = standardise(data);
  auto const path = fit_lasso_path(data.x, data.y);
  ASSERT_TRUE(path);
  double const largest = (plain.z.transpose() * (plain.y.array() - plain.y.mean()).matrix()).cwiseAbs().maxCoeff() / 60;
  EXPECT_NEAR(path->lambda(0), largest, 1e-13);
  EXPECT_EQ((path->coefficients.col(0).array() != 0).count(), 0);
  EXPECT_GT((path->coefficients.col(1).array() != 0).count(), 0);
  EXPECT_NEAR(path->intercept(0), std::log(plain.y.mean() / (1 - plain.y.mean())), 1e-12);
  EXPECT_NEAR(path->lambda(1) / path->lambda(2), std::pow(1e-4, -1.0 / 99), 1e-12);
}

TEST(LassoPath, ScaleOfAColumnMovesOnlyItsCoefficientInvariant) {
  auto data = simulate(60, 10, 5);
  auto const before = fit_lasso_path(data.x, data.y);
  data.x.col(3) = data.x.col(3) * -250;
  auto const after = fit_lasso_path(data.x, data.y);
  ASSERT_TRUE(before && after);
  ASSERT_EQ(before->lambda.size(), after->lambda.size());
  EXPECT_NEAR((before->coefficients.row(3) + 250 * after->coefficients.row(3)).cwiseAbs().maxCoeff(), 0, 1e-8);
  EXPECT_NEAR((before->coefficients.row(0) - after->coefficients.row(0)).cwiseAbs().maxCoeff(), 0, 1e-8);
}

TEST(LassoPath, OfIdenticalColumnsTheFirstTakesAll) {
  auto data = simulate(60, 10, 6);
  data.x.col(7) = data.x.col(0);
  data.x.col(8) = 4 - 3 * data.x.col(0).array();  // a negative multiple, too
  auto const path = fit_lasso_path(data.x, data.y);
  ASSERT_TRUE(path);
  EXPECT_GT(path->coefficients.row(0).cwiseAbs().maxCoeff(), 0.1);
  EXPECT_EQ(path->coefficients.row(7).cwiseAbs().maxCoeff(), 0);
  EXPECT_EQ(path->coefficients.row(8).cwiseAbs().maxCoeff(), 0);
}

TEST(LassoPath, ConstantColumnsStayOut) {
  auto data = simulate(60, 10, 7);
  data.x.col(4).setConstant(0.1);
  auto const path = fit_lasso_path(data.x, data.y);
  ASSERT_TRUE(path);
  EXPECT_EQ(path->coefficients.row(4).cwiseAbs().maxCoeff(), 0);
  EXPECT_TRUE(path->coefficients.allFinite());
}

TEST(LassoPath, StopsEarlyOnSeparatedData) {
  auto data = simulate(40, 5, 8);
  for (Eigen::Index i = 0; i < 40; ++i)
    data.x(i, 0) = data.y[static_cast<std::size_t>(i)] == 1 ? 5 + data.x(i, 3) : -5 + data.x(i, 3);
  auto const path = fit_lasso_path(data.x, data.y);
  ASSERT_TRUE(path) << format_error(path.error());
  EXPECT_LT(path->lambda.size(), 100);
  EXPECT_GT(path->dev_ratio(path->dev_ratio.size() - 1), 0.99);
}

TEST(LassoPath, RefusesWhatItCannotFitMechanics) {
  auto data = simulate(30, 4, 9);
  auto const expect_refused = [](Eigen::MatrixXd const& x, std::vector<int> const& y, LassoSettings const& settings,
                                 std::string const& word) {
    auto const path = fit_lasso_path(x, y, settings);
    ASSERT_FALSE(path) << word;
    EXPECT_NE(path.error().message.find(word), std::string::npos) << path.error().message;
    EXPECT_FALSE(path.error().remedy.empty());
  };
  expect_refused(data.x, std::vector<int>(30, 1), {}, "class");
  expect_refused(data.x, std::vector<int>(29, 1), {}, "outcomes");
  auto y = data.y;
  y[0] = 2;
  expect_refused(data.x, y, {}, "outcome is 2");
  auto x = data.x;
  x(3, 2) = std::nan("");
  expect_refused(x, data.y, {}, "missing or infinite");
  expect_refused(Eigen::MatrixXd::Ones(30, 2), data.y, {}, "varies");
  LassoSettings settings;
  settings.alpha = 1.5;
  expect_refused(data.x, data.y, settings, "alpha");
}

TEST(LassoCrossValidation, ChoosesByTheLossAnalytic) {
  auto const data = simulate(90, 12, 10);
  std::vector<int> folds;
  for (int i = 0; i < 90; ++i) folds.push_back(i % 5 + 1);
  for (auto const loss : {LassoLoss::deviance, LassoLoss::misclassification, LassoLoss::mean_squared_error,
                          LassoLoss::mean_absolute_error, LassoLoss::auc}) {
    auto const cv = cross_validate_lasso(data.x, data.y, folds, {}, loss);
    ASSERT_TRUE(cv) << format_error(cv.error());
    double const best = loss == LassoLoss::auc ? cv->cv_mean.maxCoeff() : cv->cv_mean.minCoeff();
    EXPECT_EQ(cv->cv_mean(cv->index_min), best);
    for (int k = 0; k < cv->index_min; ++k) EXPECT_NE(cv->cv_mean(k), best);  // the largest lambda of equals
    EXPECT_LE(cv->index_1se, cv->index_min);
    EXPECT_LE(std::abs(cv->cv_mean(cv->index_1se) - best), cv->cv_se(cv->index_min));
  }
}

TEST(LassoCrossValidation, AucGivesWayInSmallFolds) {
  auto const data = simulate(40, 5, 11);
  std::vector<int> folds;
  for (int i = 0; i < 40; ++i) folds.push_back(i % 5 + 1);
  auto const cv = cross_validate_lasso(data.x, data.y, folds, {}, LassoLoss::auc);
  ASSERT_TRUE(cv);
  EXPECT_EQ(cv->loss, LassoLoss::deviance);
}

TEST(LassoCrossValidation, RefusesBadFoldsMechanics) {
  auto const data = simulate(30, 4, 12);
  std::vector<int> folds(30);
  auto const refused = [&](int count) {
    for (int i = 0; i < 30; ++i) folds[static_cast<std::size_t>(i)] = i % count + 1;
    return !cross_validate_lasso(data.x, data.y, folds).has_value();
  };
  EXPECT_TRUE(refused(2));
  EXPECT_FALSE(refused(3));
  folds[0] = 0;
  EXPECT_FALSE(cross_validate_lasso(data.x, data.y, folds));
  std::fill(folds.begin(), folds.end(), 5);
  EXPECT_FALSE(cross_validate_lasso(data.x, data.y, folds));  // folds 1 to 4 are empty
}

}  // namespace

}  // namespace petra
