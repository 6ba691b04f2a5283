// A volume's values on another grid, as ITK's resampling filter gives them with an identity transform: the same
// operations in the same order, so that a whole number that is truncated comes out the same.
#pragma once

#include "petra/grid/volume.hpp"

namespace petra {

enum class Interpolator {
  nearest,   // the voxel whose box the point lies in; halves go up
  linear,    // between the eight voxels round it
  bspline,   // cubic B-spline through all voxels; beyond the edge the image is mirrored
  gaussian,  // these and the next: wide_interpolation.hpp
  label_gaussian,
  hamming_sinc,
  cosine_sinc,
  welch_sinc,
  lanczos_sinc,
  blackman_sinc,
};

// The image at the voxel centres of `grid`, in the image's own type: clamped to the type's range, truncated toward zero
// for whole numbers. Points outside the image are 0. Works on the part of the image that the grid needs.
[[nodiscard]] AnyVolume resample(AnyVolume const& image, Geometry const& grid, Interpolator interpolator);

}  // namespace petra
