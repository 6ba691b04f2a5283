#include "petra/feature/discretise.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "petra/feature/bin_edges.hpp"
#include "petra/feature/test_region.hpp"

namespace petra {
namespace {

using test::full_region;

GreyLevels levels_of(std::vector<double> const& values, BinSettings const& settings,
                     ElementType element = ElementType::float64) {
  auto const box = full_region({static_cast<std::int64_t>(values.size()), 1, 1});
  auto levels = discretise(box, values, element, settings);
  EXPECT_TRUE(levels.has_value());
  return levels.value_or(GreyLevels{});
}

std::vector<int> numbers(GreyLevels const& levels) {
  std::vector<int> result(levels.bytes.begin(), levels.bytes.end());
  for (auto const level : levels.wide) result.push_back(static_cast<int>(level));
  return result;
}

// The twin: every edge written out as numpy.arange writes it, and a count of the edges that do not exceed the value.
std::vector<double> written_edges(double minimum, double maximum, double width) {
  double const low = minimum - python_modulo(minimum, width), high = maximum + 2 * width;
  auto const count = static_cast<std::size_t>(std::ceil((high - low) / width));
  std::vector<double> edges(count);
  double const second = low + width;
  for (std::size_t i = 0; i < count; ++i) edges[i] = i == 1 ? second : low + static_cast<double>(i) * (second - low);
  if (count == 1) edges = {low - 0.5, low + 0.5};
  return edges;
}

std::vector<int> twin(std::vector<double> const& values, double width) {
  auto const [low, high] = std::minmax_element(values.begin(), values.end());
  auto const edges = written_edges(*low, *high, width);
  std::vector<int> levels;
  for (double const value : values) {
    levels.push_back(
        static_cast<int>(std::count_if(edges.begin(), edges.end(), [value](double edge) { return edge <= value; })));
  }
  return levels;
}

TEST(Discretise, MultiplesOfTheWidthFallWhereNumpysEdgesPutThem_pyradiomics) {
  // notes of PyRadiomics 3.0.1 under numpy 1.26: float32 multiples of 0.3 from 1.8 on; floor(x / 0.3) would give 1, 2,
  // 3, 4, …
  std::vector<double> values;
  for (int i = 6; i < 16; ++i) values.push_back(static_cast<double>(static_cast<float>(0.3 * i)));
  EXPECT_EQ(numbers(levels_of(values, {.bin_width = 0.3}, ElementType::float32)), twin(values, 0.3));
  EXPECT_NE(numbers(levels_of(values, {.bin_width = 0.3}, ElementType::float32)),
            numbers(levels_of(values, {.bin_width = 0.3, .numpy2_float32_edges = true}, ElementType::float32)));
}

TEST(Discretise, HandExamples_analytic) {
  // The example of PyRadiomics' manual: 54 … 166 with width 25 has edges 50, 75, …, 175.
  EXPECT_EQ(numbers(levels_of({54, 74, 75, 99, 100, 166}, {})), (std::vector<int>{1, 1, 2, 2, 3, 5}));
  EXPECT_EQ(numbers(levels_of({-30, -26, -25, 0, 25}, {})), (std::vector<int>{1, 1, 2, 3, 4}));
  // A maximum on an edge opens a bin of its own.
  EXPECT_EQ(numbers(levels_of({0, 24, 25}, {})), (std::vector<int>{1, 1, 2}));
}

TEST(Discretise, FlatRegionsHaveOneLevel_pyradiomics) {
  for (double const value : {0.0, 25.0, -50.0, 7.3, 0.1, -0.3}) {
    auto const levels = levels_of({value, value, value}, {});
    EXPECT_EQ(numbers(levels), (std::vector<int>{1, 1, 1})) << value;
    EXPECT_EQ(levels.present, 1U);
    EXPECT_EQ(numbers(levels_of({value, value}, {.bin_count = 4})), (std::vector<int>{3, 3})) << value;
  }
}

TEST(Discretise, BinCountClosesTheLastBin_analytic) {
  EXPECT_EQ(numbers(levels_of({0, 1, 2, 3, 4}, {.bin_count = 4})), (std::vector<int>{1, 2, 3, 4, 4}));
}

TEST(Discretise, AgreesWithTheTwinOnAndOneUlpBesideEveryEdge_twin) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  for (double const width : {25.0, 0.3, 0.1, 0.7, 3.3, 1e-3, 1.0 / 3}) {
    for (double const start : {0.0, 1.8, -17.31, 1e6, -1e-20, 123456.789}) {
      auto const edges = written_edges(start, start + 60 * width, width);
      std::vector<double> values = {start, start + 60 * width};
      for (double const edge : edges) {
        for (double const value : {std::nextafter(edge, -kInfinity), edge, std::nextafter(edge, kInfinity)}) {
          if (value >= values[0] && value <= values[1]) values.push_back(value);
        }
      }
      EXPECT_EQ(numbers(levels_of(values, {.bin_width = width})), twin(values, width)) << width << " from " << start;
    }
  }
}

TEST(Discretise, AgreesWithTheTwinOnRandomValues_twin) {
  std::mt19937_64 engine(1);
  for (int round = 0; round < 200; ++round) {
    std::vector<double> values(1 + engine() % 300);
    double const width =
        std::pow(10.0, static_cast<double>(engine() % 4) - 2) * (1 + static_cast<double>(engine() % 7));
    double const scale = width * std::pow(10.0, static_cast<double>(engine() % 4) - 1);
    for (double& value : values) value = (static_cast<double>(engine() >> 11) / 9007199254740992.0 - 0.4) * scale;
    EXPECT_EQ(numbers(levels_of(values, {.bin_width = width})), twin(values, width)) << width;
  }
}

TEST(Discretise, OnlyVoxelsInsideCount_mechanics) {
  auto box = full_region({9, 2, 1});
  std::vector<double> intensity(18, 1000.0);
  box.inside.assign(18, 0);
  intensity[3] = 10;
  intensity[12] = 60;
  intensity[4] = std::numeric_limits<double>::quiet_NaN();  // outside: nobody looks
  box.inside[3] = box.inside[12] = 1;
  box.voxel_count = 2;
  auto const levels = discretise(box, intensity, ElementType::float64, {});
  ASSERT_TRUE(levels.has_value());
  std::vector<std::uint8_t> expected(18, 0);
  expected[3] = 1;
  expected[12] = 3;
  EXPECT_EQ(levels->bytes, expected);
  EXPECT_EQ(levels->highest, 3U);
  EXPECT_EQ(levels->present, 2U);
}

TEST(Discretise, ManyLevelsNeedWideNumbers_mechanics) {
  std::vector<double> values;
  for (int i = 0; i < 1000; ++i) values.push_back(i);
  auto const levels = levels_of(values, {.bin_width = 1});
  EXPECT_TRUE(levels.bytes.empty());
  EXPECT_EQ(levels.highest, 1000U);
  EXPECT_EQ(levels.wide[500], 501U);
  EXPECT_FALSE(levels_of({0, 254}, {.bin_width = 1}).bytes.empty());
  EXPECT_FALSE(levels_of({0, 255}, {.bin_width = 1}).wide.empty());
}

TEST(Discretise, RefusesWhatCannotBeBinned_mechanics) {
  auto const box = full_region({3, 1, 1});
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  auto const not_finite =
      discretise(box, std::vector<double>{1, kNan, std::numeric_limits<double>::infinity()}, ElementType::float64, {});
  ASSERT_FALSE(not_finite.has_value());
  EXPECT_NE(not_finite.error().message.find("2 of the region's 3 voxels"), std::string::npos)
      << not_finite.error().message;

  std::vector<double> const values = {0, 1, 2000};
  auto const too_many = discretise(box, values, ElementType::float64, {.bin_width = 0.01});
  ASSERT_FALSE(too_many.has_value());
  EXPECT_EQ(too_many.error().code, ErrorCode::limit);
  EXPECT_TRUE(discretise(box, values, ElementType::float64, {.bin_width = 0.1}).has_value());
  EXPECT_FALSE(discretise(box, values, ElementType::float64, {.bin_width = 1e-300}).has_value());
  EXPECT_FALSE(discretise(box, values, ElementType::float64, {.bin_width = 0}).has_value());
  EXPECT_FALSE(discretise(box, values, ElementType::float64, {.bin_width = -1}).has_value());
  EXPECT_FALSE(discretise(box, values, ElementType::float64, {.bin_width = kNan}).has_value());
  EXPECT_FALSE(discretise(box, values, ElementType::float64, {.bin_count = 0}).has_value());
  EXPECT_FALSE(discretise(box, values, ElementType::float64, {.bin_count = 100'001}).has_value());
  EXPECT_FALSE(discretise(test::make_region({3, 1, 1}, {1, 1, 1}, [](auto...) { return false; }), values,
                          ElementType::float64, {})
                   .has_value());
}

}  // namespace
}  // namespace petra
