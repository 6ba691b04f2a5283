#include "petra/segment/surface_distance.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "petra/segment/random_mask_for_tests.hpp"

namespace petra {
namespace {

TEST(SurfaceDistance, EqualsTheNearestOfAll_mechanics) {
  for (std::uint32_t seed = 1; seed <= 40; ++seed) {
    Eigen::Vector3d const spacing(0.3 + seed * 0.21, 4.07, 3.0 + seed * 0.013);
    auto const a = surface_voxels(testing::random_mask(seed, {15, 11, 9}, spacing, 3, 4));
    auto const mask = testing::random_mask(seed + 100, {15, 11, 9}, spacing, seed % 2 == 0 ? 1 : 4, 3);
    auto const b = surface_voxels(mask);
    auto const found = distances_to(a, b, mask.geometry);
    ASSERT_EQ(found.size(), a.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      double nearest = INFINITY;
      for (auto const& v : b) {
        double square = 0;
        for (std::size_t k = 0; k < 3; ++k)
          square += std::pow(static_cast<double>(a[i][k] - v[k]) * spacing[static_cast<Eigen::Index>(k)], 2);
        nearest = std::min(nearest, std::sqrt(square));
      }
      EXPECT_NEAR(found[i], nearest, 1e-12 * (1 + nearest)) << seed;
    }
  }
}

TEST(SurfaceDistance, SurfaceOfACube_analytic) {
  Geometry geometry;
  geometry.size = {5, 5, 5};
  Mask mask(geometry);
  for (auto& voxel : mask.voxels) voxel = 1;
  EXPECT_EQ(surface_voxels(mask).size(), 125U - 27U);  // beyond the grid is outside
  geometry.size = {5, 5, 1};
  geometry.dimension = 2;
  Mask plane(geometry);
  for (auto& voxel : plane.voxels) voxel = 1;
  EXPECT_EQ(surface_voxels(plane).size(), 16U);
}

}  // namespace
}  // namespace petra
