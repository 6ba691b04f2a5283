// Cubic B-spline interpolation in ITK's arithmetic: coefficients by a recursive filter with mirrored ends, weights of
// the four voxels round a point. Unser, Aldroubi, Eden 1993; Unser 1999, box 2.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "petra/grid/box.hpp"

namespace petra {

// Weights of the voxels first … first + 3 along one axis, for the point at index x.
struct BsplineWeights {
  std::int64_t first = 0;
  std::array<double, 4> weight{};
};
[[nodiscard]] BsplineWeights bspline_weights(double x);

// An index beyond the ends of a line of `length` voxels, mirrored at the end voxels.
[[nodiscard]] std::int64_t mirrored(std::int64_t index, std::int64_t length);

// Voxels round a box that its coefficients depend on. A voxel's part in a coefficient falls by 0.268 per step: after 64
// steps it is 1e-37 of the value, and the recursion has come to the very numbers that whole lines give.
inline constexpr std::int64_t kBsplineMargin = 64;

// Values of a block of voxels (x fastest) -> spline coefficients, in place. `block` is where the values lie in an image
// of `image_size`: at the image's ends the filter starts as ITK starts it, elsewhere anyhow (see kBsplineMargin).
void bspline_coefficients(std::vector<double>& values, Box const& block, Index3 const& image_size);

}  // namespace petra
