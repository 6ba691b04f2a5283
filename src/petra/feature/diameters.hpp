// The largest distances between points of a region's surface mesh.
#pragma once

#include "petra/feature/region_bits.hpp"

namespace petra {

// Millimetres. `slice`: between points of equal z; `column`: of equal y; `row`: of equal x; `whole`: any two.
struct Diameters {
  double slice = 0;
  double column = 0;
  double row = 0;
  double whole = 0;
};

// The points are the middles of the edges between a voxel inside and one outside (the vertices of the mesh). The values
// are those of the comparison of all pairs, to the last bit: distances are formed by the same operations, and only
// pairs that cannot be the farthest are left out. Source: PyRadiomics 3.0.1; IBSI 3.1.11. Plain twin:
// diameters_test.cpp.
[[nodiscard]] Diameters measure_diameters(RegionBits const& bits, Eigen::Vector3d const& spacing_mm);

}  // namespace petra
