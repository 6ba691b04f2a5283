// Where resampling puts the new voxels (PyRadiomics' resampleImage): a grid of the wished spacing, aligned to the
// corner of the mask's grid, cut to the region's box and padDistance new voxels round it.
#pragma once

#include "petra/extract/mask_region.hpp"
#include "petra/grid/geometry.hpp"

namespace petra {

struct ResampleGrid {
  bool same_as_image = false;  // the image has this spacing already: it is cut, not interpolated; only the mask moves
  Geometry grid;               // the new grid, unless same_as_image
};

// `spacing_mm`: wished, 0 = the mask's. An axis along which the region is one voxel thick keeps the mask's spacing.
[[nodiscard]] ResampleGrid make_resample_grid(Geometry const& image, Geometry const& mask, Box const& region,
                                              Eigen::Vector3d spacing_mm, std::int64_t pad_distance);

}  // namespace petra
