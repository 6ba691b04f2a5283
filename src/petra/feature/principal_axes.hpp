// The principal axes of a region's voxels.
#pragma once

#include "petra/feature/region_bits.hpp"

namespace petra {

struct PrincipalAxes {
  Eigen::Vector3d eigenvalues_mm2 = {0, 0, 0};  // of the covariance (divisor n) of the voxel centres, ascending
};

// Eigenvalues in (-1e-10, 0) are rounding of flat regions and become 0, as in PyRadiomics 3.0.1.
[[nodiscard]] PrincipalAxes measure_principal_axes(RegionBits const& bits, Eigen::Vector3d const& spacing_mm);

}  // namespace petra
