// The islands of a mask: its connected parts.
#pragma once

#include <vector>

#include "petra/grid/volume.hpp"
#include "petra/segment/neighbours.hpp"

namespace petra {

struct Islands {
  Volume<std::int32_t> labels;       // 0 outside, islands from 1 in the order of their first voxel in memory
  std::vector<std::int64_t> voxels;  // of island k + 1
};

// As scipy.ndimage.label numbers them.
[[nodiscard]] Islands find_islands(Mask const& mask, Connectivity connectivity);

// The island with most voxels, the first of equals; empty of an empty mask.
[[nodiscard]] Mask largest_island(Mask const& mask, Connectivity connectivity);

// The islands of at least so many voxels.
[[nodiscard]] Mask islands_of_at_least(Mask const& mask, std::int64_t voxels, Connectivity connectivity);

// Holes filled: what is not mask and not connected to the image's border (BinaryFillhole; faces there, and so does the
// background of a plane meet only four borders). `background`: how the background holds together.
[[nodiscard]] Mask fill_holes(Mask const& mask, Connectivity background);

}  // namespace petra
