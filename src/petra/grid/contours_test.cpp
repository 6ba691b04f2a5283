// Contours to mask and back: a plain twin, laws of the even-odd rule, traps.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "petra/grid/rasterise_contours.hpp"
#include "petra/grid/trace_contours.hpp"

namespace petra {
namespace {

Geometry oblique_grid(Index3 size) {
  Geometry grid;
  grid.size = size;
  grid.spacing_mm = {1.95, 1.37, 2.5};
  grid.origin_mm = {-40.3, 18.1, -9.7};
  grid.direction =
      (Eigen::AngleAxisd(0.3, Eigen::Vector3d::UnitX()) * Eigen::AngleAxisd(-0.4, Eigen::Vector3d::UnitZ()))
          .toRotationMatrix();
  return grid;
}

// A contour from corners in voxels.
PlanarContour contour_at(Geometry const& grid, std::vector<std::pair<double, double>> const& corners, double slice) {
  PlanarContour contour;
  for (auto const& [x, y] : corners) {
    auto const point = grid.point_of({x, y, slice});
    contour.points_mm.insert(contour.points_mm.end(), {point[0], point[1], point[2]});
  }
  return contour;
}

std::vector<std::pair<double, double>> ellipse(double x, double y, double a, double b, int corners = 48) {
  std::vector<std::pair<double, double>> points;
  for (int k = 0; k < corners; ++k) {
    double const angle = 2 * std::numbers::pi * k / corners + 0.017;
    points.emplace_back(x + a * std::cos(angle), y + b * std::sin(angle));
  }
  return points;
}

// The rule, word for word: a ray to the right crosses an odd number of edges.
bool is_inside(std::vector<std::pair<double, double>> const& corners, double x, double y) {
  bool inside = false;
  for (std::size_t i = 0; i < corners.size(); ++i) {
    auto const [ax, ay] = corners[i];
    auto const [bx, by] = corners[(i + 1) % corners.size()];
    if ((ay > y) != (by > y) && x < ax + (bx - ax) * (y - ay) / (by - ay)) inside = !inside;
  }
  return inside;
}

TEST(RasteriseContours, EveryVoxelAsItsOwnPointInPolygonTest_analytic) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> place(-3, 23);
  auto const grid = oblique_grid({20, 17, 3});
  for (int round = 0; round < 60; ++round) {
    std::vector<std::vector<std::pair<double, double>>> loops;
    std::vector<PlanarContour> contours;
    for (int c = 0; c < 1 + round % 4; ++c) {
      std::vector<std::pair<double, double>> corners;
      for (int k = 0; k < 3 + round % 9; ++k) corners.emplace_back(place(random), place(random));
      contours.push_back(contour_at(grid, corners, 1.2));
      loops.push_back(corners);
    }
    auto const result = rasterise_contours(contours, grid);
    std::int64_t voxels = 0;
    for (int y = 0; y < 17; ++y) {
      for (int x = 0; x < 20; ++x) {
        bool inside = false;
        for (auto const& loop : loops) inside ^= is_inside(loop, x, y);
        voxels += inside;
        ASSERT_EQ(result.mask.at(x, y, 1), inside ? 1 : 0) << round << ": " << x << ' ' << y;
      }
    }
    EXPECT_EQ(result.voxels, voxels);
    EXPECT_EQ(result.off_plane + result.outside, result.contours);
  }
}

TEST(RasteriseContours, RingInRing_analytic) {
  auto const grid = oblique_grid({40, 40, 5});
  std::vector<PlanarContour> const contours = {contour_at(grid, ellipse(20, 20, 12.2, 10.3), 2),
                                               contour_at(grid, ellipse(20, 20, 8.1, 7.2), 2),
                                               contour_at(grid, ellipse(20, 20, 4.1, 3.3), 2)};
  auto const result = rasterise_contours(contours, grid);
  EXPECT_EQ(result.mask.at(20, 20, 2), 1);
  EXPECT_EQ(result.mask.at(26, 20, 2), 0);
  EXPECT_EQ(result.mask.at(30, 20, 2), 1);
  EXPECT_EQ(result.nested, 1);  // the disc in the hole cuts nothing out
}

TEST(RasteriseContours, CornersOnCentresAreDecidedByTheRuleNotByRounding_invariant) {
  auto const grid = oblique_grid({12, 12, 3});
  std::vector<PlanarContour> const contours = {contour_at(grid, {{3, 3}, {8, 3}, {8, 7}, {3, 7}}, 1)};
  // Left and upper edges are inside, right and lower ones outside: 5 × 4 voxels.
  EXPECT_EQ(rasterise_contours(contours, grid).voxels, 20);
}

TEST(RasteriseContours, CountsWhatItLeavesOut_mechanics) {
  auto const grid = oblique_grid({30, 30, 8});
  auto tilted = contour_at(grid, ellipse(10, 10, 4, 4), 3);
  for (std::size_t i = 0; i < tilted.points_mm.size(); i += 6) tilted.points_mm[i + 2] += 3;
  std::vector<PlanarContour> const contours = {
      contour_at(grid, ellipse(10, 10, 4, 4), 2.31),  // off its plane
      contour_at(grid, ellipse(10, 10, 6, 6), 1.6),   // nearer planes of slice 2 exist
      contour_at(grid, ellipse(10, 10, 4, 4), 9),     // beyond the last slice
      contour_at(grid, ellipse(90, 10, 4, 4), 3),     // beside the image
      contour_at(grid, ellipse(29, 10, 4, 4), 4),     // over the border
      contour_at(grid, {{3, 3}}, 3),                  // a point
      tilted};
  auto const result = rasterise_contours(contours, grid);
  EXPECT_EQ(result.off_plane, 1);
  EXPECT_NEAR(result.largest_offset_slices, 0.31, 1e-9);
  EXPECT_EQ(result.crowded, 1);
  EXPECT_EQ(result.outside, 2);
  EXPECT_EQ(result.clipped, 1);
  EXPECT_EQ(result.without_area, 1);
  EXPECT_EQ(result.tilted, 1);
  EXPECT_EQ(result.slices_with_contours, 2);
  EXPECT_EQ(result.empty_between, 1);
}

TEST(RasteriseContours, FillsBetweenEqualEndsWithTheEnd_invariant) {
  auto const grid = oblique_grid({40, 40, 9});
  auto const shape = ellipse(19.3, 20.4, 9.7, 6.1);
  std::vector<PlanarContour> const contours = {contour_at(grid, shape, 2), contour_at(grid, shape, 5)};
  EXPECT_EQ(rasterise_contours(contours, grid).empty_between, 2);
  auto const result = rasterise_contours(contours, grid, MissingSlices::interpolate);
  EXPECT_EQ(result.interpolated, 2);
  for (int z = 3; z < 5; ++z) {
    for (int y = 0; y < 40; ++y) {
      for (int x = 0; x < 40; ++x) EXPECT_EQ(result.mask.at(x, y, z), result.mask.at(x, y, 2));
    }
  }
}

TEST(RasteriseContours, FillsACylinderThatMovesAndACone_analytic) {
  Geometry grid;
  grid.size = {60, 40, 5};
  std::vector<PlanarContour> const contours = {contour_at(grid, ellipse(15.3, 20.2, 6, 6, 200), 0),
                                               contour_at(grid, ellipse(25.3, 20.2, 10, 10, 200), 4)};
  auto const result = rasterise_contours(contours, grid, MissingSlices::interpolate);
  EXPECT_EQ(result.interpolated, 3);
  for (int z = 1; z < 4; ++z) {
    double const radius = 6 + z, x0 = 15.3 + 2.5 * z;
    for (int y = 0; y < 40; ++y) {
      for (int x = 0; x < 60; ++x) {
        double const r = std::hypot(x - x0, y - 20.2);
        if (std::abs(r - radius) < 0.02) continue;  // the polygon is not quite a circle
        EXPECT_EQ(result.mask.at(x, y, z), r < radius ? 1 : 0) << x << ' ' << y << ' ' << z;
      }
    }
  }
}

TEST(RasteriseContours, DoesNotJoinTwoLesionsOfOneName_mechanics) {
  Geometry grid;
  grid.size = {40, 40, 30};
  std::vector<PlanarContour> contours;
  for (int const z : {2, 3, 4, 5, 20, 21, 22}) contours.push_back(contour_at(grid, ellipse(20, 20, 6, 6), z));
  auto const result = rasterise_contours(contours, grid, MissingSlices::interpolate);
  EXPECT_EQ(result.interpolated, 0);
  EXPECT_EQ(result.left_open, 14);
  EXPECT_EQ(result.voxels, rasterise_contours(contours, grid).voxels);
}

TEST(TraceContours, RasteriseBackVoxelForVoxel_invariant) {
  std::mt19937 random(3);
  auto grid = oblique_grid({23, 19, 4});
  for (int round = 0; round < 40; ++round) {
    Mask mask(grid);
    // From thin noise to blobs with holes, touching the borders.
    std::bernoulli_distribution inside(0.1 + 0.02 * round);
    for (auto& voxel : mask.voxels) voxel = inside(random) ? 1 : 0;
    std::vector<PlanarContour> contours;
    for (auto& traced : trace_contours(mask)) contours.push_back(std::move(traced.contour));
    auto const back = rasterise_contours(contours, grid);
    ASSERT_EQ(back.mask.voxels, mask.voxels) << round;
    EXPECT_EQ(back.nested, 0) << "a hole must be a keyhole";
    EXPECT_EQ(back.off_plane, 0);
  }
}

TEST(TraceContours, ARingIsOneContour_analytic) {
  Geometry grid;
  grid.size = {20, 20, 1};
  Mask mask(grid);
  for (int y = 3; y < 15; ++y) {
    for (int x = 4; x < 16; ++x) mask.at(x, y, 0) = 1;
  }
  for (int y = 6; y < 9; ++y) {
    for (int x = 7; x < 9; ++x) mask.at(x, y, 0) = mask.at(x + 4, y, 0) = 0;
  }
  auto const traced = trace_contours(mask);
  ASSERT_EQ(traced.size(), 1U);
  // Outline 4; bridge to the first hole, its ends passed twice: 2; each hole's corners 4. The way back along a bridge
  // goes straight on from the hole's upper edge and needs no corner.
  EXPECT_EQ(traced.front().contour.size(), 4U + 2U + 4U + 4U);
}

}  // namespace
}  // namespace petra
