// From a label in a mask file's voxels to the region of interest: its box, which voxels of the box are inside, and what
// the diagnostics say of it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/grid/box.hpp"
#include "petra/grid/volume.hpp"

namespace petra {

struct MaskRegion {
  Box box;                           // of the label, in the mask's grid
  std::vector<std::uint8_t> inside;  // of the box, x fastest: 1 or 0
  std::int64_t voxel_count = 0;
};

// The region of `label`. Errors: a voxel that is not a whole number (says where), no label at all, the label absent
// (lists those present).
[[nodiscard]] Result<MaskRegion> find_region(AnyVolume const& mask, long long label);

// The different values of a volume, ascending; the first `maximum + 1` of them found when there are more than
// `maximum`.
[[nodiscard]] std::vector<double> distinct_values(AnyVolume const& volume, std::size_t maximum);

// Parts of the region that do not touch, corners counted as touching (26 neighbours).
[[nodiscard]] std::int64_t count_components(MaskRegion const& region);

// Mean index of the region's voxels (x, y, z).
[[nodiscard]] Eigen::Vector3d centre_of_mass_index(MaskRegion const& region);

// Error: the region's box reaches out of the image by more than 1e-3 voxel (PyRadiomics' _checkROI).
[[nodiscard]] Result<void> check_inside_image(MaskRegion const& region, Geometry const& mask, Geometry const& image);

// SimpleITK's resampling of a mask onto another grid: nearest neighbour, outside = 0. Error: nothing of the region is
// left.
[[nodiscard]] Result<MaskRegion> region_on_grid(MaskRegion const& region, Geometry const& mask, Geometry const& grid);

// Both: PyRadiomics' correction of a mask that lies on another grid than its image.
[[nodiscard]] Result<MaskRegion> resample_region(MaskRegion const& region, Geometry const& mask, Geometry const& image);

}  // namespace petra
