// Random numbers by counter: the n-th draw of a stream is a function of (seed, stream, n) alone, so that noise is the same bytes
// whatever the order or the number of threads that ask for it. For synthetic images only; a study's draws are R's (stats/r_random.hpp).
#pragma once

#include <cstdint>
#include <initializer_list>

namespace petra {

class CounterRandom {
 public:
  // `path` names the stream: patient, organ, purpose ….
  CounterRandom(std::uint64_t seed, std::initializer_list<std::uint64_t> path) : key_(mixed(seed ^ 0x6A09E667F3BCC909ULL)) {
    for (auto const step : path) key_ = mixed(key_ + mixed(step + kOdd));
  }

  // 64 random bits of draw n.
  [[nodiscard]] constexpr std::uint64_t bits(std::uint64_t n) const { return mixed(key_ + (n + 1) * kOdd); }

  // Uniform in (0, 1), never 0 or 1.
  [[nodiscard]] constexpr double uniform(std::uint64_t n) const { return (static_cast<double>(bits(n) >> 11U) + 0.5) * 0x1.0p-53; }

  [[nodiscard]] constexpr double uniform(std::uint64_t n, double low, double high) const { return low + (high - low) * uniform(n); }

  // Mean 0, variance 1, near enough to normal for biology (the sum of twelve uniforms; never beyond 6). Exact arithmetic: no library
  // function whose last bit differs between machines.
  [[nodiscard]] constexpr double normal(std::uint64_t n) const {
    double sum = -6;
    for (std::uint64_t k = 0; k < 12; ++k) sum += uniform(n * 12 + k);
    return sum;
  }

  // Mean 0, variance 1, bell-shaped: the sum of the four 16-bit parts of one draw. For voxel noise, which is smoothed afterwards.
  [[nodiscard]] constexpr float noise(std::uint64_t n) const {
    std::uint64_t const word = bits(n);
    auto const sum = static_cast<std::int32_t>((word & 0xFFFFU) + ((word >> 16U) & 0xFFFFU) + ((word >> 32U) & 0xFFFFU) + (word >> 48U));
    return static_cast<float>(sum - 131070) * kNoiseScale;
  }

 private:
  static constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15ULL;
  static constexpr float kNoiseScale = 2.6428996e-5F;  // 1 / sqrt(4 (65536^2 - 1) / 12)

  // A bijection of 64 bits in which every output bit depends on every input bit (Stafford's variant 13 of the MurmurHash3 finaliser).
  static constexpr std::uint64_t mixed(std::uint64_t x) {
    x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31U);
  }

  std::uint64_t key_;
};

}  // namespace petra
