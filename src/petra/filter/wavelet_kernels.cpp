#include "petra/filter/wavelet_kernels.hpp"

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define PETRA_VECTOR_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define PETRA_VECTOR_CLONES
#endif

namespace petra {

namespace {

// Sums stay in registers for a block of the row while the taps run: products are rounded before they are added (no
// fused multiply-add), tap by tap, as PyWavelets' loop does for one value at a time.
template <class T>
[[gnu::always_inline]] inline void combine_both(T const* const* rows, T const* low, T const* high, std::int64_t taps,
                                                std::int64_t length, T* low_out, T* high_out) {
  for (std::int64_t start = 0; start < length; start += kRowBlock) {
    T low_sum[kRowBlock] = {}, high_sum[kRowBlock] = {};
    for (std::int64_t k = 0; k < taps; ++k) {
      T const* const row = rows[k] + start;
      T const l = low[k], h = high[k];
      for (std::int64_t i = 0; i < kRowBlock; ++i) {
        low_sum[i] += l * row[i];
        high_sum[i] += h * row[i];
      }
    }
    for (std::int64_t i = 0; i < kRowBlock; ++i) low_out[start + i] = low_sum[i];
    for (std::int64_t i = 0; i < kRowBlock; ++i) high_out[start + i] = high_sum[i];
  }
}

template <class T>
[[gnu::always_inline]] inline void combine_one(T const* const* rows, T const* low, std::int64_t taps,
                                               std::int64_t length, T* low_out) {
  for (std::int64_t start = 0; start < length; start += kRowBlock) {
    T sum[kRowBlock] = {};
    for (std::int64_t k = 0; k < taps; ++k) {
      T const* const row = rows[k] + start;
      T const l = low[k];
      for (std::int64_t i = 0; i < kRowBlock; ++i) sum[i] += l * row[i];
    }
    for (std::int64_t i = 0; i < kRowBlock; ++i) low_out[start + i] = sum[i];
  }
}

}  // namespace

PETRA_VECTOR_CLONES
void combine_rows(double const* const* rows, double const* low, double const* high, std::int64_t taps,
                  std::int64_t length, double* low_out, double* high_out) {
  if (high == nullptr) return combine_one(rows, low, taps, length, low_out);
  combine_both(rows, low, high, taps, length, low_out, high_out);
}

PETRA_VECTOR_CLONES
void combine_rows(float const* const* rows, float const* low, float const* high, std::int64_t taps, std::int64_t length,
                  float* low_out, float* high_out) {
  if (high == nullptr) return combine_one(rows, low, taps, length, low_out);
  combine_both(rows, low, high, taps, length, low_out, high_out);
}

}  // namespace petra
