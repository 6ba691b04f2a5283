// Laws of the tools that work on masks alone, and plain twins written from their definitions.
#include <gtest/gtest.h>

#include <algorithm>

#include "petra/segment/ball.hpp"
#include "petra/segment/distance_map.hpp"
#include "petra/segment/edit_history.hpp"
#include "petra/segment/flood.hpp"
#include "petra/segment/islands.hpp"
#include "petra/segment/smoothing.hpp"
#include "petra/segment/tools_for_tests.hpp"

namespace petra {
namespace {

using testing::draw_blobs;
using testing::draw_grid;
using testing::holds;

Mask inverse(Mask mask) {
  for (auto& voxel : mask.voxels) voxel = voxel == 0 ? 1 : 0;
  return mask;
}

TEST(Ball, Radius1HasNineteenVoxels_analytic) {
  EXPECT_EQ(ball_steps({1, 1, 1}).size(), 19U);
  EXPECT_EQ(ball_steps({0, 0, 0}).size(), 1U);
  EXPECT_EQ(ball_steps({1, 1, 0}).size(), 9U);
  EXPECT_EQ(ball_steps({2, 2, 2}).size(), 81U);
}

TEST(Ball, DilationAndErosionAreWhatTheirDefinitionsSay_twin) {
  std::mt19937 random(1);
  for (int round = 0; round < 40; ++round) {
    auto const grid = draw_grid(random);
    auto const mask = draw_blobs(random, grid);
    Index3 const radius = {static_cast<std::int64_t>(random() % 4), static_cast<std::int64_t>(random() % 4),
                           static_cast<std::int64_t>(random() % 4)};
    auto const steps = ball_steps(radius);
    Mask reached(grid), kept(grid);
    for (std::int64_t i = 0; i < grid.voxel_count(); ++i) {
      auto const at = voxel_of(i, grid.size);
      bool any = false, all = true;
      for (auto const& step : steps) {
        Index3 const there = {at[0] + step[0], at[1] + step[1], at[2] + step[2]};
        if (!is_inside(there, grid.size)) continue;
        bool const in = mask.at(there[0], there[1], there[2]) != 0;
        any = any || in;
        all = all && in;
      }
      reached.voxels[static_cast<std::size_t>(i)] = any ? 1 : 0;
      kept.voxels[static_cast<std::size_t>(i)] = all ? 1 : 0;
    }
    EXPECT_EQ(dilate(mask, radius).voxels, reached.voxels);
    EXPECT_EQ(erode(mask, radius).voxels, kept.voxels);
  }
}

TEST(Ball, OpeningShrinksClosingGrowsAndTwiceIsOnce_invariant) {
  std::mt19937 random(2);
  for (int round = 0; round < 40; ++round) {
    auto const mask = draw_blobs(random, draw_grid(random));
    Index3 const radius = {1, 1 + static_cast<std::int64_t>(random() % 2), 1};
    auto const opened = open(mask, radius), closed = close(mask, radius);
    EXPECT_TRUE(holds(mask, opened));
    EXPECT_TRUE(holds(closed, mask));
    EXPECT_EQ(open(opened, radius).voxels, opened.voxels);
    EXPECT_EQ(close(closed, radius).voxels, closed.voxels);
    EXPECT_TRUE(holds(dilate(mask, radius), mask));
    EXPECT_TRUE(holds(mask, erode(mask, radius)));
  }
}

TEST(Margin, DistancesAreThoseToTheNearestBoundaryVoxel_twin) {
  std::mt19937 random(3);
  for (int round = 0; round < 25; ++round) {
    auto const grid = draw_grid(random, 9);
    auto const mask = draw_blobs(random, grid);
    std::vector<Index3> boundary;
    for (std::int64_t i = 0; i < grid.voxel_count(); ++i) {
      bool at_boundary = false;
      for_each_neighbour(i, grid.size, kFullSteps, [&](std::int64_t n) {
        at_boundary = at_boundary || mask.voxels[static_cast<std::size_t>(n)] == 0;
      });
      if (mask.voxels[static_cast<std::size_t>(i)] != 0 && at_boundary) boundary.push_back(voxel_of(i, grid.size));
    }
    if (boundary.empty()) continue;
    auto const map = signed_distance_map(mask);
    for (std::int64_t i = 0; i < grid.voxel_count(); ++i) {
      auto const at = voxel_of(i, grid.size);
      double nearest = 1e30;
      for (auto const& other : boundary) {
        double square = 0;
        for (std::size_t k = 0; k < 3; ++k)
          square += std::pow(static_cast<double>(at[k] - other[k]) * grid.spacing_mm[static_cast<Eigen::Index>(k)], 2);
        nearest = std::min(nearest, std::sqrt(square));
      }
      double const sign = mask.voxels[static_cast<std::size_t>(i)] != 0 ? -1 : 1;
      EXPECT_NEAR(map.voxels[static_cast<std::size_t>(i)], sign * nearest, 1e-5 * (1 + nearest));
    }
  }
}

TEST(Margin, GrowsMonotonicallyAndZeroIsTheMask_invariant) {
  std::mt19937 random(4);
  for (int round = 0; round < 25; ++round) {
    auto const mask = draw_blobs(random, draw_grid(random));
    EXPECT_EQ(with_margin(mask, 0).voxels, mask.voxels);
    Mask before(mask.geometry);
    for (double const mm : {-6.0, -3.0, -1.0, 0.0, 0.5, 1.0, 2.5, 5.0, 9.0}) {
      auto const now = with_margin(mask, mm);
      EXPECT_TRUE(holds(now, before)) << mm;
      before = now;
    }
  }
}

TEST(Hollow, TheShellLiesOnItsSideAndGrowsWithItsThickness_invariant) {
  std::mt19937 random(5);
  for (int round = 0; round < 25; ++round) {
    auto const mask = draw_blobs(random, draw_grid(random));
    for (auto const side : {ShellSide::inside, ShellSide::medial, ShellSide::outside}) {
      Mask before(mask.geometry);
      for (double const thickness : {2.0, 4.0, 8.0}) {
        auto const shell = hollow(mask, thickness, side);
        EXPECT_TRUE(holds(shell, before));
        if (side == ShellSide::outside) {
          EXPECT_TRUE(holds(mask, shell));
        }
        if (side == ShellSide::inside) {
          EXPECT_TRUE(holds(inverse(mask), shell));
        }
        before = shell;
      }
    }
  }
}

TEST(Smoothing, MedianIsTheMajorityAndKeepsInversion_twin) {
  std::mt19937 random(6);
  for (int round = 0; round < 25; ++round) {
    auto const grid = draw_grid(random, 9);
    auto const mask = draw_blobs(random, grid);
    Index3 const radius = {static_cast<std::int64_t>(random() % 3), 1, static_cast<std::int64_t>(random() % 3)};
    auto const found = median(mask, radius);
    for (std::int64_t i = 0; i < grid.voxel_count(); ++i) {
      auto const at = voxel_of(i, grid.size);
      int in = 0, all = 0;
      for (std::int64_t z = -radius[2]; z <= radius[2]; ++z) {
        for (std::int64_t y = -radius[1]; y <= radius[1]; ++y) {
          for (std::int64_t x = -radius[0]; x <= radius[0]; ++x, ++all) {
            in += mask.at(std::clamp<std::int64_t>(at[0] + x, 0, grid.size[0] - 1),
                          std::clamp<std::int64_t>(at[1] + y, 0, grid.size[1] - 1),
                          std::clamp<std::int64_t>(at[2] + z, 0, grid.size[2] - 1));
          }
        }
      }
      EXPECT_EQ(found.voxels[static_cast<std::size_t>(i)], 2 * in > all ? 1 : 0);
    }
    EXPECT_EQ(median(inverse(mask), radius).voxels, inverse(found).voxels);
  }
}

TEST(Smoothing, TheDiscreteGaussianHasTheVarianceAskedFor_analytic) {
  for (double const variance : {0.1, 1.0, 4.0, 25.0, 900.0, 10000.0}) {
    auto const kernel = discrete_gaussian(variance, 1e-12, 100000);
    double sum = kernel[0], second = 0;
    for (std::size_t n = 1; n < kernel.size(); ++n) {
      sum += 2 * kernel[n];
      second += 2 * kernel[n] * static_cast<double>(n * n);
    }
    EXPECT_NEAR(sum, 1, 1e-12);
    EXPECT_NEAR(second, variance, 1e-6 * variance) << variance;
  }
  EXPECT_NEAR(discrete_gaussian(1, 1e-12, 100)[0], 0.46575960759364043, 1e-12);  // exp(-1) I_0(1)
}

TEST(Islands, EveryVoxelLiesOnOneIslandAndNoTwoTouch_invariant) {
  std::mt19937 random(7);
  for (int round = 0; round < 25; ++round) {
    auto const mask = draw_blobs(random, draw_grid(random));
    for (auto const connectivity : {Connectivity::faces, Connectivity::full}) {
      auto const islands = find_islands(mask, connectivity);
      std::int64_t sum = 0;
      for (auto const voxels : islands.voxels) sum += voxels;
      EXPECT_EQ(sum, count_voxels(mask));
      for (std::int64_t i = 0; i < mask.geometry.voxel_count(); ++i) {
        auto const label = islands.labels.voxels[static_cast<std::size_t>(i)];
        EXPECT_EQ(label != 0, mask.voxels[static_cast<std::size_t>(i)] != 0);
        for_each_neighbour(i, mask.geometry.size, steps_of(connectivity), [&](std::int64_t n) {
          auto const other = islands.labels.voxels[static_cast<std::size_t>(n)];
          EXPECT_TRUE(label == 0 || other == 0 || label == other);
        });
      }
      auto const filled = fill_holes(mask, connectivity);
      EXPECT_TRUE(holds(filled, mask));
      EXPECT_EQ(fill_holes(filled, connectivity).voxels, filled.voxels);
    }
  }
}

TEST(EditHistory, UndoRestoresAndRedoGoesOnAgain_invariant) {
  std::mt19937 random(8);
  auto const grid = draw_grid(random);
  EditHistory history;
  std::vector<Mask> states = {Mask(grid)};
  Mask mask = states[0];
  for (int k = 0; k < 10; ++k) {
    history.remember(mask);
    mask = draw_blobs(random, grid);
    states.push_back(mask);
  }
  for (std::size_t k = 10; k-- > 0;) {
    EXPECT_TRUE(history.undo(mask));
    EXPECT_EQ(mask.voxels, states[k].voxels);
  }
  EXPECT_FALSE(history.undo(mask));
  for (std::size_t k = 1; k <= 10; ++k) {
    EXPECT_TRUE(history.redo(mask));
    EXPECT_EQ(mask.voxels, states[k].voxels);
  }
  EXPECT_FALSE(history.redo(mask));
}

}  // namespace
}  // namespace petra
