// A sphere as a mask.
#pragma once

#include "petra/grid/volume.hpp"

namespace petra {

// Voxels whose centres lie within radius_mm of a voxel's centre, the border included.
[[nodiscard]] Mask sphere_mask(Geometry const& geometry, Index3 const& centre, double radius_mm);

}  // namespace petra
