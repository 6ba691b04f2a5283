// A part of a volume, where it lies.
#pragma once

#include "petra/grid/volume.hpp"

namespace petra {

// The voxels of `box`, which lies inside the volume. Its origin is computed as ITK computes a voxel's point.
[[nodiscard]] AnyVolume crop(AnyVolume const& volume, Box const& box);

}  // namespace petra
