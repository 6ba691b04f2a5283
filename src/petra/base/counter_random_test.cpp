#include "petra/base/counter_random.hpp"

#include <cmath>
#include <set>

#include <gtest/gtest.h>

namespace petra {
namespace {

constexpr std::uint64_t kDraws = 200'000;

struct Moments {
  double mean = 0, variance = 0, excess_kurtosis = 0;
};

template <class Draw>
Moments moments_of(Draw draw) {
  double sum = 0, square = 0, fourth = 0;
  for (std::uint64_t n = 0; n < kDraws; ++n) sum += draw(n);
  double const mean = sum / kDraws;
  for (std::uint64_t n = 0; n < kDraws; ++n) {
    double const d = draw(n) - mean;
    square += d * d;
    fourth += d * d * d * d;
  }
  double const variance = square / kDraws;
  return {mean, variance, fourth / kDraws / (variance * variance) - 3};
}

TEST(CounterRandom, UniformHasMomentsOfTheUniformDistribution_analytic) {
  CounterRandom const random(1, {2, 3});
  auto const m = moments_of([&](std::uint64_t n) { return random.uniform(n); });
  EXPECT_NEAR(m.mean, 0.5, 4 * std::sqrt(1.0 / 12 / kDraws));
  EXPECT_NEAR(m.variance, 1.0 / 12, 1e-3);
}

TEST(CounterRandom, NormalAndNoiseHaveUnitVariance_analytic) {
  CounterRandom const random(7, {1});
  auto const normal = moments_of([&](std::uint64_t n) { return random.normal(n); });
  EXPECT_NEAR(normal.mean, 0, 0.01);
  EXPECT_NEAR(normal.variance, 1, 0.02);
  EXPECT_NEAR(normal.excess_kurtosis, -0.1, 0.05);  // -6/5/12
  auto const noise = moments_of([&](std::uint64_t n) { return static_cast<double>(random.noise(n)); });
  EXPECT_NEAR(noise.mean, 0, 0.01);
  EXPECT_NEAR(noise.variance, 1, 0.02);
  EXPECT_NEAR(noise.excess_kurtosis, -0.3, 0.05);  // -6/5/4
}

TEST(CounterRandom, StreamsDifferAndRepeat_mechanics) {
  std::set<std::uint64_t> seen;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    for (std::uint64_t stream = 0; stream < 10; ++stream) {
      for (std::uint64_t n = 0; n < 10; ++n) seen.insert(CounterRandom(seed, {stream}).bits(n));
    }
  }
  EXPECT_EQ(seen.size(), 1000U);
  EXPECT_NE(CounterRandom(1, {1, 2}).bits(0), CounterRandom(1, {2, 1}).bits(0));
  EXPECT_EQ(CounterRandom(5, {6, 7}).bits(8), CounterRandom(5, {6, 7}).bits(8));
}

TEST(CounterRandom, NeighbouringDrawsAreUncorrelated_invariant) {
  CounterRandom const random(3, {});
  double product = 0;
  for (std::uint64_t n = 0; n < kDraws; ++n) product += static_cast<double>(random.noise(n)) * random.noise(n + 1);
  EXPECT_NEAR(product / kDraws, 0, 4 / std::sqrt(static_cast<double>(kDraws)));
}

}  // namespace
}  // namespace petra
