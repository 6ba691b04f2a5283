// How steep an image is.
#pragma once

#include "petra/grid/volume.hpp"

namespace petra {

// The fewest voxels along an axis that the recursive Gaussian can filter.
inline constexpr std::int64_t kFewestGradientVoxels = 4;

// Magnitude of the gradient of the image smoothed by a Gaussian of sigma_mm, per millimetre: ITK's
// GradientMagnitudeRecursiveGaussian in its arithmetic (float32 between passes). Each axis has at least
// kFewestGradientVoxels voxels.
[[nodiscard]] Volume<float> gradient_magnitude(AnyVolume const& image, double sigma_mm);

}  // namespace petra
