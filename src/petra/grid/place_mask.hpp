// A mask onto another grid, by geometry: never by the order of its array.
#pragma once

#include "petra/grid/volume.hpp"

namespace petra {

enum class MaskPlacing {
  nearest,      // the mask at the voxel's centre; halves go up
  linear_half,  // between the mask's voxels, inside where at least one half (IBSI)
};

// The mask at the voxel centres of `grid`; outside the mask's own grid there is nothing. The arithmetic is ITK's.
[[nodiscard]] Mask place_mask(Mask const& mask, Geometry const& grid, MaskPlacing placing);

// How many of the mask's voxels lie with their centre outside `grid`.
[[nodiscard]] std::int64_t voxels_outside(Mask const& mask, Geometry const& grid);

}  // namespace petra
