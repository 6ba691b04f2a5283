#include "petra/filter/pointwise.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace petra {
namespace {

template <class T>
AnyVolume line(std::vector<T> voxels) {
  Geometry geometry;
  geometry.size = {static_cast<std::int64_t>(voxels.size()), 1, 1};
  return Volume<T>(geometry, std::move(voxels));
}

std::vector<double> run(std::string_view filter, AnyVolume const& volume, FilterSettings const& settings = {}) {
  auto images =
      find_filter(filter)->run({&volume, Box::whole(geometry_of(volume).size), maximum_absolute(volume)}, settings);
  EXPECT_TRUE(images.has_value()) << format_error(images.error());
  return {images->front().values.begin(), images->front().values.end()};
}

void expect_near(std::vector<double> const& found, std::vector<double> const& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], 1e-12 * std::abs(expected[i])) << i;
}

TEST(Pointwise, FormulasByHand_analytic) {
  auto const volume = line<std::int16_t>({-4, 0, 1, 100});
  expect_near(run("Original", volume), {-4, 0, 1, 100});
  expect_near(run("Square", volume), {0.16, 0, 0.01, 100});  // negative values become positive
  expect_near(run("SquareRoot", volume), {-20, 0, 10, 100});
  double const c = 100 / std::log(101.0);
  expect_near(run("Logarithm", volume), {-c * std::log(5.0), 0, c * std::log(2.0), 100});
  double const e = std::log(100.0) / 100;
  expect_near(run("Exponential", volume), {std::exp(-4 * e), 1, std::exp(e), 100});
}

TEST(Pointwise, ATableOfValuesGivesTheFunctionItself_invariant) {
  // An int16 image goes by table where the box has more voxels than values, an int32 image never does.
  std::vector<std::int16_t> narrow;
  std::vector<std::int32_t> wide;
  for (int i = 0; i < 20'000; ++i) {
    auto const value = i == 7 ? -32'768 : i * 37 % 3001 - 1000;
    narrow.push_back(static_cast<std::int16_t>(i < 10 ? value : value % 900));
    wide.push_back(narrow.back());
  }
  for (std::string_view const filter : {"Original", "Square", "SquareRoot", "Logarithm", "Exponential"}) {
    EXPECT_EQ(run(filter, line(narrow)), run(filter, line(wide))) << filter;
    narrow[7] = 5;
    wide[7] = 5;
    EXPECT_EQ(run(filter, line(narrow)), run(filter, line(wide))) << filter;
  }
}

TEST(Pointwise, ImagesThatCannotBeScaledAreRefused_mechanics) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN(), kInfinity = std::numeric_limits<double>::infinity();
  for (auto const& volume : {line<double>({1, kNan, 3}), line<double>({1, -kInfinity, 3})}) {
    for (std::string_view const filter : {"Square", "SquareRoot", "Logarithm", "Exponential"}) {
      // NaN lies outside the box: the maximum is still the whole image's.
      auto const images = find_filter(filter)->run({&volume, Box{{0, 0, 0}, {0, 0, 0}}, maximum_absolute(volume)}, {});
      ASSERT_FALSE(images.has_value()) << filter;
      EXPECT_NE(images.error().message.find("NaN or infinite"), std::string::npos);
    }
  }
  auto const zeros = line<float>({0, 0});
  for (std::string_view const filter : {"Square", "Logarithm", "Exponential"}) {
    EXPECT_FALSE(find_filter(filter)->run({&zeros, Box::whole({2, 1, 1}), maximum_absolute(zeros)}, {}).has_value())
        << filter;
  }
  EXPECT_EQ(run("SquareRoot", zeros), (std::vector<double>{0, 0}));
}

TEST(MaximumAbsolute, EveryVoxelType_analytic) {
  EXPECT_EQ(maximum_absolute(line<std::int8_t>({-128, 127})), 128);
  EXPECT_EQ(maximum_absolute(line<std::uint8_t>({3, 255})), 255);
  EXPECT_EQ(maximum_absolute(line<std::int16_t>({-32768, 5})), 32768);
  EXPECT_EQ(maximum_absolute(line<std::uint16_t>({65535, 5})), 65535);
  EXPECT_EQ(maximum_absolute(line<std::int32_t>({-2147483647 - 1, 5})), 2147483648.0);
  EXPECT_EQ(maximum_absolute(line<std::uint32_t>({4294967295U, 5})), 4294967295.0);
  EXPECT_EQ(maximum_absolute(line<std::int64_t>({-7, 5})), 7);
  EXPECT_EQ(maximum_absolute(line<std::uint64_t>({7, 5})), 7);
  EXPECT_EQ(maximum_absolute(line<float>({-2.5F, 1.0F})), 2.5);
  EXPECT_EQ(maximum_absolute(line<double>({0.1, -0.3, 0.2})), 0.3);
  EXPECT_EQ(maximum_absolute(line<float>({})), 0);
  EXPECT_TRUE(std::isnan(maximum_absolute(
      line<float>({1, std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}))));
  EXPECT_TRUE(std::isinf(maximum_absolute(line<double>({1, -std::numeric_limits<double>::infinity()}))));
}

TEST(Gradient, OfARampIsItsSlope_analytic) {
  Geometry geometry;
  geometry.size = {5, 4, 3};
  geometry.spacing_mm = {2, 0.5, 4};
  Volume<double> volume(geometry);
  for (std::int64_t z = 0; z < 3; ++z) {
    for (std::int64_t y = 0; y < 4; ++y) {
      for (std::int64_t x = 0; x < 5; ++x)
        volume.at(x, y, z) = 3.0 * static_cast<double>(x) + 2.0 * static_cast<double>(y) - static_cast<double>(z);
    }
  }
  AnyVolume const any = volume;
  auto const with = run("Gradient", any), without = run("Gradient", any, {.gradient_use_spacing = false});
  std::size_t const middle = volume.offset(2, 1, 1), corner = volume.offset(0, 0, 0);
  EXPECT_NEAR(with[middle], std::sqrt(1.5 * 1.5 + 4.0 * 4 + 0.25 * 0.25), 1e-6);
  EXPECT_NEAR(without[middle], std::sqrt(9.0 + 4 + 1), 1e-6);
  EXPECT_NEAR(without[corner], std::sqrt(9.0 + 4 + 1) / 2, 1e-6);  // the border repeats: half the difference
  for (double const value : with) EXPECT_EQ(value, static_cast<double>(static_cast<float>(value)));
}

}  // namespace
}  // namespace petra
