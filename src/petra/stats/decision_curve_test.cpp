#include "petra/stats/decision_curve.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "petra/stats/quantile.hpp"
#include "petra/stats/r_random.hpp"

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

// Net benefit of each resample from its definition, all of them sorted: the same bits.
TEST(DecisionCurve, limits_equal_plain_counting_bit_for_bit_invariant) {
  RRandom data(3);
  std::vector<double> p;
  std::vector<int> y;
  for (int i = 0; i < 60; ++i) {
    p.push_back(i % 5 == 0 ? std::floor(10 * data.uniform()) / 10 : data.uniform());
    y.push_back(data.uniform() < p.back() ? 1 : 0);
  }
  std::vector<double> const at{0.5, 0, 0.1, 0.1, 0.3, 0.99, 0.7};  // in no order, one twice
  constexpr int kReplicates = 133;
  auto const shifted = [&](std::vector<std::size_t> const& rows) -> Result<std::vector<double>> {
    std::vector<double> out;
    for (auto const row : rows) out.push_back(p[row] * p[rows[0]]);
    return out;
  };
  for (bool const refits : {false, true}) {
    std::vector<std::vector<double>> benefit(at.size()), standardised(at.size());
    RRandom random(11);
    for (int replicate = 0; replicate < kReplicates; ++replicate) {
      std::vector<std::size_t> rows(p.size());
      for (auto& row : rows) row = static_cast<std::size_t>(random.index(static_cast<std::int64_t>(p.size())));
      double cases = 0;
      for (auto const row : rows) cases += y[row];
      auto const n = static_cast<double>(p.size());
      for (std::size_t k = 0; k < at.size(); ++k) {
        double treated[2] = {0, 0};
        for (auto const row : rows) treated[y[row]] += (refits ? p[row] * p[rows[0]] : p[row]) > at[k];
        double const value =
            treated[1] / cases * (cases / n) - treated[0] / (n - cases) * (1 - cases / n) * (at[k] / (1 - at[k]));
        benefit[k].push_back(value);
        standardised[k].push_back(value / (cases / n));
      }
    }
    auto const limits = decision_curve_limits(p, y, at, kReplicates, 11, refits ? RefitModel(shifted) : RefitModel());
    ASSERT_TRUE(limits.has_value());
    for (std::size_t k = 0; k < at.size(); ++k) {
      EXPECT_EQ((*limits)[k].low, quantile(benefit[k], 0.025, 1));
      EXPECT_EQ((*limits)[k].high, quantile(benefit[k], 0.975, 1));
      EXPECT_EQ((*limits)[k].standardised_low, quantile(standardised[k], 0.025, 1));
      EXPECT_EQ((*limits)[k].standardised_high, quantile(standardised[k], 0.975, 1));
    }
  }
}

}  // namespace
}  // namespace petra
