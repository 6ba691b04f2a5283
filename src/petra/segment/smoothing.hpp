// Masks smoothed: by the majority of a box of voxels, by a Gaussian.
#pragma once

#include <vector>

#include "petra/grid/volume.hpp"

namespace petra {

// 1 where more than half of the (2 radius + 1)³ voxels round it are 1; beyond the image its edge voxels go on
// (BinaryMedian).
[[nodiscard]] Mask median(Mask const& mask, Index3 const& radius);

// The mask as 0 and 1, smoothed by a Gaussian of this standard deviation, cut at 1/2 (Slicer's Smoothing, Gaussian).
// The kernel is Lindeberg's discrete Gaussian, as ITK's DiscreteGaussian has it; beyond the image its edge voxels go
// on.
[[nodiscard]] Mask gaussian_smoothed(Mask const& mask, double sigma_mm);

// Half of the symmetric kernel, centre first, whole kernel summing to 1: T(n, t) = exp(-t) I_n(t) for the variance t in
// voxels², as far as it takes to hold 1 - maximum_error of the whole, at most maximum_width of them.
[[nodiscard]] std::vector<double> discrete_gaussian(double variance, double maximum_error, std::size_t maximum_width);

}  // namespace petra
