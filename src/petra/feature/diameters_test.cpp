#include "petra/feature/diameters.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "petra/feature/test_region.hpp"

namespace petra {
namespace {

// The twin: the middle of every edge between inside and outside, and all pairs of them, as PyRadiomics compares them.
Diameters twin(RegionBox const& box) {
  auto const inside = [&](std::int64_t x, std::int64_t y, std::int64_t z) {
    bool const within = x >= 0 && y >= 0 && z >= 0 && x < box.size[0] && y < box.size[1] && z < box.size[2];
    return within && box.inside[static_cast<std::size_t>((z * box.size[1] + y) * box.size[0] + x)] != 0;
  };
  std::vector<Eigen::Vector3d> points;
  for (std::int64_t z = -1; z < box.size[2]; ++z) {
    for (std::int64_t y = -1; y < box.size[1]; ++y) {
      for (std::int64_t x = -1; x < box.size[0]; ++x) {
        auto const add = [&](double dx, double dy, double dz) {
          points.emplace_back((static_cast<double>(x + 1) + dx) * box.spacing_mm.x(),
                              (static_cast<double>(y + 1) + dy) * box.spacing_mm.y(),
                              (static_cast<double>(z + 1) + dz) * box.spacing_mm.z());
        };
        bool const here = inside(x, y, z);
        if (here != inside(x + 1, y, z)) add(0.5, 0, 0);
        if (here != inside(x, y + 1, z)) add(0, 0.5, 0);
        if (here != inside(x, y, z + 1)) add(0, 0, 0.5);
      }
    }
  }
  Diameters largest;
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      Eigen::Vector3d const d = points[i] - points[j];
      double const squared = d.z() * d.z() + d.y() * d.y() + d.x() * d.x();
      if (points[i].z() == points[j].z()) largest.slice = std::max(largest.slice, squared);
      if (points[i].y() == points[j].y()) largest.column = std::max(largest.column, squared);
      if (points[i].x() == points[j].x()) largest.row = std::max(largest.row, squared);
      largest.whole = std::max(largest.whole, squared);
    }
  }
  return {std::sqrt(largest.slice), std::sqrt(largest.column), std::sqrt(largest.row), std::sqrt(largest.whole)};
}

void expect_equal(RegionBox const& box, std::string const& what) {
  auto const fast = measure_diameters(RegionBits(box), box.spacing_mm), slow = twin(box);
  EXPECT_EQ(fast.slice, slow.slice) << what;
  EXPECT_EQ(fast.column, slow.column) << what;
  EXPECT_EQ(fast.row, slow.row) << what;
  EXPECT_EQ(fast.whole, slow.whole) << what;
}

TEST(Diameters, EqualTheComparisonOfAllPairs_twin) {
  for (unsigned seed = 1; seed <= 150; ++seed) expect_equal(test::random_region(seed), "seed " + std::to_string(seed));
}

TEST(Diameters, EqualTheComparisonOfAllPairsOnBallsAndBlocks_twin) {
  // Many pairs tie here before rounding: which of them rounds up decides the last bit.
  for (int n = 1; n < 13; n += 2) {
    Eigen::Vector3d const s(0.9765625, 0.7, 4.07283);
    auto const ball =
        test::make_region({2 * n + 1, 2 * n + 1, n + 1}, s, [&](std::int64_t x, std::int64_t y, std::int64_t z) {
          auto const dx = static_cast<double>(x - n), dy = static_cast<double>(y - n),
                     dz = 2 * static_cast<double>(z) - n;
          return dx * dx + dy * dy + dz * dz <= static_cast<double>(n * n) + 0.5;
        });
    expect_equal(ball, "ball " + std::to_string(n));
    expect_equal(test::full_region({n, n + 1, n}, s), "block " + std::to_string(n));
    expect_equal(test::full_region({66 + n, 1, 1}, s), "line " + std::to_string(n));
  }
}

TEST(Diameters, OneVoxelReachesFromFaceToFace_analytic) {
  auto const d = measure_diameters(RegionBits(test::full_region({1, 1, 1}, {1, 2, 4})), {1, 2, 4});
  EXPECT_EQ(d.whole, 4);
  EXPECT_EQ(d.slice, 2);
  EXPECT_EQ(d.column, 4);
  EXPECT_EQ(d.row, 4);
}

TEST(Diameters, ScaleWithTheSpacing_invariant) {
  for (unsigned seed = 1; seed <= 30; ++seed) {
    auto const box = test::random_region(seed);
    auto const once = measure_diameters(RegionBits(box), box.spacing_mm),
               twice = measure_diameters(RegionBits(box), 2 * box.spacing_mm);
    EXPECT_EQ(twice.whole, 2 * once.whole);
    EXPECT_EQ(twice.row, 2 * once.row);
  }
}

}  // namespace
}  // namespace petra
