#include "petra/stats/pretty.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace petra {

namespace {

void expect_ticks(std::vector<double> const& ticks, double first, double step, std::size_t count) {
  ASSERT_EQ(ticks.size(), count);
  for (std::size_t i = 0; i < count; ++i)
    EXPECT_NEAR(ticks[i], first + static_cast<double>(i) * step,
                1e-12 * std::abs(first + step * static_cast<double>(count)));
}

// Worked by hand: cell = range / n; unit the power of ten below it, raised to 2, 5 or 10 times where nearer (bias 1.5
// and 2.75).
TEST(Pretty, UnitsAnalytic) {
  expect_ticks(pretty(0, 10, 5), 0, 2, 6);  // cell 2
  expect_ticks(pretty(0, 1, 5), 0, 0.2, 6);
  expect_ticks(pretty(0, 100, 10), 0, 10, 11);  // a nomogram's points axis
  expect_ticks(pretty(1, 9.7, 5), 0, 2, 6);     // cell 1.74
  expect_ticks(pretty(-3, 7, 5), -4, 2, 7);     // the ends cover the range
  expect_ticks(pretty(0, 23, 5), 0, 5, 6);      // cell 4.6
  expect_ticks(pretty(0, 42, 5), 0, 10, 6);     // cell 8.4
}

TEST(Pretty, ZeroIsExactlyZeroAnalytic) {
  auto const ticks = pretty(-0.3, 0.6, 10);  // from -0.3 by 0.1: R zaps what is left of zero
  ASSERT_EQ(ticks.size(), 10U);
  EXPECT_EQ(ticks[3], 0.0);
}

TEST(Pretty, OneValueStillGivesAnAxisAnalytic) {
  auto const ticks = pretty(5, 5, 5);
  ASSERT_GE(ticks.size(), 2U);
  EXPECT_LE(ticks.front(), 5);
  EXPECT_GE(ticks.back(), 5);
}

TEST(Pretty, CoversTheRangeWithRoundStepsInvariant) {
  for (double const low : {-1234.5, -0.017, 0.0, 3e-7, 12.0, 9.99e8}) {
    for (double const width : {1e-6, 0.3, 1.0, 17.0, 1e5}) {
      for (int const n : {3, 5, 10}) {
        auto const ticks = pretty(low, low + width, n);
        ASSERT_GE(ticks.size(), 2U) << low << " " << width;
        double const step = ticks[1] - ticks[0];
        EXPECT_LE(ticks.front(), low + 1e-9 * step);
        EXPECT_GE(ticks.back(), low + width - 1e-9 * step);
        double const digits = step / std::pow(10.0, std::floor(std::log10(step * 1.000001)));
        bool const round = std::abs(digits - 1) < 1e-4 || std::abs(digits - 2) < 1e-4 || std::abs(digits - 5) < 1e-4;
        EXPECT_TRUE(round || std::abs(low) > 1e8) << low << " " << width << " step " << step;
        EXPECT_EQ(pretty(low + width, low, n), ticks);
      }
    }
  }
}

TEST(Pretty, NothingFromInfiniteEndsMechanics) {
  EXPECT_TRUE(pretty(0, INFINITY).empty());
  EXPECT_TRUE(pretty(std::nan(""), 1).empty());
}

}  // namespace

}  // namespace petra
