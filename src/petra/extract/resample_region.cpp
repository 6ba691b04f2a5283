// A mask on another grid than its image: checked and resampled as PyRadiomics' correctMask does through SimpleITK.

#include <fmt/format.h>

#include <cmath>

#include "petra/base/text.hpp"
#include "petra/extract/mask_region.hpp"
#include "petra/grid/itk_points.hpp"

namespace petra {

namespace {

constexpr double kTolerance = 1e-3;  // voxels; PyRadiomics' allowance for rounding

std::string format_vector(Eigen::Vector3d const& v) {
  return fmt::format("({:.3f}, {:.3f}, {:.3f})", v[0], v[1], v[2]);
}

// The corners of the region's box in the image's continuous index space, lowest and highest per axis. PyRadiomics looks
// at two opposite corners only; all eight are needed to know where to resample.
struct Extent {
  Eigen::Vector3d low, high;
};

Extent extent_in_image(MaskRegion const& region, Geometry const& mask, Geometry const& image, bool all_corners) {
  PointOf const point_of(mask);
  IndexOf const index_of(image);
  Extent extent{Eigen::Vector3d::Constant(INFINITY), Eigen::Vector3d::Constant(-INFINITY)};
  for (int corner = 0; corner < 8; ++corner) {
    if (!all_corners && corner != 0 && corner != 7) continue;
    Eigen::Vector3d index;
    for (int k = 0; k < 3; ++k) {
      auto const axis = static_cast<std::size_t>(k);
      bool const upper = ((corner >> k) & 1) != 0;
      index[k] =
          upper ? static_cast<double>(region.box.last[axis]) + 0.5 : static_cast<double>(region.box.first[axis]) - 0.5;
    }
    Eigen::Vector3d const there = index_of(point_of(index));
    extent.low = extent.low.cwiseMin(there);
    extent.high = extent.high.cwiseMax(there);
  }
  return extent;
}

}  // namespace

Result<void> check_inside_image(MaskRegion const& region, Geometry const& mask, Geometry const& image) {
  auto const extent = extent_in_image(region, mask, image, false);
  for (int k = 0; k < 3; ++k) {
    double const end = static_cast<double>(image.size[static_cast<std::size_t>(k)]) - 0.5;
    if (extent.low[k] >= -0.5 - kTolerance && extent.high[k] <= end + kTolerance) continue;
    return make_error(ErrorCode::invalid_input, "mask",
                      fmt::format("the region reaches out of the image: it spans {} to {} in the image's voxels, the "
                                  "image has {} x {} x {}. Image: {}. Mask: {}",
                                  format_vector(extent.low), format_vector(extent.high), image.size[0], image.size[1],
                                  image.size[2], format_geometry(image), format_geometry(mask)),
                      "Check that image and mask belong together");
  }
  return {};
}

Result<MaskRegion> resample_region(MaskRegion const& region, Geometry const& mask, Geometry const& image) {
  PETRA_CHECK(check_inside_image(region, mask, image));
  return region_on_grid(region, mask, image);
}

Result<MaskRegion> region_on_grid(MaskRegion const& region, Geometry const& mask, Geometry const& image) {
  auto const extent = extent_in_image(region, mask, image, true);
  Box search;
  for (std::size_t k = 0; k < 3; ++k) {
    auto const axis = static_cast<Eigen::Index>(k);
    search.first[k] = std::max<std::int64_t>(0, static_cast<std::int64_t>(std::floor(extent.low[axis])) - 1);
    search.last[k] =
        std::min<std::int64_t>(image.size[k] - 1, static_cast<std::int64_t>(std::ceil(extent.high[axis])) + 1);
  }
  PointOf const point_of(image);
  IndexOf const index_of(mask);
  auto const box_size = region.box.size();
  // ITK interpolates the index along each whole line of the output between the transformed ends.
  auto const line_length = static_cast<double>(image.size[0]);
  auto is_inside = [&](Eigen::Vector3d const& start, Eigen::Vector3d const& end, std::int64_t x) {
    double const alpha = static_cast<double>(x) / line_length;
    Index3 nearest{};
    for (std::size_t k = 0; k < 3; ++k) {
      auto const axis = static_cast<Eigen::Index>(k);
      double const index = start[axis] + alpha * (end[axis] - start[axis]);
      if (!(index >= -0.5) || !(index < static_cast<double>(mask.size[k]) - 0.5)) return false;
      nearest[k] = static_cast<std::int64_t>(std::floor(index + 0.5)) - region.box.first[k];  // halves go up
      if (nearest[k] < 0 || nearest[k] >= box_size[k]) return false;
    }
    return region
               .inside[static_cast<std::size_t>(nearest[0] + box_size[0] * (nearest[1] + box_size[1] * nearest[2]))] !=
           0;
  };
  auto const search_size = search.size();
  Volume<std::uint8_t> found(Geometry{search_size, {1, 1, 1}, {0, 0, 0}, Eigen::Matrix3d::Identity(), 3});
  for (auto z = search.first[2]; z <= search.last[2]; ++z) {
    for (auto y = search.first[1]; y <= search.last[1]; ++y) {
      Eigen::Vector3d const start = index_of(point_of.of_voxel({0, y, z}));
      Eigen::Vector3d const end = index_of(point_of.of_voxel({image.size[0], y, z}));
      for (auto x = search.first[0]; x <= search.last[0]; ++x) {
        if (is_inside(start, end, x)) found.at(x - search.first[0], y - search.first[1], z - search.first[2]) = 1;
      }
    }
  }
  auto resampled = find_region(AnyVolume(std::move(found)), 1);
  if (!resampled) {
    return make_error(ErrorCode::invalid_input, "mask",
                      "nothing of the region is left on the image's grid: it lies between voxels",
                      "Draw the region on the image itself");
  }
  for (std::size_t k = 0; k < 3; ++k) {
    resampled->box.first[k] += search.first[k];
    resampled->box.last[k] += search.first[k];
  }
  return resampled;
}

}  // namespace petra
