#include "petra/model/nomogram.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "petra/stats/logistic.hpp"

namespace petra {
namespace {

std::vector<NomogramVariable> example() {
  std::vector<double> ages, doses;
  for (int k = 0; k <= 36; ++k) ages.push_back(0.5 * k);
  for (int k = 0; k <= 50; ++k) doses.push_back(-3 + 0.11 * k);
  return {{"rad_score", "Rad score", {}, {1.5}, doses},
          {"age", "Age (years)", {}, {-0.2}, ages},
          {"gender", "Gender", {"Female", "Male"}, {0, 0.7}, {}}};
}

TEST(Nomogram, points_add_up_to_the_probability_invariant) {
  std::vector<double> const linear = {-3, -1, 0.5, 2, 4};
  auto const nomogram = make_nomogram(example(), -1.2, linear);
  ASSERT_TRUE(nomogram.has_value());
  for (double const score : {-2.7, 0.0, 1.9}) {
    for (double const age : {0.3, 7.0, 17.5}) {
      for (double const sex : {0.0, 1.0}) {
        double const total =
            points_of(*nomogram, 0, score) + points_of(*nomogram, 1, age) + points_of(*nomogram, 2, sex);
        EXPECT_NEAR(probability_of(*nomogram, total), inverse_logit(-1.2 + 1.5 * score - 0.2 * age + 0.7 * sex), 1e-13);
      }
    }
  }
}

TEST(Nomogram, the_widest_axis_has_100_points_and_every_axis_starts_at_0_invariant) {
  auto const nomogram = make_nomogram(example(), -1.2, std::vector<double>{-3, 4});
  ASSERT_TRUE(nomogram.has_value());
  double widest = 0;
  for (auto const& axis : nomogram->variables) {
    double low = 1e9, high = -1e9;
    for (auto const& tick : axis.ticks) {
      low = std::min(low, tick.points);
      high = std::max(high, tick.points);
    }
    EXPECT_NEAR(low, 0, 1e-12);
    widest = std::max(widest, high);
  }
  EXPECT_NEAR(widest, 100, 1e-12);
  EXPECT_GT(nomogram->variables[1].ticks.front().points,
            nomogram->variables[1].ticks.back().points);  // negative slope runs right to left
}

TEST(Nomogram, probability_ticks_lie_inside_the_axis_invariant) {
  auto const nomogram = make_nomogram(example(), -1.2, std::vector<double>{-3, 4});
  ASSERT_TRUE(nomogram.has_value());
  ASSERT_FALSE(nomogram->probability_axis.empty());
  for (auto const& tick : nomogram->probability_axis) {
    EXPECT_GT(tick.value, 0);
    EXPECT_LT(tick.value, 1);
    EXPECT_NEAR(probability_of(*nomogram, tick.points), tick.value, 1e-4);  // rms interpolates on 1,000 points
  }
}

TEST(Nomogram, bad_models_are_refused_mechanics) {
  EXPECT_FALSE(make_nomogram({}, 0, std::vector<double>{0, 1}).has_value());
  auto variables = example();
  variables[2].coefficients = {0};
  EXPECT_FALSE(make_nomogram(variables, 0, std::vector<double>{0, 1}).has_value());
  variables = example();
  variables[0].coefficients[0] = std::nan("");
  EXPECT_FALSE(make_nomogram(variables, 0, std::vector<double>{0, 1}).has_value());
}

}  // namespace
}  // namespace petra
