// Volume and area of a region's surface mesh: marching cubes with the surface through the middle of every cut edge.
#pragma once

#include <array>
#include <string_view>

#include "petra/feature/region_bits.hpp"

namespace petra {

struct MeshMeasures {
  double volume_mm3 = 0;
  double area_mm2 = 0;
};

// A cell's eight corners, in the bit order of a cell's code: offsets (x, y, z).
inline constexpr std::array<std::array<int, 3>, 8> kCellCorners = {
    {{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0}, {0, 0, 1}, {1, 0, 1}, {1, 1, 1}, {0, 1, 1}}};

// The corners that each of a cell's twelve edges joins.
inline constexpr std::array<std::array<int, 2>, 12> kCellEdges = {
    {{0, 1}, {1, 2}, {2, 3}, {3, 0}, {4, 5}, {5, 6}, {6, 7}, {7, 4}, {0, 4}, {1, 5}, {2, 6}, {3, 7}}};

// Triangles of a cell whose code has bit 7 clear (otherwise: of the complement, turned round): three edges each, as
// hexadecimal digits.
[[nodiscard]] std::string_view cell_triangles(unsigned code);

// Volume and area of the mesh of a region, spacing in mm (x, y, z). A mesh with holes (cells with ambiguous faces) has
// a volume that depends on where the origin is: as in PyRadiomics it is the first cell of the padded box. Source:
// PyRadiomics 3.0.1's mesh, triangle for triangle; IBSI 3.1.1, 3.1.3. Plain twin: marching_cubes_test.cpp.
[[nodiscard]] MeshMeasures measure_mesh(RegionBits const& bits, Eigen::Vector3d const& spacing_mm);

}  // namespace petra
