// Basins flooded from markers.
#pragma once

#include "petra/grid/volume.hpp"
#include "petra/segment/neighbours.hpp"

namespace petra {

// Every voxel gets the label of the marker from which it is flooded first when water rises on `height` (not negative,
// no NaN), level by level, on each level in the order in which it came: ITK's MorphologicalWatershedFromMarkers without
// a watershed line (Beucher and Meyer 1993). `markers`: 0 none, else a label, on the same grid.
[[nodiscard]] Volume<std::uint8_t> watershed_from_markers(Volume<float> const& height,
                                                          Volume<std::uint8_t> const& markers,
                                                          Connectivity connectivity);

}  // namespace petra
