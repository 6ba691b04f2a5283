#include "petra/segment/islands.hpp"

#include <algorithm>

#include "petra/segment/flood.hpp"

namespace petra {

Islands find_islands(Mask const& mask, Connectivity connectivity) {
  Islands islands{Volume<std::int32_t>(mask.geometry), {}};
  auto const& size = mask.geometry.size;
  auto const steps = steps_of(connectivity);
  std::vector<std::int64_t> front;
  for (std::size_t start = 0; start < mask.voxels.size(); ++start) {
    if (mask.voxels[start] == 0 || islands.labels.voxels[start] != 0) continue;
    auto const label = static_cast<std::int32_t>(islands.voxels.size() + 1);
    std::int64_t count = 1;
    islands.labels.voxels[start] = label;
    front.assign(1, static_cast<std::int64_t>(start));
    while (!front.empty()) {
      auto const offset = front.back();
      front.pop_back();
      for_each_neighbour(offset, size, steps, [&](std::int64_t next) {
        auto const i = static_cast<std::size_t>(next);
        if (mask.voxels[i] == 0 || islands.labels.voxels[i] != 0) return;
        islands.labels.voxels[i] = label;
        front.push_back(next);
        ++count;
      });
    }
    islands.voxels.push_back(count);
  }
  return islands;
}

namespace {

template <class Wanted>
Mask keep(Islands const& islands, Wanted const& wanted) {
  Mask mask(islands.labels.geometry);
  for (std::size_t i = 0; i < mask.voxels.size(); ++i) {
    auto const label = islands.labels.voxels[i];
    mask.voxels[i] = label != 0 && wanted(static_cast<std::size_t>(label - 1)) ? 1 : 0;
  }
  return mask;
}

}  // namespace

Mask largest_island(Mask const& mask, Connectivity connectivity) {
  auto const islands = find_islands(mask, connectivity);
  auto const largest =
      static_cast<std::size_t>(std::max_element(islands.voxels.begin(), islands.voxels.end()) - islands.voxels.begin());
  return keep(islands, [&](std::size_t island) { return island == largest; });
}

Mask islands_of_at_least(Mask const& mask, std::int64_t voxels, Connectivity connectivity) {
  auto const islands = find_islands(mask, connectivity);
  return keep(islands, [&](std::size_t island) { return islands.voxels[island] >= voxels; });
}

Mask fill_holes(Mask const& mask, Connectivity background) {
  auto const& size = mask.geometry.size;
  Mask outside(mask.geometry);
  for (std::size_t i = 0; i < mask.voxels.size(); ++i) outside.voxels[i] = mask.voxels[i] == 0 ? 1 : 0;
  std::vector<Index3> border;
  auto const axes = static_cast<std::size_t>(mask.geometry.dimension);
  for (std::int64_t offset = 0; offset < mask.geometry.voxel_count(); ++offset) {
    if (outside.voxels[static_cast<std::size_t>(offset)] == 0) continue;
    auto const voxel = voxel_of(offset, size);
    for (std::size_t k = 0; k < axes; ++k) {
      if (voxel[k] != 0 && voxel[k] != size[k] - 1) continue;
      border.push_back(voxel);
      break;
    }
  }
  Mask result = connected_to(outside, border, background);
  for (auto& voxel : result.voxels) voxel = voxel == 0 ? 1 : 0;
  return result;
}

}  // namespace petra
