#include "petra/stats/quantile.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "petra/stats/r_random.hpp"

namespace petra {

namespace {

// 1, 2, 3, 4, 10 worked by hand from Hyndman & Fan's definitions at p = 0.25 (n·p = 1.25).
TEST(Quantile, NineTypesAnalytic) {
  std::vector<double> const x{10, 1, 3, 2, 4};
  double const expected[] = {2, 2, 1, 1.25, 1.75, 1.5, 2, 1.0 + 2.0 / 3, 1.6875};
  for (int type = 1; type <= 9; ++type) EXPECT_NEAR(quantile(x, 0.25, type), expected[type - 1], 1e-14) << type;
}

// 1 … 4 at the median: n·p = 2 is a step of types 1 to 3.
TEST(Quantile, AtAStepAnalytic) {
  std::vector<double> const x{1, 2, 3, 4};
  EXPECT_EQ(quantile(x, 0.5, 1), 2);
  EXPECT_EQ(quantile(x, 0.5, 2), 2.5);
  EXPECT_EQ(quantile(x, 0.5, 3), 2);
  EXPECT_EQ(quantile(x, 0.5, 4), 2);
  for (int type = 5; type <= 9; ++type) EXPECT_NEAR(quantile(x, 0.5, type), 2.5, 1e-14) << type;
}

TEST(Quantile, EndsAreTheExtremesInvariant) {
  std::vector<double> const x{5, -3, 8, 8, 1};
  for (int type = 1; type <= 9; ++type) {
    EXPECT_EQ(quantile(x, 0, type), -3) << type;
    EXPECT_EQ(quantile(x, 1, type), 8) << type;
    double before = -3;
    for (int i = 0; i <= 100; ++i) {
      double const q = quantile(x, i / 100.0, type);
      EXPECT_GE(q, before - 1e-12) << type;  // rises with p
      before = q;
    }
  }
}

TEST(Quantile, UndefinedInputIsNaNMechanics) {
  EXPECT_TRUE(std::isnan(quantile(std::vector<double>{}, 0.5)));
  EXPECT_TRUE(std::isnan(quantile(std::vector<double>{1, std::nan("")}, 0.5)));
  EXPECT_TRUE(std::isnan(quantile(std::vector<double>{1, 2}, 1.5)));
  EXPECT_EQ(quantile(std::vector<double>{7}, 0.3), 7);
}

TEST(Quantile, SortingForSomeGivesTheSameAsSortingAllInvariant) {
  RRandom random(5);
  for (int round = 0; round < 400; ++round) {
    std::vector<double> values(static_cast<std::size_t>(1 + random.index(60)));
    for (double& value : values) value = round % 2 == 0 ? random.normal() : std::floor(4 * random.uniform());
    std::array const probabilities{0.025, round % 3 == 0 ? 0.05 : 0.5, 0.975, 1.0};
    auto sorted = values, few = values;
    std::sort(sorted.begin(), sorted.end());
    sort_for_quantiles(few, probabilities);
    for (int type = 1; type <= 9; ++type) {
      for (double const p : probabilities) EXPECT_EQ(quantile_sorted(few, p, type), quantile_sorted(sorted, p, type));
    }
  }
}

}  // namespace

}  // namespace petra
