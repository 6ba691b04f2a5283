// Sums in whole vectors against the plain sums they stand for, bit for bit.
#include "petra/feature/firstorder_sums.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "petra/base/draws_for_tests.hpp"
#include "petra/feature/pairwise_sum.hpp"

namespace petra {
namespace {

std::uint64_t bits(double x) {
  return std::bit_cast<std::uint64_t>(x);
}

std::vector<double> draw_values(std::mt19937_64& engine, std::size_t count) {
  std::vector<double> x(count);
  double const size = std::pow(10, 6 * testing::draw_uniform(engine) - 3);
  bool const rounded = engine() % 2 == 0;
  for (auto& value : x)
    value = rounded ? std::round(3 * testing::draw_normal(engine)) : size * testing::draw_normal(engine);
  return x;
}

TEST(FirstorderSums, EqualPairwiseSumsOfTheirTerms_twin) {
  std::mt19937_64 engine(11);
  for (std::size_t count = 1; count < 1500; count += 1 + engine() % 7) {
    auto const x = draw_values(engine, count);
    auto const sum = [&](auto const& term) { return pairwise_sum([&](std::size_t i) { return term(x[i]); }, count); };
    double const shift = 10 * testing::draw_normal(engine);
    auto const plain = plain_sums(x, shift);
    EXPECT_EQ(bits(plain.values), bits(sum([](double v) { return v; })));
    EXPECT_EQ(bits(plain.squares), bits(sum([=](double v) { return (v + shift) * (v + shift); })));

    double const mean = plain.values / static_cast<double>(count);
    auto const square = [](double d) { return d * d; };
    auto const central = central_sums(x, mean);
    EXPECT_EQ(bits(central.second), bits(sum([=](double v) { return square(v - mean); })));
    EXPECT_EQ(bits(central.third), bits(sum([=](double v) { return square(v - mean) * (v - mean); })));
    EXPECT_EQ(bits(central.fourth), bits(sum([=](double v) { return square(square(v - mean)); })));
    EXPECT_EQ(bits(central.absolute), bits(sum([=](double v) { return std::abs(v - mean); })));

    double const low = std::min(x[0], x[count / 2]), high = std::max(x[0], x[count / 2]);
    auto const inside = [=](double v) { return v >= low && v <= high; };
    auto const kept = range_sums(x, low, high);
    EXPECT_EQ(kept.count, std::count_if(x.begin(), x.end(), inside));
    EXPECT_EQ(bits(kept.values), bits(sum([=](double v) { return inside(v) ? v : 0.0; })));
    EXPECT_EQ(bits(absolute_sum_in_range(x, low, high, mean)),
              bits(sum([=](double v) { return inside(v) ? std::abs(v - mean) : 0.0; })));
  }
}

TEST(FirstorderSums, ExtremesAreThoseOfOneValueAfterTheOther_twin) {
  std::mt19937_64 engine(12);
  for (std::size_t count = 1; count < 300; ++count) {
    auto x = draw_values(engine, count);
    for (auto& value : x) {
      if (value == 0 && engine() % 2 == 0) value = -0.0;
      if (engine() % 3 == 0) value = engine() % 2 == 0 ? 0.0 : -0.0;
    }
    if (engine() % 4 == 0) std::for_each(x.begin(), x.end(), [](double& v) { v = std::abs(v); });
    double minimum = x[0], maximum = x[0];
    for (double const value : x) {
      minimum = value < minimum ? value : minimum;
      maximum = value > maximum ? value : maximum;
    }
    auto const found = extremes_of(x);
    EXPECT_EQ(bits(found.minimum), bits(minimum)) << count;
    EXPECT_EQ(bits(found.maximum), bits(maximum)) << count;
    EXPECT_EQ(found.not_finite, 0);
  }
}

TEST(FirstorderSums, EveryValueThatIsNotFiniteIsCounted_mechanics) {
  double const odd[] = {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
                        -std::numeric_limits<double>::infinity()};
  for (std::size_t count = 1; count < 20; ++count) {
    for (std::size_t place = 0; place < count; ++place) {
      for (double const value : odd) {
        std::vector<double> x(count, 1.5);
        x[place] = value;
        EXPECT_EQ(extremes_of(x).not_finite, 1) << count << " " << place;
        x.push_back(value);
        EXPECT_EQ(extremes_of(x).not_finite, 2);
      }
    }
  }
}

}  // namespace
}  // namespace petra
