#include "petra/stats/decision_curve.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace petra {
namespace {

std::vector<double> const kP = {.1, .2, .3, .4, .5, .6, .7, .8};
std::vector<int> const kY = {0, 0, 1, 0, 0, 1, 1, 1};

TEST(DecisionCurve, a_point_by_hand_analytic) {
  auto const curve = decision_curve(kP, kY, std::vector<double>{0.25, 0.5});
  ASSERT_TRUE(curve.has_value());
  EXPECT_NEAR((*curve)[0].net_benefit, 4.0 / 8 - 2.0 / 8 / 3, 1e-15);
  EXPECT_NEAR((*curve)[1].net_benefit, 3.0 / 8, 1e-15);  // p = t is not treated
  auto const at_least = decision_curve(kP, kY, std::vector<double>{0.5}, TreatRule::at_least);
  EXPECT_NEAR((*at_least)[0].net_benefit, 3.0 / 8 - 1.0 / 8, 1e-15);
  EXPECT_NEAR((*curve)[0].interventions_avoided, (4.0 / 8 - 2.0 / 24 - net_benefit_of_all(0.5, 0.25)) * 3, 1e-14);
}

TEST(DecisionCurve, a_constant_probability_treats_all_or_none_invariant) {
  std::vector<double> const p(8, 0.5);
  auto const curve = decision_curve(p, kY, std::vector<double>{0.3, 0.7});
  EXPECT_NEAR((*curve)[0].net_benefit, net_benefit_of_all(0.5, 0.3), 1e-15);
  EXPECT_EQ((*curve)[1].net_benefit, 0);
}

TEST(DecisionCurve, a_model_does_not_differ_from_itself_invariant) {
  auto const difference = decision_curve_difference(kP, kP, kY, std::vector<double>{0.2, 0.6}, 50, 1);
  ASSERT_TRUE(difference.has_value());
  for (auto const& d : *difference) EXPECT_EQ(std::abs(d.low) + std::abs(d.high) + std::abs(d.estimate), 0);
}

TEST(DecisionCurve, limits_hold_the_estimate_and_refuse_bad_input_mechanics) {
  auto const limits = decision_curve_limits(kP, kY, std::vector<double>{0.25}, 200, 1);
  ASSERT_TRUE(limits.has_value());
  EXPECT_LT((*limits)[0].low, 4.0 / 8 - 2.0 / 24);
  EXPECT_GT((*limits)[0].high, 4.0 / 8 - 2.0 / 24);
  EXPECT_FALSE(decision_curve(kP, std::vector<int>(8, 1), std::vector<double>{0.1}).has_value());
  EXPECT_FALSE(decision_curve(std::vector<double>(8, 1.5), kY, std::vector<double>{0.1}).has_value());
  EXPECT_FALSE(decision_curve_limits(kP, kY, std::vector<double>{0.1}, 1, 1).has_value());
}

}  // namespace
}  // namespace petra
