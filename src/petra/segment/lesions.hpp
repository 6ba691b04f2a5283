// The lesions of a mask: its parts that do not touch, or its labels.
#pragma once

#include <vector>

#include "petra/grid/volume.hpp"

namespace petra {

// Voxels that touch: by a face (6), also by an edge (18), also by a corner (26).
enum class Neighbourhood { faces = 6, edges = 18, corners = 26 };

// The voxels of one lesion in the order of memory (x fastest).
using VoxelList = std::vector<Index3>;

// The connected parts of a mask, the largest first; of equal ones the one whose first voxel comes first in memory.
// Plain twin: lesions_test.cpp.
[[nodiscard]] std::vector<VoxelList> connected_lesions(Mask const& mask, Neighbourhood neighbourhood);

// All voxels of a mask that are not 0, in the order of memory.
[[nodiscard]] VoxelList voxels_of(Mask const& mask);

}  // namespace petra
