#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "petra/filter/filter.hpp"

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define PETRA_VECTOR_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define PETRA_VECTOR_CLONES
#endif

namespace petra {

namespace {

template <class T>
struct Extremes {
  T low;
  T high;
};

// Kernels per type, not a template: the compiler clones only plain functions for AVX2.
#define PETRA_EXTREMES(type)                                                          \
  PETRA_VECTOR_CLONES Extremes<type> extremes(type const* voxel, std::size_t count) { \
    type low = voxel[0], high = voxel[0];                                             \
    for (std::size_t i = 0; i < count; ++i) {                                         \
      low = voxel[i] < low ? voxel[i] : low;                                          \
      high = voxel[i] > high ? voxel[i] : high;                                       \
    }                                                                                 \
    return {low, high};                                                               \
  }
PETRA_EXTREMES(std::int8_t)
PETRA_EXTREMES(std::uint8_t)
PETRA_EXTREMES(std::int16_t)
PETRA_EXTREMES(std::uint16_t)
PETRA_EXTREMES(std::int32_t)
PETRA_EXTREMES(std::uint32_t)
PETRA_EXTREMES(std::int64_t)
PETRA_EXTREMES(std::uint64_t)
#undef PETRA_EXTREMES

// The largest |x| of floating-point voxels by their bits: without the sign bit they order as unsigned integers,
// infinity above every number and NaN above infinity, so one maximum finds either.
PETRA_VECTOR_CLONES std::uint32_t largest_bits(float const* voxel, std::size_t count) {
  std::uint32_t largest = 0;
  for (std::size_t i = 0; i < count; ++i) {
    std::uint32_t const bits = __builtin_bit_cast(std::uint32_t, voxel[i]) & 0x7fffffffU;
    largest = bits > largest ? bits : largest;
  }
  return largest;
}

PETRA_VECTOR_CLONES std::int64_t largest_bits(double const* voxel, std::size_t count) {
  std::int64_t largest = 0;  // signed: SSE and AVX2 compare only signed 64-bit integers
  for (std::size_t i = 0; i < count; ++i) {
    std::int64_t const bits = __builtin_bit_cast(std::int64_t, voxel[i]) & 0x7fffffffffffffffLL;
    largest = bits > largest ? bits : largest;
  }
  return largest;
}

}  // namespace

double maximum_absolute(AnyVolume const& image) {
  return std::visit(
      [](auto const& volume) -> double {
        using Voxel = typename std::decay_t<decltype(volume)>::Voxel;
        if (volume.voxels.empty()) return 0;
        auto const* const voxel = volume.voxels.data();
        auto const count = volume.voxels.size();
        if constexpr (std::is_same_v<Voxel, float>) {
          return static_cast<double>(__builtin_bit_cast(float, largest_bits(voxel, count)));
        } else if constexpr (std::is_same_v<Voxel, double>) {
          return __builtin_bit_cast(double, largest_bits(voxel, count));
        } else {
          // NumPy casts to float64 before it takes absolutes, so the most negative integer is no exception.
          auto const found = extremes(voxel, count);
          return std::max(std::abs(static_cast<double>(found.low)), std::abs(static_cast<double>(found.high)));
        }
      },
      image);
}

}  // namespace petra
