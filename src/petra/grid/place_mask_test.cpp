// Masks onto other grids: by where voxels lie, not by the order of arrays.
#include "petra/grid/place_mask.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace petra {
namespace {

Mask block(Geometry const& grid, Box const& box) {
  Mask mask(grid);
  for (auto z = box.first[2]; z <= box.last[2]; ++z)
    for (auto y = box.first[1]; y <= box.last[1]; ++y)
      for (auto x = box.first[0]; x <= box.last[0]; ++x) mask.at(x, y, z) = 1;
  return mask;
}

std::int64_t count(Mask const& mask) {
  return std::accumulate(mask.voxels.begin(), mask.voxels.end(), std::int64_t{0});
}

TEST(PlaceMask, AxesInAnyOrderGiveTheSameVoxels_invariant) {
  Geometry grid;
  grid.size = {9, 8, 7};
  grid.spacing_mm = {2, 3, 4};
  grid.origin_mm = {-5, 11, 20};
  auto const mask = block(grid, {{2, 1, 3}, {6, 4, 5}});
  // The same place, z first, x backwards, y last.
  Geometry turned;
  turned.size = {7, 9, 8};
  turned.spacing_mm = {4, 2, 3};
  turned.direction << 0, -1, 0, 0, 0, 1, 1, 0, 0;
  turned.origin_mm = {-5 + 8 * 2, 11, 20};
  Mask there(turned);
  for (std::int64_t z = 0; z < 7; ++z)
    for (std::int64_t y = 0; y < 8; ++y)
      for (std::int64_t x = 0; x < 9; ++x) there.at(z, 8 - x, y) = mask.at(x, y, z);
  for (auto const placing : {MaskPlacing::nearest, MaskPlacing::linear_half}) {
    EXPECT_EQ(place_mask(there, grid, placing).voxels, mask.voxels);
    EXPECT_EQ(place_mask(mask, turned, placing).voxels, there.voxels);
  }
}

TEST(PlaceMask, LinearTakesHalf_analytic) {
  Geometry fine;
  fine.size = {8, 1, 1};
  auto const mask = block(fine, {{2, 0, 0}, {5, 0, 0}});
  Geometry shifted = fine;
  shifted.origin_mm = {0.5, 0, 0};  // every centre halfway between two voxels: 1.5 … 5.5 have one half or more
  auto const linear = place_mask(mask, shifted, MaskPlacing::linear_half);
  EXPECT_EQ(linear.voxels, (std::vector<std::uint8_t>{0, 1, 1, 1, 1, 1, 0, 0}));
  EXPECT_EQ(count(place_mask(mask, shifted, MaskPlacing::nearest)), 4);
}

TEST(PlaceMask, CountsWhatLiesOutside_analytic) {
  Geometry grid;
  grid.size = {4, 4, 4};
  auto const mask = block(grid, {{0, 0, 0}, {3, 3, 3}});
  Geometry part = grid;
  part.size = {4, 4, 2};
  EXPECT_EQ(voxels_outside(mask, grid), 0);
  EXPECT_EQ(voxels_outside(mask, part), 32);
}

}  // namespace
}  // namespace petra
