// The inner loop of the wavelet transform.
#pragma once

#include <cstdint>

namespace petra {

// Values are handled this many at a time. Where a caller gives a length rounded up by padded(), the values beyond its
// own are garbage to be overwritten, and all buffers must have room for them.
inline constexpr std::int64_t kBlock = 16;

[[nodiscard]] constexpr std::int64_t padded(std::int64_t length) {
  return (length + kBlock - 1) / kBlock * kBlock;
}

// low_out[i] = sum over k, ascending from zero, of low[k] * rows[k][i], and the same with high, for i < length.
// Products are rounded before they are added. Plain twin: two nested loops. high may be null: then high_out is not
// touched.
void combine_rows(double const* const* rows, double const* low, double const* high, std::int64_t taps,
                  std::int64_t length, double* low_out, double* high_out);
void combine_rows(float const* const* rows, float const* low, float const* high, std::int64_t taps, std::int64_t length,
                  float* low_out, float* high_out);

}  // namespace petra
