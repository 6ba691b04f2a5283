// The inner loop of the wavelet transform.
#pragma once

#include <cstdint>

namespace petra {

// Rows are handled this many values at a time; every row buffer has room up to the next multiple.
inline constexpr std::int64_t kRowBlock = 16;

[[nodiscard]] constexpr std::int64_t padded_row(std::int64_t length) {
  return (length + kRowBlock - 1) / kRowBlock * kRowBlock;
}

// low_out[i] = sum over k, ascending from zero, of low[k] * rows[k][i], and the same with high, for i <
// padded_row(length). Plain twin: two nested loops. high may be null: then high_out is not touched.
void combine_rows(double const* const* rows, double const* low, double const* high, std::int64_t taps,
                  std::int64_t length, double* low_out, double* high_out);
void combine_rows(float const* const* rows, float const* low, float const* high, std::int64_t taps, std::int64_t length,
                  float* low_out, float* high_out);

}  // namespace petra
