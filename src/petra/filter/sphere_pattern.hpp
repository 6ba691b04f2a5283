// What a pattern of ones on a sphere is like at each level of its harmonics, whichever way it is turned.
#pragma once

#include <complex>
#include <cstdint>
#include <span>
#include <vector>

#include "petra/filter/sphere_samples.hpp"

namespace petra {

// One value per level n = 0 … levels - 1: Re sqrt(sum over the points of (sum_m c_nm Y_n^m)^2), c_nm = sum of Y_n^m
// over the ones. PyRadiomics' LBP3D, its sums in NumPy's order and its products fused as NumPy's kernels for AVX2 do
// it: patterns that a turn takes into each other have equal values but for rounding, and rounding decides on which side
// of a percentile or a bin's edge they fall.
class SpherePattern {
 public:
  // `points` at `radius` round the centre (z, y, x of an image; the angles take them as x, y, z). PyRadiomics hands the
  // polar angle to SciPy's sph_harm as its azimuth and the other way round; that is kept.
  SpherePattern(SphereOffsets const& points, double radius, int levels);

  // Whether every angle has a value: a point at the pole may lie a rounding beyond the radius.
  bool is_defined() const;

  // `ones`: of each point; `values`: one of each level.
  void compute(std::span<std::uint8_t const> ones, std::span<double> values) const;

 private:
  std::size_t points_, levels_;
  std::vector<std::complex<double>> harmonics_;  // of harmonic h = n^2 + n + m and point v at [h * points_ + v]
};

}  // namespace petra
