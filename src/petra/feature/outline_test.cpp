#include "petra/feature/outline.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>
#include <random>

namespace petra {
namespace {

// The twin: every cut edge's middle is a vertex, all pairs compared; every square's lines follow from its four corners
// alone: the region lies on the left of a line that runs from column to row.
OutlineMeasures twin(PlaneMask const& mask) {
  struct Point {
    double row, column;
  };
  auto const inside = [&](std::int64_t r, std::int64_t c) { return mask.at(r - 1, c - 1); };
  auto const place = [&](std::int64_t r, std::int64_t c, double dr, double dc) {
    return Point{(static_cast<double>(r) + dr) * mask.row_spacing_mm,
                 (static_cast<double>(c) + dc) * mask.column_spacing_mm};
  };
  std::vector<Point> vertices;
  OutlineMeasures outline;
  auto const add_line = [&](Point const& a, Point const& b) {
    outline.area_mm2 += (a.row * b.column - b.row * a.column) / 2;
    outline.perimeter_mm += std::hypot(a.row - b.row, a.column - b.column);
  };
  for (std::int64_t r = 0; r <= mask.rows; ++r) {
    for (std::int64_t c = 0; c <= mask.columns; ++c) {
      bool const p0 = inside(r, c), p1 = inside(r, c + 1), p2 = inside(r + 1, c + 1), p3 = inside(r + 1, c);
      auto const top = place(r, c, 0, 0.5), right = place(r, c, 0.5, 1), bottom = place(r, c, 1, 0.5),
                 left = place(r, c, 0.5, 0);
      if (p0 != p1) vertices.push_back(top);
      if (p0 != p3) vertices.push_back(left);
      // Round the square: where it leaves the region and where it comes back in.
      std::array<bool, 5> const corner = {p0, p1, p2, p3, p0};
      std::array<Point, 4> const middle = {top, right, bottom, left};
      std::vector<Point> out, in;
      for (std::size_t k = 0; k < 4; ++k) {
        if (corner[k] && !corner[k + 1]) out.push_back(middle[k]);
        if (!corner[k] && corner[k + 1]) in.push_back(middle[k]);
      }
      if (out.size() == 1) add_line(in[0], out[0]);
      if (out.size() != 2) continue;
      // Two opposite corners: PyRadiomics' lines are 1 to 2 and 3 to 0 round p0 and p2, 0 to 1 and 2 to 3 round p1, p3.
      if (p0) {
        add_line(right, bottom);
        add_line(left, top);
      } else {
        add_line(top, right);
        add_line(bottom, left);
      }
    }
  }
  double largest = 0;
  for (auto const& a : vertices) {
    for (auto const& b : vertices) {
      largest = std::max(largest, (a.row - b.row) * (a.row - b.row) + (a.column - b.column) * (a.column - b.column));
    }
  }
  outline.diameter_mm = std::sqrt(largest);
  return outline;
}

PlaneMask random_plane(unsigned seed) {
  std::minstd_rand engine(seed);
  auto const random = [&] { return static_cast<unsigned>(engine() >> 3U); };
  PlaneMask mask;
  mask.rows = 1 + random() % 12;
  mask.columns = 1 + random() % 12;
  mask.row_spacing_mm = 0.3 + static_cast<double>(random() % 100) / 37;
  mask.column_spacing_mm = 0.3 + static_cast<double>(random() % 100) / 41;
  unsigned const filled = 1 + random() % 9;
  for (std::int64_t k = 0; k < mask.rows * mask.columns; ++k) mask.inside.push_back(random() % 10 < filled ? 1 : 0);
  mask.inside[random() % mask.inside.size()] = 1;
  return mask;
}

TEST(Outline, EqualsTheWalkOverSquares_twin) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    auto const mask = random_plane(seed);
    auto const fast = measure_outline(mask), slow = twin(mask);
    EXPECT_NEAR(fast.area_mm2, slow.area_mm2, 1e-12 * (1 + std::abs(slow.area_mm2))) << seed;
    EXPECT_NEAR(fast.perimeter_mm, slow.perimeter_mm, 1e-12 * slow.perimeter_mm) << seed;
    EXPECT_EQ(fast.diameter_mm, slow.diameter_mm) << seed;
  }
}

TEST(Outline, OnePixelIsADiamond_analytic) {
  PlaneMask const pixel{1, 1, 2, 3, {1}};
  auto const outline = measure_outline(pixel);
  EXPECT_DOUBLE_EQ(outline.area_mm2, 3);  // half of 2 · 3
  EXPECT_DOUBLE_EQ(outline.perimeter_mm, 4 * std::hypot(1.0, 1.5));
  EXPECT_DOUBLE_EQ(outline.diameter_mm, 3);
}

TEST(Outline, ADiscApproachesTheFormula_analytic) {
  constexpr std::int64_t kRadius = 60;
  PlaneMask disc{2 * kRadius + 1, 2 * kRadius + 1, 0.5, 0.5, {}};
  for (std::int64_t r = -kRadius; r <= kRadius; ++r) {
    for (std::int64_t c = -kRadius; c <= kRadius; ++c) disc.inside.push_back(r * r + c * c <= kRadius * kRadius);
  }
  auto const outline = measure_outline(disc);
  EXPECT_NEAR(outline.area_mm2, std::numbers::pi * 900, 9);
  EXPECT_NEAR(outline.diameter_mm, 60.5, 1e-12);
  EXPECT_GT(outline.perimeter_mm, 2 * std::numbers::pi * 30);
}

}  // namespace
}  // namespace petra
