#include "petra/stats/logistic_statistics.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "petra/stats/logistic_profile.hpp"
#include "petra/stats/logistic_stepwise.hpp"
#include "petra/stats/r_random.hpp"

namespace petra {
namespace {

struct Data {
  Eigen::MatrixXd x;
  std::vector<int> y;
  std::vector<std::string> names;
};

// Three predictors, of which only the first matters.
Data make_data() {
  RRandom random(5);
  Data data{Eigen::MatrixXd(80, 3), {}, {"a", "b", "c"}};
  for (Eigen::Index i = 0; i < 80; ++i) {
    for (Eigen::Index j = 0; j < 3; ++j) data.x(i, j) = random.normal();
    data.y.push_back(random.uniform() < inverse_logit(1.5 * data.x(i, 0)) ? 1 : 0);
  }
  return data;
}

// One binary predictor: the profile over the log odds ratio needs one free coefficient only, found here by bisection.
TEST(LogisticProfile, limits_of_a_two_by_two_table_lie_on_the_profile_analytic) {
  Eigen::MatrixXd x(60, 1);
  std::vector<int> y(60);
  for (int i = 0; i < 60; ++i) x(i, 0) = i < 30 ? 0 : 1, y[static_cast<std::size_t>(i)] = i < 10 || i >= 42 ? 1 : 0;
  auto const limits = profile_limits(x, y, {"exposed"}, LogisticMethod::maximum_likelihood);
  ASSERT_TRUE(limits.has_value());
  auto const deviance_at = [](double beta) {  // 10 of 30 and 18 of 30
    double low = -20, high = 20;
    for (int k = 0; k < 200; ++k) {
      double const a = (low + high) / 2;
      (28 - 30 * inverse_logit(a) - 30 * inverse_logit(a + beta) > 0 ? low : high) = a;
    }
    double const p0 = inverse_logit(low), p1 = inverse_logit(low + beta);
    return -2 * (10 * std::log(p0) + 20 * std::log(1 - p0) + 18 * std::log(p1) + 12 * std::log(1 - p1));
  };
  double const smallest = deviance_at(std::log(18.0 / 12) - std::log(10.0 / 20));
  EXPECT_NEAR(deviance_at(limits->low[1]) - smallest, 3.841458820694124, 1e-7);
  EXPECT_NEAR(deviance_at(limits->high[1]) - smallest, 3.841458820694124, 1e-7);
  EXPECT_LT(limits->low[1], limits->high[1]);
}

TEST(LogisticProfile, separated_data_are_refused_but_by_firth_mechanics) {
  Eigen::MatrixXd x(8, 1);
  x << 1, 2, 3, 4, 5, 6, 7, 8;
  std::vector<int> const y = {0, 0, 0, 0, 1, 1, 1, 1};
  EXPECT_FALSE(profile_limits(x, y, {"x"}, LogisticMethod::maximum_likelihood).has_value());
  auto const firth = profile_limits(x, y, {"x"}, LogisticMethod::firth);
  ASSERT_TRUE(firth.has_value());
  EXPECT_GT(firth->low[1], 0);
  EXPECT_TRUE(std::isfinite(firth->high[1]));
}

TEST(LogisticStatistics, one_column_tests_are_the_squared_z_invariant) {
  auto const data = make_data();
  auto const fit = fit_logistic(data.x, data.y, data.names);
  ASSERT_TRUE(fit.has_value());
  for (int j = 0; j < 3; ++j) EXPECT_NEAR(wald_test(*fit, {j}).statistic, fit->z[j + 1] * fit->z[j + 1], 1e-10);
  auto const r = pseudo_r_squared(*fit, data.x, data.y);
  double const lr = 2 * (fit->log_likelihood - fit->null_log_likelihood);
  EXPECT_NEAR(r.cox_snell, likelihood_ratio_r_squared(lr, 80), 1e-14);
  EXPECT_GT(r.nagelkerke, r.cox_snell);
}

TEST(LogisticStatistics, gini_mean_difference_equals_the_plain_twin_invariant) {
  std::vector<double> const values = {3, -1, 4, 1.5, 9, 2.6};
  double sum = 0;
  for (double const a : values) {
    for (double const b : values) sum += std::abs(a - b);
  }
  EXPECT_NEAR(gini_mean_difference(values), sum / 30, 1e-14);
}

TEST(LogisticStepwise, every_method_finds_the_planted_variable_invariant) {
  auto const data = make_data();
  StepwiseProblem const problem{data.x, data.y, data.names, {{"a", {0}}, {"b", {1}}, {"c", {2}}}};
  for (auto const& result : {stepwise_by_criterion(problem, InformationStart::all, std::log(80.0)),
                             stepwise_by_criterion(problem, InformationStart::none, std::log(80.0)),
                             backward_by_test(problem, RemovalTest::wald),
                             backward_by_test(problem, RemovalTest::likelihood_ratio), forward_by_test(problem)}) {
    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(result->kept, std::vector<std::string>{"a"});
  }
}

}  // namespace
}  // namespace petra
