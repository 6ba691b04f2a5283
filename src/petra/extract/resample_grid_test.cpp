// Where resampling puts its voxels, by hand from PyRadiomics' description: aligned corners, padDistance, what is kept.
#include "petra/extract/resample_grid.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace petra {
namespace {

Geometry make_mask_grid() {
  Geometry grid;
  grid.size = {20, 16, 12};
  grid.spacing_mm = {1, 2, 3};
  grid.origin_mm = {10, -20, 30};
  return grid;
}

Eigen::Vector3d corner_of(Geometry const& grid) {
  return grid.origin_mm - grid.direction * (0.5 * grid.spacing_mm);
}

TEST(ResampleGrid, PadDistanceAddsThatManyNewVoxelsRoundTheRegion_analytic) {
  auto const mask = make_mask_grid();
  Box const region{{8, 6, 4}, {11, 9, 7}};
  // Halved spacing along x: voxels 8 … 11 end at 7.5 and 11.5, in new voxels floor(15) and ceil(23).
  for (std::int64_t pad : {0, 1, 3, 5}) {
    auto const made = make_resample_grid(mask, mask, region, {0.5, 2, 3}, pad);
    ASSERT_FALSE(made.same_as_image);
    EXPECT_EQ(made.grid.size[0], 23 - 15 + 1 + 2 * pad);
    // The other axes keep their voxels: 5.5 and 9.5 of them give 5 … 10.
    EXPECT_EQ(made.grid.size[1], 10 - 5 + 1 + 2 * pad);
    // New corners lie on the old grid's corner plus whole new voxels.
    Eigen::Vector3d const first = corner_of(made.grid) - corner_of(mask);
    EXPECT_NEAR(first[0] / 0.5, static_cast<double>(15 - pad), 1e-9);
    EXPECT_NEAR(first[1] / 2, static_cast<double>(5 - pad), 1e-9);
  }
}

TEST(ResampleGrid, PadDistanceStopsAtTheOldGridsEdges_analytic) {
  auto const mask = make_mask_grid();
  auto const made = make_resample_grid(mask, mask, {{0, 6, 4}, {19, 9, 7}}, {0.8, 2, 3}, 1000);
  ASSERT_FALSE(made.same_as_image);
  EXPECT_EQ(made.grid.size, (Index3{25, 16, 12}));  // ceil(20 / 0.8) voxels and all of the others
  for (int k = 0; k < 3; ++k) EXPECT_NEAR(corner_of(made.grid)[k], corner_of(mask)[k], 1e-9);
}

TEST(ResampleGrid, ZeroAndAnAxisOfOneSliceKeepTheSpacing_analytic) {
  auto const mask = make_mask_grid();
  Box const region{{5, 6, 7}, {9, 9, 7}};  // one slice along z
  auto const made = make_resample_grid(mask, mask, region, {0, 1.5, 1.5}, 2);
  ASSERT_FALSE(made.same_as_image);
  EXPECT_EQ(made.grid.spacing_mm, Eigen::Vector3d(1, 1.5, 3));
  EXPECT_TRUE(make_resample_grid(mask, mask, region, {0, 0, 1.5}, 2).same_as_image);
  EXPECT_TRUE(make_resample_grid(mask, mask, region, {1.000001, 2, 1.5}, 2).same_as_image);  // numpy.allclose
  EXPECT_FALSE(make_resample_grid(mask, mask, region, {1.001, 2, 1.5}, 2).same_as_image);
}

}  // namespace
}  // namespace petra
