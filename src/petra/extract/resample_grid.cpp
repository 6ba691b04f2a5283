#include "petra/extract/resample_grid.hpp"

#include <cmath>

#include "petra/grid/itk_points.hpp"

namespace petra {

namespace {

// numpy.allclose(a, b) with its default tolerances.
bool are_close(Eigen::Vector3d const& a, Eigen::Vector3d const& b) {
  for (int k = 0; k < 3; ++k) {
    if (!(std::abs(a[k] - b[k]) <= 1e-8 + 1e-5 * std::abs(b[k]))) return false;
  }
  return true;
}

}  // namespace

ResampleGrid make_resample_grid(Geometry const& image, Geometry const& mask, Box const& region,
                                Eigen::Vector3d spacing_mm, std::int64_t pad_distance) {
  auto const region_size = region.size();
  for (std::size_t k = 0; k < 3; ++k) {
    auto const axis = static_cast<Eigen::Index>(k);
    if (spacing_mm[axis] == 0 || region_size[k] == 1) spacing_mm[axis] = mask.spacing_mm[axis];
  }
  if (are_close(image.spacing_mm, spacing_mm)) return {true, {}};
  Geometry grid = mask;
  grid.spacing_mm = spacing_mm;
  Eigen::Vector3d origin_index;  // of the new grid's first voxel, in the mask's voxels
  auto const pad = static_cast<double>(pad_distance);
  for (std::size_t k = 0; k < 3; ++k) {
    auto const axis = static_cast<Eigen::Index>(k);
    double const old_spacing = mask.spacing_mm[axis], new_spacing = spacing_mm[axis];
    double const ratio = old_spacing / new_spacing;
    auto const first = static_cast<double>(region.first[k]), size = static_cast<double>(region_size[k]);
    double const highest = std::ceil(static_cast<double>(mask.size[k]) * ratio) - 1;
    double const low = std::max(0.0, std::floor((first - 0.5) * ratio - pad));
    double const high = std::min(highest, std::ceil((first + size - 0.5) * ratio + pad));
    grid.size[k] = static_cast<std::int64_t>(high - low + 1);
    origin_index[axis] = 0.5 * (new_spacing - old_spacing) / old_spacing + low / ratio;
  }
  grid.origin_mm = PointOf(mask)(origin_index);
  return {false, grid};
}

}  // namespace petra
