// The voxels of a region one by one, in memory order (x fastest), as NumPy's image[mask] gives them.
#pragma once

#include <cstddef>
#include <vector>

#include "petra/extract/mask_region.hpp"
#include "petra/grid/volume.hpp"

namespace petra {

// visit(voxel, offset in the region's box) for every voxel inside.
template <class T, class Visit>
void for_each_voxel(Volume<T> const& image, MaskRegion const& region, Visit const& visit) {
  std::size_t offset = 0;
  for (auto z = region.box.first[2]; z <= region.box.last[2]; ++z) {
    for (auto y = region.box.first[1]; y <= region.box.last[1]; ++y) {
      for (auto x = region.box.first[0]; x <= region.box.last[0]; ++x, ++offset) {
        if (region.inside[offset] != 0) visit(image.at(x, y, z), offset);
      }
    }
  }
}

template <class T>
[[nodiscard]] std::vector<T> voxels_of(Volume<T> const& image, MaskRegion const& region) {
  std::vector<T> values;
  values.reserve(static_cast<std::size_t>(region.voxel_count));
  for_each_voxel(image, region, [&](T voxel, std::size_t) { values.push_back(voxel); });
  return values;
}

}  // namespace petra
