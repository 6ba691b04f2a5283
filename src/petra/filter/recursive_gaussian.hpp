// The Gaussian and its derivatives as recursive filters along one axis, in ITK's arithmetic.
#pragma once

#include <array>
#include <cstdint>

#include "petra/grid/box.hpp"

namespace petra {

enum class GaussianOrder { smooth, first_derivative, second_derivative };

// Coefficients of the causal pass (n on the data, d on results), of the anti-causal pass (m on the data, d on results),
// and of both passes' results beyond the border (bn, bm), where the border's voxel is repeated without end.
struct RecursiveGaussian {
  std::array<double, 4> n = {}, d = {}, m = {}, bn = {}, bm = {};
};

// sigma_mm > 0; spacing_mm > 0 of the axis. The first derivative is per voxel. The second is per voxel², times
// sigma_mm² (ITK's NormalizeAcrossScale). Source: ITK RecursiveGaussianImageFilter; R. Deriche, INRIA RR-1893 (1993),
// fourth order.
[[nodiscard]] RecursiveGaussian make_recursive_gaussian(double sigma_mm, double spacing_mm, GaussianOrder order);

// Filters the lines along `axis` (at least 4 voxels long) of a block of `size` voxels, x fastest, in double within a
// line, as ITK does, and writes float32 results of the entries first … last of every line; `out` holds such a block.
// Plain twin: tests (one line at a time, whole).
template <class Voxel>
void filter_lines(Voxel const* in, Index3 const& size, std::size_t axis, RecursiveGaussian const& filter,
                  std::int64_t first, std::int64_t last, float* out);

}  // namespace petra
