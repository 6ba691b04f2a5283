#include "petra/grid/place_mask.hpp"

#include "petra/grid/itk_points.hpp"
#include "petra/grid/resample.hpp"

namespace petra {

namespace {

Volume<float> as_fractions(Mask const& mask) {
  Volume<float> fractions;
  fractions.geometry = mask.geometry;
  fractions.voxels.reserve(mask.voxels.size());
  for (auto const voxel : mask.voxels) fractions.voxels.push_back(voxel != 0 ? 1.0F : 0.0F);
  return fractions;
}

}  // namespace

Mask place_mask(Mask const& mask, Geometry const& grid, MaskPlacing placing) {
  if (placing == MaskPlacing::nearest)
    return std::get<Mask>(resample(AnyVolume(std::in_place_type<Mask>, mask), grid, Interpolator::nearest));
  auto const fractions = std::get<Volume<float>>(
      resample(AnyVolume(std::in_place_type<Volume<float>>, as_fractions(mask)), grid, Interpolator::linear));
  Mask placed(grid);
  for (std::size_t i = 0; i < fractions.voxels.size(); ++i) placed.voxels[i] = fractions.voxels[i] >= 0.5F ? 1 : 0;
  return placed;
}

std::int64_t voxels_outside(Mask const& mask, Geometry const& grid) {
  PointOf const point_of(mask.geometry);
  IndexOf const index_of(grid);
  auto const& size = mask.geometry.size;
  std::int64_t outside = 0;
  std::size_t offset = 0;
  for (std::int64_t z = 0; z < size[2]; ++z) {
    for (std::int64_t y = 0; y < size[1]; ++y) {
      for (std::int64_t x = 0; x < size[0]; ++x, ++offset) {
        if (mask.voxels[offset] == 0) continue;
        auto const index = index_of(point_of.of_voxel({x, y, z}));
        for (std::size_t k = 0; k < 3; ++k) {
          double const i = index[static_cast<Eigen::Index>(k)];
          if (i >= -0.5 && i < static_cast<double>(grid.size[k]) - 0.5) continue;
          ++outside;
          break;
        }
      }
    }
  }
  return outside;
}

}  // namespace petra
