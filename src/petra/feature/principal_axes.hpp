// The principal axes of a region's voxels.
#pragma once

#include "petra/feature/feature.hpp"
#include "petra/feature/region_bits.hpp"

namespace petra {

struct PrincipalAxes {
  Eigen::Vector3d eigenvalues_mm2 = {0, 0, 0};  // of the covariance (divisor n) of the voxel centres, ascending
};

// Eigenvalues in (-1e-10, 0) are rounding of flat regions and become 0, as in PyRadiomics 3.0.1.
[[nodiscard]] PrincipalAxes measure_principal_axes(RegionBits const& bits, Eigen::Vector3d const& spacing_mm);

// 4 √λ in mm; undefined where rounding left λ clearly negative.
[[nodiscard]] FeatureValue axis_length(double eigenvalue_mm2);

// √(λ / λ_major); undefined likewise, and where the major axis has no length.
[[nodiscard]] FeatureValue axis_ratio(double eigenvalue_mm2, double major_mm2);

}  // namespace petra
