// The box round a mask, against a plain twin.
#include "petra/grid/box.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace petra {
namespace {

std::optional<Box> plain_bounding_box(std::vector<std::uint8_t> const& voxels, Index3 const& size) {
  std::optional<Box> box;
  for (std::int64_t z = 0; z < size[2]; ++z) {
    for (std::int64_t y = 0; y < size[1]; ++y) {
      for (std::int64_t x = 0; x < size[0]; ++x) {
        if (voxels[static_cast<std::size_t>(x + size[0] * (y + size[1] * z))] == 0) continue;
        if (!box) box = Box{{x, y, z}, {x, y, z}};
        Index3 const here = {x, y, z};
        for (std::size_t k = 0; k < 3; ++k) {
          box->first[k] = std::min(box->first[k], here[k]);
          box->last[k] = std::max(box->last[k], here[k]);
        }
      }
    }
  }
  return box;
}

TEST(BoxOf, bounding_box_equals_its_plain_twin_invariant) {
  std::mt19937 random(1);
  for (int round = 0; round < 500; ++round) {
    auto const draw = [&](std::int64_t most) {
      return 1 + static_cast<std::int64_t>(random() % static_cast<unsigned long>(most));
    };
    Index3 const size = {draw(40), draw(7), draw(5)};
    std::vector<std::uint8_t> voxels(static_cast<std::size_t>(size[0] * size[1] * size[2]));
    for (auto left = random() % 4; left > 0; --left)
      voxels[random() % voxels.size()] = static_cast<std::uint8_t>(1 + random() % 255);
    EXPECT_EQ(bounding_box(voxels, size), plain_bounding_box(voxels, size)) << round;
  }
}

TEST(BoxOf, grows_within_the_grid_mechanics) {
  Box const box{{1, 2, 3}, {4, 5, 6}};
  EXPECT_EQ(box.size(), (Index3{4, 4, 4}));
  EXPECT_EQ(box.voxel_count(), 64);
  EXPECT_EQ(box.grown(2, {6, 20, 8}), (Box{{0, 0, 1}, {5, 7, 7}}));
  EXPECT_EQ(Box::whole({3, 4, 5}), (Box{{0, 0, 0}, {2, 3, 4}}));
}

}  // namespace
}  // namespace petra
