// Resegmentation: of the region's voxels those whose value lies in a range (PyRadiomics' resegmentMask).
#pragma once

#include "petra/base/result.hpp"
#include "petra/extract/mask_region.hpp"
#include "petra/extract/settings.hpp"
#include "petra/grid/volume.hpp"

namespace petra {

// The region's voxels x with low <= x (and x <= high where two thresholds are given). `image` is the unfiltered image
// in which `region` lies. Thresholds are made and compared in NumPy's element types: of a float32 image in float32.
// Error: at most one voxel is left.
[[nodiscard]] Result<MaskRegion> resegment_region(AnyVolume const& image, MaskRegion const& region,
                                                  ResegmentSettings const& settings);

// The part of a region that lies in a smaller box. PyRadiomics cuts the mask that shape is computed from to the box of
// the resegmented region, also where resegmentShape is off.
[[nodiscard]] MaskRegion cut_to_box(MaskRegion const& region, Box const& box);

}  // namespace petra
