#include "petra/stats/naive_bayes.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace petra {
namespace {

TEST(NaiveBayes, equal_spreads_give_a_logistic_curve_analytic) {
  Eigen::MatrixXd x(6, 1);
  x << -1, 0, 1, 2, 3, 4;
  auto const model = fit_naive_bayes(x, std::vector<int>{0, 0, 0, 1, 1, 1}, {"x"});
  ASSERT_TRUE(model.has_value());
  Eigen::MatrixXd at(2, 1);
  at << 1.5, 2;
  auto const p = naive_bayes_probability(*model, at);
  EXPECT_NEAR(p[0], 0.5, 1e-15);                       // half way
  EXPECT_NEAR(p[1], 1 / (1 + std::exp(-1.5)), 1e-14);  // slope (3 - 0) / 1²
}

TEST(NaiveBayes, far_out_values_stay_defined_mechanics) {
  Eigen::MatrixXd x(6, 1);
  x << -1, 0, 1, 2, 3, 4;
  auto const model = fit_naive_bayes(x, std::vector<int>{0, 0, 0, 1, 1, 1}, {"x"});
  Eigen::MatrixXd at(1, 1);
  at << 1000;
  EXPECT_EQ(naive_bayes_probability(*model, at)[0], 1);
  EXPECT_EQ(naive_bayes_probability(*model, at, DensityRule::e1071_minimum)[0], 0.5);  // both count as 0.001
}

TEST(NaiveBayes, a_predictor_constant_in_one_class_is_floored_and_named_mechanics) {
  Eigen::MatrixXd x(6, 1);
  x << 0, 0, 0, 0, 1, 1;
  std::vector<int> const y = {0, 0, 0, 1, 1, 1};
  auto const model = fit_naive_bayes(x, y, {"smoker"});
  ASSERT_TRUE(model.has_value());
  EXPECT_EQ(model->floored, std::vector<std::string>{"smoker"});
  EXPECT_TRUE(naive_bayes_probability(*model, x).allFinite());
  x.setOnes();
  EXPECT_FALSE(fit_naive_bayes(x, y, {"smoker"}).has_value());
}

}  // namespace
}  // namespace petra
