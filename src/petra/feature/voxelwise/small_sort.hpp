// Sorting a few dozen numbers without a branch that cannot be foretold.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace petra {

// Ascending. Each number's place is how many are smaller, or equal and before it: all pairs are compared, which for up
// to 64 numbers vector registers do faster than a sort guesses. `scratch` is memory to work in.
inline void small_sort(std::vector<double>& values, std::vector<double>& scratch) {
  std::size_t const count = values.size();
  if (count > 64) {
    std::sort(values.begin(), values.end());
    return;
  }
  scratch.assign(values.begin(), values.end());
  double const* const x = scratch.data();
  for (std::size_t i = 0; i < count; ++i) {
    double const value = x[i];
    std::int64_t place = 0;
    for (std::size_t j = 0; j < i; ++j) place += x[j] <= value ? 1 : 0;
    for (std::size_t j = i + 1; j < count; ++j) place += x[j] < value ? 1 : 0;
    values[static_cast<std::size_t>(place)] = value;
  }
}

}  // namespace petra
