// Random draws for tests that are the same with every standard library: std::mt19937's numbers are fixed by the
// standard, what its distributions and std::shuffle make of them is not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace petra::testing {

// Uniform in [low, high), of one number of the engine.
template <class Engine>
[[nodiscard]] double draw_uniform(Engine& engine, double low = 0, double high = 1) {
  return low + (high - low) * (static_cast<double>(engine() & 0xFFFFFFFFU) * 0x1.0p-32);
}

// Mean 0, standard deviation 1, near enough to normal: the sum of twelve uniforms, never beyond 6. Exact arithmetic.
template <class Engine>
[[nodiscard]] double draw_normal(Engine& engine, double mean = 0, double standard_deviation = 1) {
  double sum = -6;
  for (int k = 0; k < 12; ++k) sum += draw_uniform(engine);
  return mean + standard_deviation * sum;
}

// Fisher and Yates.
template <class Range, class Engine>
void shuffle(Range& values, Engine& engine) {
  for (std::size_t k = values.size(); k > 1; --k) std::swap(values[k - 1], values[engine() % k]);
}

}  // namespace petra::testing
