#include "petra/feature/firstorder_sums.hpp"

#include <array>
#include <cstddef>
#include <cstring>
#include <limits>

#include "petra/base/vector_clones.hpp"

namespace petra {

namespace {

using Lanes = double __attribute__((vector_size(32)));
using Masks = std::int64_t __attribute__((vector_size(32)));

constexpr std::size_t kBlock = 128;  // NumPy's

// Results by reference: how a vector is returned differs between the clones.
[[gnu::always_inline]] inline void keep_where(Masks const& mask, Lanes& x) {
  Masks bits;
  std::memcpy(&bits, &x, sizeof bits);
  bits &= mask;
  std::memcpy(&x, &bits, sizeof bits);
}
[[gnu::always_inline]] inline void make_absolute(Lanes& x) {
  constexpr std::int64_t kNoSign = std::numeric_limits<std::int64_t>::max();
  keep_where(Masks{kNoSign, kNoSign, kNoSign, kNoSign}, x);
}

// Sums of at most 128 terms: eight running sums, added up as a tree, then the terms beyond the last eight. `terms`
// makes kSums terms of each x.
template <std::size_t kSums, class Terms>
[[gnu::always_inline]] inline void sum_block(double const* x, std::size_t count, Terms const& terms, double* sums) {
  std::size_t i = 0;
  for (std::size_t s = 0; s < kSums; ++s) sums[s] = 0;
  if (count >= 8) {
    Lanes low[kSums], high[kSums], values, found[kSums];
    load_lanes(x, values);
    terms(values, low);
    load_lanes(x + 4, values);
    terms(values, high);
    for (i = 8; i + 8 <= count; i += 8) {
      load_lanes(x + i, values);
      terms(values, found);
      for (std::size_t s = 0; s < kSums; ++s) low[s] += found[s];
      load_lanes(x + i + 4, values);
      terms(values, found);
      for (std::size_t s = 0; s < kSums; ++s) high[s] += found[s];
    }
    for (std::size_t s = 0; s < kSums; ++s) {
      sums[s] =
          ((low[s][0] + low[s][1]) + (low[s][2] + low[s][3])) + ((high[s][0] + high[s][1]) + (high[s][2] + high[s][3]));
    }
  }
  for (; i < count; ++i) {
    Lanes const values = {x[i], x[i], x[i], x[i]};
    Lanes found[kSums];
    terms(values, found);
    for (std::size_t s = 0; s < kSums; ++s) sums[s] += found[s][0];
  }
}

struct PlainTerms {
  double shift;
  [[gnu::always_inline]] void operator()(Lanes const& x, Lanes* terms) const {
    Lanes const shifted = x + shift;
    terms[0] = x;
    terms[1] = shifted * shifted;
  }
};

struct CentralTerms {
  double mean;
  [[gnu::always_inline]] void operator()(Lanes const& x, Lanes* terms) const {
    Lanes const d = x - mean, square = d * d;
    terms[0] = square;
    terms[1] = square * d;
    terms[2] = square * square;
    terms[3] = d;
    make_absolute(terms[3]);
  }
};

struct RangeTerms {
  double low, high;
  [[gnu::always_inline]] void operator()(Lanes const& x, Lanes* terms) const {
    terms[0] = x;
    keep_where((x >= low) & (x <= high), terms[0]);
  }
};

struct RangeDeviations {
  double low, high, mean;
  [[gnu::always_inline]] void operator()(Lanes const& x, Lanes* terms) const {
    terms[0] = x - mean;
    make_absolute(terms[0]);
    keep_where((x >= low) & (x <= high), terms[0]);
  }
};

PETRA_VECTOR_CLONES
void block_sums(double const* x, std::size_t count, PlainTerms const& terms, double* sums) {
  sum_block<2>(x, count, terms, sums);
}
PETRA_VECTOR_CLONES
void block_sums(double const* x, std::size_t count, CentralTerms const& terms, double* sums) {
  sum_block<4>(x, count, terms, sums);
}
PETRA_VECTOR_CLONES
void block_sums(double const* x, std::size_t count, RangeTerms const& terms, double* sums) {
  sum_block<1>(x, count, terms, sums);
}
PETRA_VECTOR_CLONES
void block_sums(double const* x, std::size_t count, RangeDeviations const& terms, double* sums) {
  sum_block<1>(x, count, terms, sums);
}

// Halves of whole eights, as NumPy splits.
template <std::size_t kSums, class Terms>
std::array<double, kSums> sums_of(std::span<double const> x, Terms const& terms) {
  std::array<double, kSums> sums;
  if (x.size() <= kBlock) {
    block_sums(x.data(), x.size(), terms, sums.data());
    return sums;
  }
  std::size_t half = x.size() / 2;
  half -= half % 8;
  sums = sums_of<kSums>(x.first(half), terms);
  auto const rest = sums_of<kSums>(x.subspan(half), terms);
  for (std::size_t s = 0; s < kSums; ++s) sums[s] += rest[s];
  return sums;
}

PETRA_VECTOR_CLONES
void find_extremes(double const* x, std::size_t count, Extremes& extremes) {
  Lanes low = {x[0], x[0], x[0], x[0]};
  Lanes high = low;
  Masks bad = {0, 0, 0, 0};
  auto const take = [&](Lanes const& values) __attribute__((always_inline)) {
    low = values < low ? values : low;
    high = values > high ? values : high;
    bad -= (values - values != 0) & 1;
  };
  std::size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    Lanes values;
    load_lanes(x + i, values);
    take(values);
  }
  std::int64_t not_finite = -(bad[0] + bad[1] + bad[2] + bad[3]);
  double minimum = low[0], maximum = high[0];
  for (int lane = 1; lane < 4; ++lane) {
    minimum = low[lane] < minimum ? low[lane] : minimum;
    maximum = high[lane] > maximum ? high[lane] : maximum;
  }
  for (; i < count; ++i) {
    minimum = x[i] < minimum ? x[i] : minimum;
    maximum = x[i] > maximum ? x[i] : maximum;
    not_finite += x[i] - x[i] != 0 ? 1 : 0;
  }
  extremes = {minimum, maximum, not_finite};
}

PETRA_VECTOR_CLONES
std::int64_t count_in_range(double const* x, std::size_t count, double low, double high) {
  Masks found = {0, 0, 0, 0};
  std::size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    Lanes values;
    load_lanes(x + i, values);
    found += (values >= low) & (values <= high);
  }
  std::int64_t total = -(found[0] + found[1] + found[2] + found[3]);
  for (; i < count; ++i) total += x[i] >= low && x[i] <= high ? 1 : 0;
  return total;
}

// Of equal zeros the one that comes first.
double first_of(std::span<double const> x, double value) {
  if (value != 0) return value;
  for (double const one : x) {
    if (one == 0) return one;
  }
  return value;
}

}  // namespace

Extremes extremes_of(std::span<double const> x) {
  Extremes extremes;
  find_extremes(x.data(), x.size(), extremes);
  extremes.minimum = first_of(x, extremes.minimum);
  extremes.maximum = first_of(x, extremes.maximum);
  return extremes;
}

PlainSums plain_sums(std::span<double const> x, double shift) {
  auto const sums = sums_of<2>(x, PlainTerms{shift});
  return {sums[0], sums[1]};
}

CentralSums central_sums(std::span<double const> x, double mean) {
  auto const sums = sums_of<4>(x, CentralTerms{mean});
  return {sums[0], sums[1], sums[2], sums[3]};
}

RangeSums range_sums(std::span<double const> x, double low, double high) {
  return {sums_of<1>(x, RangeTerms{low, high})[0], count_in_range(x.data(), x.size(), low, high)};
}

double absolute_sum_in_range(std::span<double const> x, double low, double high, double mean) {
  return sums_of<1>(x, RangeDeviations{low, high, mean})[0];
}

}  // namespace petra
