#include "petra/model/data_distribution.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace petra {
namespace {

TEST(DataDistribution, few_distinct_values_use_the_range_analytic) {
  auto const two = describe_number("x", std::vector<double>{1, 0, 1, 1, 1});
  ASSERT_TRUE(two.has_value());
  EXPECT_EQ(two->adjust_to, 0);
  EXPECT_EQ(two->low_effect, 0);
  EXPECT_EQ(two->high_effect, 1);
  auto const three = describe_number("x", std::vector<double>{3, 1, 9, 9, 9});
  EXPECT_EQ(three->adjust_to, 3);
  EXPECT_EQ(three->values, (std::vector<double>{1, 3, 9}));
}

TEST(DataDistribution, many_values_use_quartiles_and_tails_analytic) {
  std::vector<double> values;
  for (int k = 0; k <= 200; ++k) values.push_back(k);
  values.push_back(NAN);
  auto const d = describe_number("x", values);
  ASSERT_TRUE(d.has_value());
  EXPECT_EQ(d->low_effect, 50);
  EXPECT_EQ(d->adjust_to, 100);
  EXPECT_EQ(d->high_effect, 150);
  EXPECT_NEAR(d->low_prediction, 200 * 10.0 / 201, 1e-12);
  EXPECT_TRUE(d->values.empty());
}

TEST(DataDistribution, a_factor_adjusts_to_its_most_frequent_level_analytic) {
  auto const d = describe_factor("sex", {"f", "m"}, {"m", "f", "f", "m"});
  EXPECT_EQ(d->adjust_to, 0);  // a tie: the first
  EXPECT_FALSE(describe_factor("sex", {"f", "m"}, {"x"}).has_value());
  EXPECT_FALSE(describe_number("x", std::vector<double>{NAN}).has_value());
  EXPECT_FALSE(describe_number("x", std::vector<double>{1, INFINITY}).has_value());
}

TEST(EffectSummary, contrasts_follow_the_covariance_analytic) {
  LogisticFit fit;
  fit.coefficient.resize(4);
  fit.coefficient << 0.5, 0.1, 1, 3;
  fit.covariance = Eigen::MatrixXd::Zero(4, 4);
  fit.covariance(1, 1) = 0.01;
  fit.covariance(2, 2) = 0.04;
  fit.covariance(3, 3) = 0.09;
  fit.covariance(2, 3) = fit.covariance(3, 2) = 0.02;
  auto const age = describe_number("age", std::vector<double>{0, 10, 20, 30, 40});
  auto const grade = describe_factor("grade", {"1", "2", "3"}, {"2", "2", "1", "3"});
  auto const effects = summarise_effects(fit, {{*grade, {2, 3}}, {*age, {1}}});
  ASSERT_EQ(effects.size(), 3U);
  EXPECT_EQ(effects[0].name, "age");
  EXPECT_NEAR(effects[0].effect, 2, 1e-14);  // 0.1 × (30 − 10)
  EXPECT_NEAR(effects[0].error, 2, 1e-14);
  EXPECT_EQ(effects[1].name, "grade - 1:2");
  EXPECT_NEAR(effects[1].effect, -1, 1e-14);
  EXPECT_EQ(effects[2].name, "grade - 3:2");
  EXPECT_NEAR(effects[2].effect, 2, 1e-14);
  EXPECT_NEAR(effects[2].error, std::sqrt(0.09 + 0.04 - 2 * 0.02), 1e-14);
  EXPECT_NEAR(effects[2].odds_ratio(), std::exp(2), 1e-12);
}

}  // namespace
}  // namespace petra
