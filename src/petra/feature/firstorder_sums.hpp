// First order's sums over the voxels of a region, several of one pass at a time and in whole vectors, each in the order
// of pairwise_sum: the same bits.
#pragma once

#include <cstdint>
#include <span>

namespace petra {

struct Extremes {
  double minimum = 0, maximum = 0;  // where 0 and -0 are both there, the sign of the one that comes first
  std::int64_t not_finite = 0;      // values that are NaN or infinite; the extremes mean nothing where there are any
};

// `x` is not empty.
[[nodiscard]] Extremes extremes_of(std::span<double const> x);

struct PlainSums {
  double values = 0;   // sum of x
  double squares = 0;  // sum of (x + shift)²
};
[[nodiscard]] PlainSums plain_sums(std::span<double const> x, double shift);

struct CentralSums {
  double second = 0, third = 0, fourth = 0;  // sums of (x - mean)², ³ and ⁴
  double absolute = 0;                       // sum of |x - mean|
};
[[nodiscard]] CentralSums central_sums(std::span<double const> x, double mean);

struct RangeSums {
  double values = 0;       // sum of the x with low <= x <= high; the others are terms of 0, as numpy.nanmean sums them
  std::int64_t count = 0;  // of those x
};
[[nodiscard]] RangeSums range_sums(std::span<double const> x, double low, double high);

// Sum of |x - mean| over the x with low <= x <= high, the others being terms of 0.
[[nodiscard]] double absolute_sum_in_range(std::span<double const> x, double low, double high, double mean);

}  // namespace petra
