// Distances between the surfaces of two masks.
#pragma once

#include <vector>

#include "petra/grid/volume.hpp"
#include "petra/segment/lesions.hpp"

namespace petra {

// The voxels of a mask of which at least one of the six face neighbours is outside the mask (beyond the grid is
// outside; of a plane the four in it), in the order of memory.
[[nodiscard]] VoxelList surface_voxels(Mask const& mask);

// For each voxel of `from` the distance in mm to the nearest voxel of `to` (centre to centre); both are not empty. By
// the exact distance transform of Felzenszwalb & Huttenlocher 2012. Plain twin: surface_distance_test.cpp.
[[nodiscard]] std::vector<double> distances_to(VoxelList const& from, VoxelList const& to, Geometry const& geometry);

}  // namespace petra
