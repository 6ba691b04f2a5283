// Normalisation of the whole image before anything else (PyRadiomics' normalizeImage).
#pragma once

#include "petra/base/result.hpp"
#include "petra/extract/settings.hpp"
#include "petra/grid/volume.hpp"

namespace petra {

// scale * clip((x - mean) / standard deviation), in float64 whatever the image's type, over all voxels (not only those
// of a region), standard deviation with n - 1; clipped to +- remove_outliers where given. Sums as ITK's statistics
// filter makes them (sum and sum of squares, each compensated). Errors: the image is flat, holds one voxel only, or
// holds a voxel that is not finite.
[[nodiscard]] Result<AnyVolume> normalise_image(AnyVolume const& image, NormaliseSettings const& settings);

}  // namespace petra
