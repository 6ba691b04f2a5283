#include "petra/segment/intensity_peak.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "petra/base/draws_for_tests.hpp"
#include "petra/segment/random_mask_for_tests.hpp"

namespace petra {
namespace {

double sphere_mean(Volume<double> const& image, Index3 const& centre) {
  double sum = 0;
  int count = 0;
  double const radius = 10 * std::cbrt(3 / (4 * std::numbers::pi));
  for (auto const& v : voxels_of(Mask(image.geometry, std::vector<std::uint8_t>(image.voxels.size(), 1)))) {
    double square = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      double const d = static_cast<double>(v[k] - centre[k]) * image.geometry.spacing_mm[static_cast<Eigen::Index>(k)];
      square += d * d;
    }
    if (square > radius * radius + 1e-9) continue;
    sum += image.at(v[0], v[1], v[2]);
    ++count;
  }
  return sum / count;
}

Volume<double> random_image(Geometry const& geometry, std::uint32_t seed) {
  std::mt19937 engine(seed);
  Volume<double> image(geometry);
  for (auto& value : image.voxels) value = std::floor(testing::draw_uniform(engine, 0, 12));  // ties of the maximum
  return image;
}

TEST(IntensityPeak, EqualsTheSphereAroundEveryVoxel_mechanics) {
  Eigen::Vector3d const spacings[] = {{4.07, 4.07, 3.0}, {1.9, 2.3, 2.0}, {7, 7, 7}, {6.2035049, 3.1, 5}};
  std::uint32_t seed = 0;
  for (auto const& spacing : spacings) {
    auto const mask = testing::random_mask(++seed, {11, 10, 9}, spacing, 2, 3);
    auto const image = random_image(mask.geometry, seed);
    auto const voxels = voxels_of(mask);
    double highest = 0, local = 0, global = 0;
    for (auto const& v : voxels) highest = std::max(highest, image.at(v[0], v[1], v[2]));
    for (auto const& v : voxels) {
      double const mean = sphere_mean(image, v);
      global = std::max(global, mean);
      if (image.at(v[0], v[1], v[2]) == highest) local = std::max(local, mean);
    }
    auto const found = measure_intensity_peaks(image, voxels);
    EXPECT_NEAR(found.local, local, 1e-13);
    EXPECT_NEAR(found.global, global, 1e-13);
    EXPECT_LE(found.local, found.global);
  }
}

TEST(IntensityPeak, WhatIsNotFiniteInTheSphereStaysUndefined_mechanics) {
  Geometry geometry;
  geometry.size = {5, 5, 5};
  geometry.spacing_mm = {4, 4, 4};
  Volume<double> image(geometry);
  image.at(2, 2, 2) = 3;
  image.at(2, 2, 1) = NAN;
  auto const found = measure_intensity_peaks(image, {{2, 2, 2}, {2, 2, 3}});
  EXPECT_TRUE(std::isnan(found.local));
  EXPECT_TRUE(std::isnan(found.global));
}

}  // namespace
}  // namespace petra
