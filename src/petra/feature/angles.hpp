// Neighbour offsets in PyRadiomics' order (3.0.1, generate_angles): all offsets whose largest component is one of
// `distances`, sorted from the largest z, then y, then x downwards. The first half of that list are the angles of
// one-way matrices (GLCM, GLRLM), the whole list is the neighbourhood of GLSZM, GLDM and NGTDM.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/grid/geometry.hpp"

namespace petra {

enum class AngleKind { one_way, both_ways };

// Offsets in voxels, order x, y, z. An offset that the box cannot hold is left out: a box one voxel thick has 4 angles,
// not 13. force_2d_axis: -1, or the array axis (z = 0, y = 1, x = 2) along which no offset moves. A distance given
// twice counts twice, as it does there: the list then goes on from its beginning. Errors: a distance below 1; no offset
// at all, which stops the case in PyRadiomics too; more than 100,000 offsets.
[[nodiscard]] Result<std::vector<Index3>> neighbour_offsets(Index3 const& box_size, std::span<int const> distances,
                                                            int force_2d_axis, AngleKind kind);

// The largest step along each axis: how far round the box a kernel looks.
[[nodiscard]] Index3 reach_of(std::span<Index3 const> offsets);

}  // namespace petra
