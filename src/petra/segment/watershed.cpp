#include "petra/segment/watershed.hpp"

#include <algorithm>

#include "petra/segment/monotone_queue.hpp"

namespace petra {

Volume<std::uint8_t> watershed_from_markers(Volume<float> const& height, Volume<std::uint8_t> const& markers,
                                            Connectivity connectivity) {
  auto const& size = height.geometry.size;
  auto const steps = steps_of(connectivity);
  Volume<std::uint8_t> labels = markers;
  MonotoneQueue queue;
  for (std::size_t i = 0; i < labels.voxels.size(); ++i) {
    if (markers.voxels[i] == 0) continue;
    bool at_edge = false;
    for_each_neighbour(static_cast<std::int64_t>(i), size, steps, [&](std::int64_t next) {
      at_edge = at_edge || markers.voxels[static_cast<std::size_t>(next)] == 0;
    });
    if (at_edge) queue.push(key_of(height.voxels[i]), static_cast<std::uint32_t>(i));
  }
  while (auto const entry = queue.pop()) {
    for_each_neighbour(entry->value, size, steps, [&](std::int64_t next) {
      auto const i = static_cast<std::size_t>(next);
      if (labels.voxels[i] != 0) return;
      labels.voxels[i] = labels.voxels[entry->value];
      queue.push(std::max(entry->key, key_of(height.voxels[i])), static_cast<std::uint32_t>(i));
    });
  }
  return labels;
}

}  // namespace petra
