#include "petra/feature/order_statistics.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "petra/base/draws_for_tests.hpp"

namespace petra {
namespace {

TEST(OrderStatistics, EqualsSortingOnEveryShapeOfDistribution_twin) {
  std::mt19937_64 engine(4);
  for (int round = 0; round < 120; ++round) {
    std::vector<double> values(1 + engine() % 5000);
    for (double& value : values) {
      double const x = testing::draw_normal(engine);
      switch (round % 6) {
        case 0:
          value = x;
          break;
        case 1:
          value = std::exp(6 * x);
          break;  // nearly all in the first cell
        case 2:
          value = std::round(3 * x);
          break;  // many ties
        case 3:
          value = 1e9 + x * 1e-7;
          break;  // few different values
        case 4:
          value = x > 0 ? 1e300 * x : -1e300;
          break;  // a span that overflows
        default:
          value = engine() % 2 == 0 ? 5e-324 : 0.0;
          break;  // a span that underflows
      }
    }
    auto sorted = values;
    std::sort(sorted.begin(), sorted.end());
    std::vector<std::size_t> ranks = {0, values.size() - 1, values.size() / 2, values.size() / 10, values.size() / 10};
    auto const found = values_at_ranks(values, sorted.front(), sorted.back(), ranks);
    for (std::size_t k = 0; k < ranks.size(); ++k) EXPECT_EQ(found[k], sorted[ranks[k]]) << round;
  }
}

TEST(OrderStatistics, PercentilesInterpolateAsNumpy_analytic) {
  std::vector<double> const values = {4, 1, 3, 2};
  std::vector<double> const percentages = {0, 10, 25, 50, 90, 100};
  auto const result = percentiles(values, 1, 4, percentages);
  // numpy 1.26: numpy.percentile([4, 1, 3, 2], [0, 10, 25, 50, 90, 100])
  std::vector<double> const expected = {1.0, 1.3, 1.75, 2.5, 3.7, 4.0};
  for (std::size_t k = 0; k < expected.size(); ++k) EXPECT_EQ(result.values[k], expected[k]) << percentages[k];
  EXPECT_EQ(result.median, 2.5);
  EXPECT_EQ(percentiles(std::vector<double>{7.0}, 7, 7, percentages).median, 7);
  EXPECT_EQ(percentiles(std::vector<double>{3, 1, 2}, 1, 3, percentages).median, 2);
}

}  // namespace
}  // namespace petra
