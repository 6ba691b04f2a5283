// What the diagnostics say of an image: mean, smallest and largest voxel, fingerprint. Sums run in NumPy's order
// (pairwise), so that they are PyRadiomics' to the last bit.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "petra/grid/volume.hpp"

namespace petra {

struct ImageStatistics {
  double mean = 0, minimum = 0, maximum = 0;  // NaN where a voxel is NaN, as NumPy has it
  double maximum_absolute = 0;                // over the finite voxels
  std::int64_t not_finite = 0;                // NaN or infinite voxels
};

// One pass over the voxels. An image without voxels gives zeros.
[[nodiscard]] ImageStatistics compute_image_statistics(AnyVolume const& image);

// numpy.mean of a contiguous float64 array.
[[nodiscard]] double numpy_mean(std::span<double const> values);

// SHA-1 of the voxels' bytes, as SimpleITK.Hash gives it.
[[nodiscard]] std::string voxel_hash(AnyVolume const& image);

// The same of a mask cast to 32-bit unsigned integers, as PyRadiomics casts it; cast piece by piece.
[[nodiscard]] std::string mask_hash(AnyVolume const& mask);

}  // namespace petra
