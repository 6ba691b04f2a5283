#include "petra/feature/tridiagonal_top.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace petra {
namespace {

// A pivot of x - T that vanishes is nudged: the count and the vector stay right to rounding.
constexpr double kTiny = 1e-300;

struct Pivots {
  bool all_positive = true;     // x is above every eigenvalue
  double slope_over_value = 0;  // of the characteristic polynomial at x
};

Pivots factorise(std::span<double const> diagonal, std::span<double const> below, double x) {
  Pivots result;
  double pivot = x - diagonal[0];
  double slope = 1;
  for (std::size_t k = 0;; ++k) {
    if (std::abs(pivot) < kTiny) pivot = kTiny;
    if (pivot < 0) result.all_positive = false;
    double const inverse = 1 / pivot;
    result.slope_over_value += slope * inverse;
    if (k + 1 == diagonal.size()) return result;
    double const ratio = below[k] * inverse;
    slope = 1 + ratio * ratio * slope;
    pivot = x - diagonal[k + 1] - ratio * below[k];
  }
}

// How many eigenvalues lie above x: the negative pivots.
std::size_t count_above(std::span<double const> diagonal, std::span<double const> below, double x) {
  std::size_t count = 0;
  double pivot = x - diagonal[0];
  for (std::size_t k = 0;; ++k) {
    if (std::abs(pivot) < kTiny) pivot = kTiny;
    count += pivot < 0 ? 1 : 0;
    if (k + 1 == diagonal.size()) return count;
    pivot = x - diagonal[k + 1] - below[k] * below[k] / pivot;
  }
}

}  // namespace

// From above, Newton's step on the characteristic polynomial does not pass the root but by rounding. Where rows hardly
// hang together the slope is worthless, so that only the bracket says when to stop, and every third step halves it.
TridiagonalTop tridiagonal_top(std::span<double const> diagonal, std::span<double const> below, double lower,
                               double upper, double likely_upper) {
  constexpr double kRounding = 4e-16;
  TridiagonalTop top;
  for (double const value : diagonal) lower = std::max(lower, value);
  double high = std::max(upper, lower) * (1 + 1e-12) + kTiny;
  double low = lower * (1 - 1e-14);
  Pivots at_high;
  if (likely_upper > low && likely_upper < high) {
    at_high = factorise(diagonal, below, likely_upper);
    (at_high.all_positive ? high : low) = likely_upper;
  }
  if (high != likely_upper) at_high = factorise(diagonal, below, high);
  for (int step = 0; step < 200 && high - low > kRounding * high; ++step) {
    double const newton = 1 / at_high.slope_over_value;
    double x = high - newton;
    if (newton < 1e-14 * high)
      x = high - std::max(4 * newton, kRounding * high);  // to bring the bracket's other end near
    if (step % 3 == 2 || x <= low) x = 0.5 * (low + high);
    if (x <= low || x >= high) break;
    auto const at_x = factorise(diagonal, below, x);
    if (at_x.all_positive) {
      high = x;
      at_high = at_x;
    } else {
      low = x;
    }
  }
  top.value = high;
  if (diagonal.size() > 1) {
    double from = 0;
    double to = top.value;
    for (int step = 0; step < 40 && to - from > 1e-4 * (top.value - from); ++step) {
      double const middle = 0.5 * (from + to);
      (count_above(diagonal, below, middle) >= 2 ? from : to) = middle;
    }
    top.next = to;
  }
  return top;
}

void tridiagonal_top_vector(std::span<double const> diagonal, std::span<double const> below, double value,
                            std::vector<double>& vector) {
  std::size_t const size = diagonal.size();
  vector.assign(3 * size, 0.0);
  double* const down = vector.data() + size;    // pivots from the first row
  double* const up = vector.data() + 2 * size;  // from the last
  auto const guarded = [](double pivot) { return std::abs(pivot) < kTiny ? kTiny : pivot; };
  down[0] = guarded(value - diagonal[0]);
  for (std::size_t k = 1; k < size; ++k)
    down[k] = guarded(value - diagonal[k] - below[k - 1] * below[k - 1] / down[k - 1]);
  up[size - 1] = guarded(value - diagonal[size - 1]);
  for (std::size_t k = size - 1; k-- > 0;) up[k] = guarded(value - diagonal[k] - below[k] * below[k] / up[k + 1]);
  std::size_t meet = 0;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t k = 0; k < size; ++k) {
    double const gap = std::abs(down[k] + up[k] - (value - diagonal[k]));
    if (gap < least) {
      least = gap;
      meet = k;
    }
  }
  vector[meet] = 1;
  for (std::size_t k = meet; k-- > 0;) vector[k] = below[k] / down[k] * vector[k + 1];
  for (std::size_t k = meet + 1; k < size; ++k) vector[k] = below[k - 1] / up[k] * vector[k - 1];
  vector.resize(size);
  double squares = 0;
  for (double const component : vector) squares += component * component;
  for (double& component : vector) component /= std::sqrt(squares);
}

}  // namespace petra
