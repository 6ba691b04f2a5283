// The checks of an image and its region, one function each: PyRadiomics' rules, with messages that say what to do.
#pragma once

#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/extract/mask_region.hpp"
#include "petra/extract/settings.hpp"

namespace petra {

[[nodiscard]] Result<void> check_dimensions(AnyVolume const& image, AnyVolume const& mask);

// Image and mask given in each other's place: the "mask" holds many values, the "image" a few small whole numbers.
[[nodiscard]] bool look_swapped(AnyVolume const& image, AnyVolume const& mask);

// True when both hold the same voxels of the same type.
[[nodiscard]] bool same_voxels(AnyVolume const& image, AnyVolume const& mask);

// Both geometries, what differs and by how much; `differences` as geometry_differences gives them.
[[nodiscard]] Error grid_mismatch(Geometry const& image, Geometry const& mask,
                                  std::vector<std::string> const& differences);

// More than one voxel, minimumROIDimensions, minimumROISize.
[[nodiscard]] Result<void> check_region_size(MaskRegion const& region, ExtractionSettings const& settings);

// No voxel of the region is NaN or infinite; the error says how many are and where the first lies.
[[nodiscard]] Result<void> check_region_finite(AnyVolume const& image, MaskRegion const& region);

}  // namespace petra
