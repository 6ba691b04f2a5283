// Streams of R 4.2 written down from R itself (set.seed(1); the oracle holds more seeds), and laws of what is drawn
// from them.
#include "petra/stats/r_random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "petra/stats/distributions.hpp"

namespace petra {

namespace {

TEST(RRandom, UniformsOfSeedOneEqualR) {
  RRandom random(1);
  for (double const expected : {0.26550866314209998, 0.37212389963679016, 0.57285336335189641})
    EXPECT_DOUBLE_EQ(random.uniform(), expected);
}

TEST(RRandom, NormalsOfSeedOneEqualR) {
  RRandom random(1);
  EXPECT_DOUBLE_EQ(random.normal(), -0.62645381074233242);
  EXPECT_DOUBLE_EQ(random.normal(), 0.18364332422208224);
}

TEST(RRandom, SamplesOfSeedOneEqualR) {
  EXPECT_EQ(RRandom(1).sample_int(10, 10), (std::vector<std::int64_t>{9, 4, 7, 1, 2, 5, 3, 10, 6, 8}));
  EXPECT_EQ(RRandom(1).sample_int(1'000'000, 5), (std::vector<std::int64_t>{548676, 452737, 124413, 436523, 856018}));
}

TEST(RRandom, NormalQuantileEqualsBoost) {
  for (double const p : {1e-300, 1e-20, 1e-9, 1e-4, 0.01, 0.074, 0.076, 0.3, 0.5, 0.7, 0.925, 0.99, 1 - 1e-9}) {
    EXPECT_NEAR(normal_quantile_as241(p), normal_quantile(p), 1e-14 * std::max(1.0, std::abs(normal_quantile(p)))) << p;
  }
  EXPECT_TRUE(std::isinf(normal_quantile_as241(0)));
  EXPECT_TRUE(std::isnan(normal_quantile_as241(1.5)));
}

TEST(RRandom, SampleIsAPermutationInvariant) {
  std::vector<std::int64_t> const values{5, 7, 11, 13};
  auto drawn = RRandom(3).sample(values, 4);
  std::sort(drawn.begin(), drawn.end());
  EXPECT_EQ(drawn, values);
  EXPECT_EQ(RRandom(3).sample(std::vector<std::int64_t>{42}, 1).front(),
            42);  // never the range 1:42, as R would take it
}

TEST(RRandom, LargeRangesAreDrawnWithoutRepeatsInvariant) {
  auto const drawn = RRandom(1).sample_int(20'000'000, 1000);
  EXPECT_EQ(std::set<std::int64_t>(drawn.begin(), drawn.end()).size(), 1000U);
  EXPECT_LE(*std::max_element(drawn.begin(), drawn.end()), 20'000'000);
}

TEST(RRandom, MomentsAreRightInvariant) {
  RRandom random(7);
  constexpr int kDraws = 20000;
  double normal = 0, exponential = 0, binomial = 0;
  for (int i = 0; i < kDraws; ++i)
    normal += random.normal(), exponential += random.exponential(), binomial += random.small_binomial(20, 0.7);
  EXPECT_NEAR(normal / kDraws, 0, 4 / std::sqrt(kDraws));
  EXPECT_NEAR(exponential / kDraws, 1, 4 / std::sqrt(kDraws));
  EXPECT_NEAR(binomial / kDraws, 14, 4 * std::sqrt(20 * 0.7 * 0.3 / kDraws));
}

TEST(GlmnetFolds, SizesDifferByOneAtMostInvariant) {
  auto const folds = glmnet_folds(93, 5, 1);
  EXPECT_EQ((std::vector<int>(folds.begin(), folds.begin() + 5)), (std::vector<int>{3, 4, 1, 4, 2}));  // R's
  for (int fold = 1; fold <= 5; ++fold)
    EXPECT_NEAR(static_cast<double>(std::count(folds.begin(), folds.end(), fold)), 93 / 5.0, 0.61);
}

TEST(StratifiedSplit, TakesNinetyThreeOfTheStudysPatientsAnalytic) {
  std::vector<int> y(68, 0);
  y.resize(133, 1);
  auto const training = stratified_split(y, 0.7, 1);
  EXPECT_EQ(std::count(training.begin(), training.begin() + 68, true), 48);  // 47.6: the larger remainder
  EXPECT_EQ(std::count(training.begin() + 68, training.end(), true), 45);    // 45.5
  // Per class in level order: sample(1:68, 48), then sample(69:133, 45) from the same stream.
  RRandom random(1);
  for (auto const row : random.sample_int(68, 48)) EXPECT_TRUE(training[static_cast<std::size_t>(row - 1)]);
  for (auto const row : random.sample_int(65, 45)) EXPECT_TRUE(training[static_cast<std::size_t>(67 + row)]);
}

TEST(StratifiedSplit, EveryRatioKeepsTheTotalInvariant) {
  std::vector<int> const y{1, 0, 1, 1, 0, 0, 0, 1, 0, 1, 1, 1, 0};
  for (double const ratio : {0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0}) {
    auto const training = stratified_split(y, ratio, 5);
    EXPECT_EQ(static_cast<double>(std::count(training.begin(), training.end(), true)), std::nearbyint(ratio * 13))
        << ratio;
  }
}

}  // namespace

}  // namespace petra
