// Smoothing of synthetic images.
#pragma once

#include "petra/grid/volume.hpp"

namespace petra::phantom {

// Gaussian of `sigma_mm` along x, y and z; edges replicated.
void smooth_gaussian(Volume<float>& volume, double sigma_mm);

// [1 2 1] / 4 along every axis that is longer than one voxel; edges replicated.
void smooth_binomial(Volume<float>& volume);

}  // namespace petra::phantom
