// Laws of interpolation between slices.
#include "petra/segment/fill_between_slices.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "petra/segment/tools_for_tests.hpp"

namespace petra {
namespace {

using testing::holds;

Geometry grid_of(std::int64_t slices) {
  Geometry grid;
  grid.size = {24, 20, slices};
  return grid;
}

void disc(Mask& mask, double x, double y, std::int64_t slice, double radius) {
  for (std::int64_t j = 0; j < mask.geometry.size[1]; ++j) {
    for (std::int64_t i = 0; i < mask.geometry.size[0]; ++i) {
      if (std::pow(static_cast<double>(i) - x, 2) + std::pow(static_cast<double>(j) - y, 2) <= radius * radius)
        mask.at(i, j, slice) = 1;
    }
  }
}

std::vector<std::uint8_t> slice_of(Mask const& mask, std::int64_t slice) {
  auto const first = mask.voxels.begin() + static_cast<std::ptrdiff_t>(mask.offset(0, 0, slice));
  return {first, first + mask.geometry.size[0] * mask.geometry.size[1]};
}

std::int64_t voxels_in(Mask const& mask, std::int64_t slice) {
  auto const voxels = slice_of(mask, slice);
  return std::count(voxels.begin(), voxels.end(), 1);
}

TEST(FillBetweenSlices, BetweenEqualEndsEverySliceIsTheEnd_invariant) {
  std::mt19937 random(1);
  for (int round = 0; round < 20; ++round) {
    std::int64_t const last = 2 + static_cast<std::int64_t>(random() % 9);
    Mask mask(grid_of(last + 1));
    for (std::int64_t const slice : {std::int64_t{0}, last}) {
      std::mt19937 same(static_cast<std::uint32_t>(round));
      disc(mask, testing::draw_uniform(same, 4, 12), testing::draw_uniform(same, 4, 12), slice,
           testing::draw_uniform(same, 2, 5));
      disc(mask, testing::draw_uniform(same, 10, 20), testing::draw_uniform(same, 8, 16), slice,
           testing::draw_uniform(same, 2, 5));
    }
    for (auto const axis : {std::optional<std::size_t>(2), std::optional<std::size_t>()}) {
      auto const filled = fill_between_slices(mask, axis);
      for (std::int64_t slice = 0; slice <= last; ++slice)
        EXPECT_EQ(slice_of(filled, slice), slice_of(mask, 0)) << slice;
    }
  }
}

TEST(FillBetweenSlices, DrawnSlicesStayAndNothingIsAddedBeyondThem_invariant) {
  std::mt19937 random(2);
  for (int round = 0; round < 30; ++round) {
    Mask mask(grid_of(16));
    for (std::int64_t slice = 2; slice < 14; slice += 2 + static_cast<std::int64_t>(random() % 4)) {
      for (unsigned n = 0; n < 1 + random() % 3; ++n)
        disc(mask, testing::draw_uniform(random, 3, 21), testing::draw_uniform(random, 3, 17), slice,
             testing::draw_uniform(random, 1, 5));
    }
    auto const filled = fill_between_slices(mask, 2);
    EXPECT_TRUE(holds(filled, mask));
    auto const box = bounding_box(mask.voxels, mask.geometry.size);
    for (std::int64_t slice = 0; slice < 16; ++slice) {
      if (voxels_in(mask, slice) > 0) {
        EXPECT_EQ(slice_of(filled, slice), slice_of(mask, slice));
      }
      if (slice < box->first[2] || slice > box->last[2]) {
        EXPECT_EQ(voxels_in(filled, slice), 0);
      }
      if (slice >= box->first[2] && slice <= box->last[2]) {
        EXPECT_GT(voxels_in(filled, slice), 0);
      }
    }
    EXPECT_EQ(fill_between_slices(filled, 2).voxels, filled.voxels);
  }
}

TEST(FillBetweenSlices, ADiscGrowsEvenlyAndMovesStraight_analytic) {
  Mask mask(grid_of(9));
  disc(mask, 8, 10, 0, 3);
  disc(mask, 14, 10, 8, 7);
  auto const filled = fill_between_slices(mask, 2);
  for (std::int64_t slice = 1; slice <= 8; ++slice) EXPECT_GE(voxels_in(filled, slice), voxels_in(filled, slice - 1));
  auto const middle = slice_of(filled, 4);
  double sum = 0, count = 0;
  for (std::size_t i = 0; i < middle.size(); ++i) {
    sum += middle[i] * static_cast<double>(i % 24);
    count += middle[i];
  }
  EXPECT_NEAR(sum / count, 11, 1);              // half way from 8 to 14
  EXPECT_NEAR(count, 3.14159 * 5.0 * 5.0, 20);  // between 28 and 149, as many voxels from the one as from the other
}

TEST(FillBetweenSlices, APartWithoutPartnerRunsOutHalfWay_mechanics) {
  Mask mask(grid_of(9));
  disc(mask, 6, 6, 0, 3);
  disc(mask, 18, 14, 8, 3);
  auto const filled = fill_between_slices(mask, 2);
  for (std::int64_t slice = 1; slice < 8; ++slice) EXPECT_GT(voxels_in(filled, slice), 0) << slice;
  EXPECT_LT(voxels_in(filled, 4), voxels_in(filled, 0));
  EXPECT_EQ(fill_between_slices(Mask(grid_of(5)), 2).voxels, Mask(grid_of(5)).voxels);
}

}  // namespace
}  // namespace petra
