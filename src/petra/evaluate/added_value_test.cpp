// Analytic: IDI and NRI by hand.

#include "petra/evaluate/added_value.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace petra {
namespace {

std::vector<int> const kOutcome{1, 1, 1, 1, 0, 0, 0, 0};
std::vector<double> const kOld{0.5, 0.6, 0.4, 0.7, 0.4, 0.5, 0.3, 0.2};
std::vector<double> const kNew{0.7, 0.7, 0.3, 0.9, 0.2, 0.4, 0.3, 0.3};

TEST(AddedValue, idi_by_hand_analytic) {
  auto const idi = discrimination_improvement(kOld, kNew, kOutcome);
  ASSERT_TRUE(idi);
  // Changes of cases 0.2, 0.1, -0.1, 0.2 (mean 0.1), of controls -0.2, -0.1, 0, 0.1 (mean -0.05).
  EXPECT_NEAR(idi->value, 0.15, 1e-12);
  double const variance = (0.01 + 0 + 0.04 + 0.01) / 3 / 4 + (0.0225 + 0.0025 + 0.0025 + 0.0225) / 3 / 4;
  EXPECT_NEAR(idi->z, 0.15 / std::sqrt(variance), 1e-9);
}

TEST(AddedValue, nri_by_hand_analytic) {
  auto const nri = net_reclassification(kOld, kNew, kOutcome);
  ASSERT_TRUE(nri);
  // Cases: 3 up, 1 down: 0.5. Controls: 2 down, 1 up: 0.25.
  EXPECT_NEAR(nri->value, 0.75, 1e-12);
  double const variance = (1 - 0.25) / 4 + (0.75 - 0.0625) / 4;
  EXPECT_NEAR(nri->z, 0.75 / std::sqrt(variance), 1e-9);
}

TEST(AddedValue, the_same_model_adds_nothing_invariant) {
  auto const idi = discrimination_improvement(kOld, kOld, kOutcome);
  ASSERT_TRUE(idi);
  EXPECT_EQ(idi->value, 0);
  EXPECT_TRUE(std::isnan(idi->p));
  auto const there = net_reclassification(kOld, kNew, kOutcome), back = net_reclassification(kNew, kOld, kOutcome);
  EXPECT_NEAR(there->value, -back->value, 1e-12);
  EXPECT_FALSE(net_reclassification(kOld, kNew, std::vector<int>(8, 1)));
}

}  // namespace
}  // namespace petra
