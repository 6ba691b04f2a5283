#include "petra/filter/wavelet_kernels.hpp"

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define PETRA_VECTOR_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define PETRA_VECTOR_CLONES
#endif

namespace petra {

namespace {

// One block: the sums stay in registers while the taps run, tap by tap, as PyWavelets' loop does for one value at a
// time.
template <class T, bool kBoth, std::int64_t kCount>
[[gnu::always_inline]] inline void combine_block(T const* const* rows, T const* low, T const* high, std::int64_t taps,
                                                 std::int64_t start, T* low_out, T* high_out) {
  T low_sum[kCount] = {}, high_sum[kCount] = {};
  for (std::int64_t k = 0; k < taps; ++k) {
    T const* const row = rows[k] + start;
    T const l = low[k];
    T const h = kBoth ? high[k] : T(0);
    for (std::int64_t i = 0; i < kCount; ++i) {
      low_sum[i] += l * row[i];
      if constexpr (kBoth) high_sum[i] += h * row[i];
    }
  }
  for (std::int64_t i = 0; i < kCount; ++i) low_out[start + i] = low_sum[i];
  if constexpr (kBoth) {
    for (std::int64_t i = 0; i < kCount; ++i) high_out[start + i] = high_sum[i];
  }
}

template <class T, bool kBoth>
[[gnu::always_inline]] inline void combine(T const* const* rows, T const* low, T const* high, std::int64_t taps,
                                           std::int64_t length, T* low_out, T* high_out) {
  std::int64_t start = 0;
  for (; start + kBlock <= length; start += kBlock) {
    combine_block<T, kBoth, kBlock>(rows, low, high, taps, start, low_out, high_out);
  }
  for (; start < length; ++start) combine_block<T, kBoth, 1>(rows, low, high, taps, start, low_out, high_out);
}

}  // namespace

PETRA_VECTOR_CLONES
void combine_rows(double const* const* rows, double const* low, double const* high, std::int64_t taps,
                  std::int64_t length, double* low_out, double* high_out) {
  if (high == nullptr) return combine<double, false>(rows, low, high, taps, length, low_out, high_out);
  combine<double, true>(rows, low, high, taps, length, low_out, high_out);
}

PETRA_VECTOR_CLONES
void combine_rows(float const* const* rows, float const* low, float const* high, std::int64_t taps, std::int64_t length,
                  float* low_out, float* high_out) {
  if (high == nullptr) return combine<float, false>(rows, low, high, taps, length, low_out, high_out);
  combine<float, true>(rows, low, high, taps, length, low_out, high_out);
}

}  // namespace petra
