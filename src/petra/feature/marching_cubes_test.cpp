#include "petra/feature/marching_cubes.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "petra/feature/test_region.hpp"

namespace petra {
namespace {

std::size_t edge_of(char digit) {
  return static_cast<std::size_t>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

bool is_cut(unsigned code, std::size_t edge) {
  auto const& [a, b] = kCellEdges[edge];
  return (code >> a & 1U) != (code >> b & 1U);
}

// True if both edges lie on one face of the cell.
bool share_face(std::size_t edge, std::size_t other) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    for (int side = 0; side < 2; ++side) {
      auto const on_face = [&](std::size_t e) {
        return kCellCorners[static_cast<std::size_t>(kCellEdges[e][0])][axis] == side &&
               kCellCorners[static_cast<std::size_t>(kCellEdges[e][1])][axis] == side;
      };
      if (on_face(edge) && on_face(other)) return true;
    }
  }
  return false;
}

TEST(MarchingCubes, EveryRowUsesExactlyTheCutEdgesAndEndsOnFaces_analytic) {
  for (unsigned code = 0; code < 128; ++code) {
    std::string_view const triangles = cell_triangles(code);
    ASSERT_EQ(triangles.size() % 3, 0U);
    std::set<std::size_t> used;
    std::map<std::pair<std::size_t, std::size_t>, int> sides;  // directed
    for (std::size_t t = 0; t < triangles.size(); t += 3) {
      for (std::size_t k = 0; k < 3; ++k) {
        std::size_t const from = edge_of(triangles[t + k]), to = edge_of(triangles[t + (k + 1) % 3]);
        used.insert(from);
        ++sides[{from, to}];
      }
    }
    for (std::size_t edge = 0; edge < 12; ++edge)
      EXPECT_EQ(used.contains(edge), is_cut(code, edge)) << code << " edge " << edge;
    // A side is met once, and either met once the other way (inside the cell) or lies on a face (where the next cell
    // goes on).
    for (auto const& [side, count] : sides) {
      EXPECT_EQ(count, 1) << code;
      if (!sides.contains({side.second, side.first})) {
        EXPECT_TRUE(share_face(side.first, side.second)) << code << ": " << side.first << "-" << side.second;
      }
    }
  }
}

// The twin: every triangle of every cell in millimetres, added up one by one.
MeshMeasures twin(RegionBox const& box) {
  auto const inside = [&](std::int64_t x, std::int64_t y, std::int64_t z) {
    bool const within = x >= 0 && y >= 0 && z >= 0 && x < box.size[0] && y < box.size[1] && z < box.size[2];
    return within && box.inside[static_cast<std::size_t>((z * box.size[1] + y) * box.size[0] + x)] != 0;
  };
  MeshMeasures sum;
  for (std::int64_t z = -1; z < box.size[2]; ++z) {
    for (std::int64_t y = -1; y < box.size[1]; ++y) {
      for (std::int64_t x = -1; x < box.size[0]; ++x) {
        unsigned code = 0;
        for (std::size_t corner = 0; corner < 8; ++corner) {
          auto const& c = kCellCorners[corner];
          if (inside(x + c[0], y + c[1], z + c[2])) code |= 1U << corner;
        }
        double const sign = code >= 128 ? 1 : -1;
        std::string_view const triangles = cell_triangles(code >= 128 ? 255 - code : code);
        for (std::size_t t = 0; t < triangles.size(); t += 3) {
          std::array<Eigen::Vector3d, 3> p;
          for (std::size_t k = 0; k < 3; ++k) {
            auto const& a = kCellCorners[static_cast<std::size_t>(kCellEdges[edge_of(triangles[t + k])][0])];
            auto const& b = kCellCorners[static_cast<std::size_t>(kCellEdges[edge_of(triangles[t + k])][1])];
            p[k] = Eigen::Vector3d(static_cast<double>(x + 1) + (a[0] + b[0]) / 2.0,
                                   static_cast<double>(y + 1) + (a[1] + b[1]) / 2.0,
                                   static_cast<double>(z + 1) + (a[2] + b[2]) / 2.0)
                       .cwiseProduct(box.spacing_mm);
          }
          sum.volume_mm3 += sign * p[0].cross(p[1]).dot(p[2]) / 6;
          sum.area_mm2 += (p[0] - p[2]).cross(p[1] - p[2]).norm() / 2;
        }
      }
    }
  }
  return sum;
}

TEST(MarchingCubes, EqualsTheSumOverTriangles_twin) {
  for (unsigned seed = 1; seed <= 120; ++seed) {
    auto const box = test::random_region(seed);
    auto const fast = measure_mesh(RegionBits(box), box.spacing_mm), slow = twin(box);
    EXPECT_NEAR(fast.volume_mm3, slow.volume_mm3, 1e-11 * slow.area_mm2 * 10) << seed;
    EXPECT_NEAR(fast.area_mm2, slow.area_mm2, 1e-11 * slow.area_mm2) << seed;
  }
}

TEST(MarchingCubes, OneVoxelIsAnOctahedron_analytic) {
  Eigen::Vector3d const s(2, 3, 5);
  auto const mesh = measure_mesh(RegionBits(test::full_region({1, 1, 1}, s)), s);
  EXPECT_NEAR(mesh.volume_mm3, s.prod() / 6, 1e-14);
  // Eight triangles with corners on the axes at half the spacing.
  Eigen::Vector3d const a(1, 0, 0), b(0, 1.5, 0), c(0, 0, 2.5);
  EXPECT_NEAR(mesh.area_mm2, 8 * (b - a).cross(c - a).norm() / 2, 1e-12);
}

TEST(MarchingCubes, BlockLosesItsEdges_analytic) {
  // A block of n³ unit voxels: each edge loses a prism of 1/8 mm² section and length n - 1, each of the eight corners
  // what is left.
  for (int n = 2; n < 8; ++n) {
    auto const mesh = measure_mesh(RegionBits(test::full_region({n, n, n})), {1, 1, 1});
    double const cube = n * n * n, edges = 12 * (n - 1) / 8.0, corners = 8 * (1.0 / 8 - 1.0 / 48);
    EXPECT_NEAR(mesh.volume_mm3, cube - edges - corners, 1e-12) << n;
    double const faces = 6.0 * (n - 1) * (n - 1), bevels = 12 * (n - 1) * std::sqrt(0.5), tips = 8 * std::sqrt(3.0) / 8;
    EXPECT_NEAR(mesh.area_mm2, faces + bevels + tips, 1e-12) << n;
  }
}

}  // namespace
}  // namespace petra
