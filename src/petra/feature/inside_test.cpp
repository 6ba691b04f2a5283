// Runs of voxels inside against a walk from voxel to voxel.
#include "petra/feature/inside.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace petra {
namespace {

TEST(Inside, RunsAndValuesAreThoseOfAWalkFromVoxelToVoxel_twin) {
  std::mt19937_64 engine(5);
  for (int round = 0; round < 500; ++round) {
    RegionBox box;
    box.size = {1 + static_cast<std::int64_t>(engine() % 40), 1 + static_cast<std::int64_t>(engine() % 5), 1};
    auto const stay = engine() % 20;  // long runs and short ones, all inside, all outside
    std::uint8_t inside = engine() % 2 == 0 ? 1 : 0;
    std::vector<double> values, expected;
    for (std::int64_t i = 0; i < box.size[0] * box.size[1]; ++i) {
      if (round > 40 && engine() % (1 + stay) == 0) inside = static_cast<std::uint8_t>(1 - inside);
      box.inside.push_back(inside);
      box.voxel_count += inside;
      values.push_back(static_cast<double>(i));
      if (inside != 0) expected.push_back(static_cast<double>(i));
    }
    auto const found = values_inside(box, values);
    EXPECT_EQ(std::vector<double>(found.begin(), found.end()), expected);
    std::int64_t end = -1;
    for_each_run_inside(box, [&](std::int64_t first, std::int64_t length) {
      EXPECT_GT(first, end);  // a voxel outside lies between
      EXPECT_GT(length, 0);
      end = first + length;
    });
  }
}

}  // namespace
}  // namespace petra
