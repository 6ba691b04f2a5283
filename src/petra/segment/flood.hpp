// The part of a mask that is connected to seeds.
#pragma once

#include <span>
#include <vector>

#include "petra/grid/volume.hpp"
#include "petra/segment/neighbours.hpp"

namespace petra {

// Offsets of the voxels of `allowed` (not 0) that are connected to a seed that is itself allowed, in the order in which
// ITK's FloodFilledFunctionConditionalConstIterator comes to them: breadth first, seeds in their order. Seeds lie
// inside the grid; a seed named twice is visited twice, as there.
[[nodiscard]] std::vector<std::int64_t> flood_order(Mask const& allowed, std::span<Index3 const> seeds,
                                                    Connectivity connectivity);

// The same as a mask: ITK's ConnectedThreshold when `allowed` holds the voxels within the thresholds.
[[nodiscard]] Mask connected_to(Mask const& allowed, std::span<Index3 const> seeds, Connectivity connectivity);

}  // namespace petra
