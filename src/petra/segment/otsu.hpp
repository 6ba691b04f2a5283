// Otsu's threshold, as ITK computes it.
#pragma once

#include <optional>

#include "petra/grid/volume.hpp"

namespace petra {

// The upper end of the bin that parts the box's histogram into two classes with the greatest variance between them
// (OtsuThresholdImageFilter): bins of float32 width from the least to the greatest voxel and a hundredth of a bin
// beyond (8-bit images: of the whole type), the first of equal maxima. The foreground is what lies above. Nothing where
// the box holds a voxel that is no number.
[[nodiscard]] std::optional<double> otsu_threshold(AnyVolume const& image, Box const& box, int bins);

}  // namespace petra
