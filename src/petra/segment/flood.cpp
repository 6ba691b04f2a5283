#include "petra/segment/flood.hpp"

namespace petra {

std::vector<std::int64_t> flood_order(Mask const& allowed, std::span<Index3 const> seeds, Connectivity connectivity) {
  auto const& size = allowed.geometry.size;
  auto const steps =
      connectivity == Connectivity::faces ? std::span<Index3 const>(kFloodSteps) : steps_of(connectivity);
  std::vector<std::uint8_t> open = allowed.voxels;  // allowed and not come to yet
  std::vector<std::int64_t> order;
  for (auto const& seed : seeds) {
    if (allowed.at(seed[0], seed[1], seed[2]) == 0) continue;
    order.push_back(offset_of(seed, size));
    open[static_cast<std::size_t>(order.back())] = 0;
  }
  for (std::size_t k = 0; k < order.size(); ++k) {
    for_each_neighbour(order[k], size, steps, [&](std::int64_t next) {
      auto& still_open = open[static_cast<std::size_t>(next)];
      if (still_open == 0) return;
      still_open = 0;
      order.push_back(next);
    });
  }
  return order;
}

Mask connected_to(Mask const& allowed, std::span<Index3 const> seeds, Connectivity connectivity) {
  Mask mask(allowed.geometry);
  for (auto const offset : flood_order(allowed, seeds, connectivity)) mask.voxels[static_cast<std::size_t>(offset)] = 1;
  return mask;
}

}  // namespace petra
