#include "petra/feature/firstorder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "petra/base/draws_for_tests.hpp"
#include "petra/feature/discretise.hpp"
#include "petra/feature/pairwise_sum.hpp"
#include "petra/feature/test_region.hpp"

namespace petra {
namespace {

using Values = std::map<std::string_view, FeatureValue>;

Values compute(RegionBox const& box, std::vector<double> const& intensity, FamilySettings const& settings = {},
               BinSettings const& bins = {}) {
  auto const levels = discretise(box, intensity, ElementType::float64, bins);
  EXPECT_TRUE(levels.has_value());
  Region const region{&box, intensity, &*levels};
  auto const result = kFirstorderFamily.compute(region, settings, test::all_rows(kFirstorderFamily));
  Values values;
  for (std::size_t i = 0; i < result->size(); ++i) values[kFirstorderFamily.features()[i].name] = (*result)[i];
  return values;
}

std::vector<double> random_intensity(RegionBox const& box, unsigned seed) {
  std::mt19937 engine(seed);
  std::vector<double> intensity(box.inside.size());
  for (double& value : intensity) {  // skewed, as intensities are
    double const u = testing::draw_uniform(engine);
    value = 250 * u * u * u - 40;
  }
  return intensity;
}

TEST(Firstorder, SmallRegionByHand_analytic) {
  // 1, 2, 3, 4: everything can be worked out on paper.
  auto values = compute(test::full_region({4, 1, 1}, {2, 3, 5}), {1, 2, 3, 4}, {}, {.bin_width = 2});
  auto const expect = [&](std::string_view name, double expected) {
    EXPECT_NEAR(values[name].value, expected, 1e-14 * std::abs(expected) + 1e-15) << name;
  };
  expect("10Percentile", 1.3);
  expect("90Percentile", 3.7);
  expect("Energy", 30);
  expect("TotalEnergy", 900);
  expect("InterquartileRange", 1.5);
  expect("Kurtosis", (2 * std::pow(1.5, 4) + 2 * std::pow(0.5, 4)) / 4 / (1.25 * 1.25));
  expect("Maximum", 4);
  expect("Mean", 2.5);
  expect("MeanAbsoluteDeviation", 1);
  expect("Median", 2.5);
  expect("Minimum", 1);
  expect("Range", 3);
  expect("RobustMeanAbsoluteDeviation", 0.5);  // of 2 and 3
  expect("RootMeanSquared", std::sqrt(7.5));
  expect("Skewness", 0);
  expect("StandardDeviation", std::sqrt(1.25));
  expect("Variance", 1.25);
  // Levels 1, 2, 2, 3.
  expect("Uniformity", 0.375);
  expect("Entropy", 1.5);
}

TEST(Firstorder, ShiftEntersEnergyAndRootMeanSquareOnly_pyradiomics) {
  auto const box = test::full_region({4, 1, 1});
  auto plain = compute(box, {-1, 2, 3, 5}), shifted = compute(box, {-1, 2, 3, 5}, {.voxel_array_shift = 10});
  for (auto const& [name, value] : plain) {
    bool const shifts = name == "Energy" || name == "TotalEnergy" || name == "RootMeanSquared";
    EXPECT_EQ(value.value == shifted[name].value, !shifts) << name;
  }
  EXPECT_EQ(shifted["Energy"].value, 81 + 144 + 169 + 225);
}

TEST(Firstorder, FlatRegionsSaySo_mechanics) {
  auto values = compute(test::full_region({5, 1, 1}), {7, 7, 7, 7, 7});
  EXPECT_EQ(values["Skewness"].value, 0);
  EXPECT_EQ(values["Skewness"].reason, Reason::zero_variance);
  EXPECT_EQ(values["Kurtosis"].value, 0);
  EXPECT_EQ(values["Kurtosis"].reason, Reason::zero_variance);
  EXPECT_EQ(values["Mean"].reason, Reason::none);
  EXPECT_NEAR(values["Entropy"].value, -3.2034265038149e-16, 1e-28);  // as PyRadiomics: -log2(1 + 2.2e-16)
  EXPECT_EQ(values["Uniformity"].value, 1);
}

TEST(Firstorder, MeanOfValuesThatRoundIsNumpysMean_pyradiomics) {
  // 0.1 summed in NumPy's order: numpy.mean(numpy.full(n, 0.1)) under numpy 1.26. Whether it is exactly 0.1 decides if
  // PyRadiomics calls the region flat.
  std::vector<double> const tenths(1000, 0.1);
  EXPECT_EQ(pairwise_sum([&](std::size_t i) { return tenths[i]; }, 7), 0.1 + 0.1 + 0.1 + 0.1 + 0.1 + 0.1 + 0.1);
  EXPECT_EQ(pairwise_sum([&](std::size_t i) { return tenths[i]; }, 1000) / 1000, 0.10000000000000002);
  EXPECT_EQ(pairwise_sum([&](std::size_t i) { return tenths[i]; }, 131) / 131, 0.09999999999999998);
}

TEST(Firstorder, TwoVoxelsHaveNothingBetweenTheirPercentiles_mechanics) {
  auto values = compute(test::full_region({2, 1, 1}), {1, 2});
  EXPECT_TRUE(std::isnan(values["RobustMeanAbsoluteDeviation"].value));
  EXPECT_EQ(values["RobustMeanAbsoluteDeviation"].reason, Reason::too_few_voxels);
}

TEST(Firstorder, MirrorAndOrderDoNotMatter_invariant) {
  for (unsigned seed = 1; seed < 30; ++seed) {
    auto box = test::random_region(seed);
    auto intensity = random_intensity(box, seed);
    auto const before = compute(box, intensity);
    std::reverse(box.inside.begin(), box.inside.end());
    std::reverse(intensity.begin(), intensity.end());
    auto after = compute(box, intensity);
    for (auto const& [name, value] : before) {
      if (std::isnan(value.value)) continue;
      EXPECT_NEAR(value.value, after[name].value, 1e-11 * (1 + std::abs(value.value))) << name << " seed " << seed;
    }
  }
}

TEST(Firstorder, ShiftOfIntensityMovesPlacesAndLeavesSpreads_invariant) {
  for (unsigned seed = 1; seed < 20; ++seed) {
    auto const box = test::random_region(seed);
    auto intensity = random_intensity(box, seed);
    auto const before = compute(box, intensity);
    double const shift = 75;  // three bins: levels stay
    for (double& value : intensity) value += shift;
    auto after = compute(box, intensity);
    for (std::string_view const name : {"Mean", "Median", "Minimum", "Maximum", "10Percentile", "90Percentile"}) {
      EXPECT_NEAR(after[name].value, before.at(name).value + shift, 1e-11 * 1000) << name;
    }
    for (std::string_view const name :
         {"Variance", "Range", "InterquartileRange", "MeanAbsoluteDeviation", "Entropy", "Uniformity"}) {
      EXPECT_NEAR(after[name].value, before.at(name).value, 1e-9 * (1 + std::abs(before.at(name).value))) << name;
    }
  }
}

TEST(Firstorder, ValuesLieInTheirRanges_invariant) {
  for (unsigned seed = 1; seed < 40; ++seed) {
    auto const box = test::random_region(seed);
    auto const values = compute(box, random_intensity(box, seed));
    for (auto const& info : kFirstorderFamily.features()) {
      double const value = values.at(info.name).value;
      if (std::isnan(value)) continue;
      EXPECT_GE(value, info.range.low) << info.name;
      EXPECT_LE(value, info.range.high * (1 + 1e-12)) << info.name;
    }
  }
}

TEST(Firstorder, EighteenRunByDefault_pyradiomics) {
  auto const infos = kFirstorderFamily.features();
  EXPECT_EQ(std::count_if(infos.begin(), infos.end(), [](auto const& info) { return !info.only_by_name; }), 18);
}

}  // namespace
}  // namespace petra
