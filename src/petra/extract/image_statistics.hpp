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

// numpy.add.reduce of a contiguous float64 array of `count` values, value(i) being the i-th: blocks of at most 128 in
// eight running sums, halves added recursively.
template <class Value>
[[nodiscard]] double pairwise_sum(std::size_t first, std::size_t count, Value const& value) {
  if (count < 8) {
    double sum = -0.0;
    for (std::size_t i = 0; i < count; ++i) sum += value(first + i);
    return sum;
  }
  if (count <= 128) {
    double r[8];
    for (std::size_t k = 0; k < 8; ++k) r[k] = value(first + k);
    std::size_t i = 8;
    for (; i < count - count % 8; i += 8) {
      for (std::size_t k = 0; k < 8; ++k) r[k] += value(first + i + k);
    }
    double sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
    for (; i < count; ++i) sum += value(first + i);
    return sum;
  }
  std::size_t half = count / 2;
  half -= half % 8;
  return pairwise_sum(first, half, value) + pairwise_sum(first + half, count - half, value);
}

[[nodiscard]] double numpy_mean(std::span<double const> values);

// SHA-1 of the voxels' bytes, as SimpleITK.Hash gives it.
[[nodiscard]] std::string voxel_hash(AnyVolume const& image);

// The same of a mask cast to 32-bit unsigned integers, as PyRadiomics casts it; cast piece by piece.
[[nodiscard]] std::string mask_hash(AnyVolume const& mask);

}  // namespace petra
