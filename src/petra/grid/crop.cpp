#include "petra/grid/crop.hpp"

#include "petra/grid/itk_points.hpp"

namespace petra {

AnyVolume crop(AnyVolume const& volume, Box const& box) {
  return std::visit(
      [&](auto const& typed) -> AnyVolume {
        using T = typename std::decay_t<decltype(typed)>::Voxel;
        auto geometry = typed.geometry;
        geometry.size = box.size();
        geometry.origin_mm = PointOf(typed.geometry).of_voxel(box.first);
        std::vector<T> voxels;
        voxels.reserve(static_cast<std::size_t>(box.voxel_count()));
        for (auto z = box.first[2]; z <= box.last[2]; ++z) {
          for (auto y = box.first[1]; y <= box.last[1]; ++y) {
            auto const row = typed.voxels.begin() + static_cast<std::ptrdiff_t>(typed.offset(box.first[0], y, z));
            voxels.insert(voxels.end(), row, row + static_cast<std::ptrdiff_t>(geometry.size[0]));
          }
        }
        return Volume<T>(std::move(geometry), std::move(voxels));
      },
      volume);
}

}  // namespace petra
