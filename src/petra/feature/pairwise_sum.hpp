// Sums in NumPy's order (pairwise, eight running sums per block of 128), so that means, and with them every "is it
// exactly flat" decision, come out as PyRadiomics' do. Also more exact and faster than a running sum.
#pragma once

#include <cstddef>

namespace petra {

// Sum of term(first) … term(first + count - 1).
// Naive: for (i) sum += term(i). Error here: O(log n) ulp of the sum of |terms| instead of O(n).
// `Value` is what NumPy adds in: float for a float32 array.
template <class Value = double, class Term>
[[nodiscard]] Value pairwise_sum(Term const& term, std::size_t count, std::size_t first = 0) {
  constexpr std::size_t kBlock = 128;
  if (count < 8) {
    Value sum = 0;
    for (std::size_t i = 0; i < count; ++i) sum += term(first + i);
    return sum;
  }
  if (count <= kBlock) {
    Value r[8];
    for (std::size_t k = 0; k < 8; ++k) r[k] = term(first + k);
    std::size_t i = 8;
    for (; i < count - count % 8; i += 8) {
      for (std::size_t k = 0; k < 8; ++k) r[k] += term(first + i + k);
    }
    Value sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
    for (; i < count; ++i) sum += term(first + i);
    return sum;
  }
  std::size_t half = count / 2;
  half -= half % 8;
  return pairwise_sum<Value>(term, half, first) + pairwise_sum<Value>(term, count - half, first + half);
}

}  // namespace petra
