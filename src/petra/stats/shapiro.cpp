#include "petra/stats/shapiro.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <numbers>
#include <vector>

#include "petra/stats/distributions.hpp"

namespace petra {

namespace {

double polynomial(std::initializer_list<double> coefficients, double x) {
  double sum = 0;
  for (auto c = std::rbegin(coefficients); c != std::rend(coefficients); ++c) sum = sum * x + *c;
  return sum;
}

// Weights of the upper half, largest first.
std::vector<double> half_weights(std::size_t n) {
  std::size_t const half = n / 2;
  if (n == 3) return {std::sqrt(0.5)};
  std::vector<double> m(half), weights(half);
  double squares = 0;
  for (std::size_t i = 0; i < half; ++i) {
    m[i] = normal_quantile((static_cast<double>(i) + 1 - 0.375) / (static_cast<double>(n) + 0.25));
    squares += m[i] * m[i];
  }
  squares *= 2;
  double const root = std::sqrt(squares), rsn = 1 / std::sqrt(static_cast<double>(n));
  weights[0] = polynomial({0, .221157, -.147981, -2.07119, 4.434685, -2.706056}, rsn) - m[0] / root;
  std::size_t first = 1;
  double left = squares - 2 * m[0] * m[0], share = 1 - 2 * weights[0] * weights[0];
  if (n > 5) {
    weights[1] = polynomial({0, .042981, -.293762, -1.752461, 5.682633, -3.582633}, rsn) - m[1] / root;
    left -= 2 * m[1] * m[1];
    share -= 2 * weights[1] * weights[1];
    first = 2;
  }
  for (std::size_t i = first; i < half; ++i) weights[i] = -m[i] / std::sqrt(left / share);
  return weights;
}

}  // namespace

ShapiroTest shapiro_test(std::span<double const> values) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  std::size_t const n = values.size();
  std::vector<double> x(values.begin(), values.end());
  std::sort(x.begin(), x.end());
  if (n < 3 || n > 5000 || !(x.back() > x.front())) return {kNaN, kNaN};
  double const range = x.back() - x.front();
  double mean = 0;
  double const smallest = x.front();
  for (auto& value : x) mean += (value = (value - smallest) / range) / static_cast<double>(n);
  auto const a = half_weights(n);
  double product = 0, weight_squares = 0, squares = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    product += a[i] * (x[n - 1 - i] - x[i]);
    weight_squares += 2 * a[i] * a[i];
  }
  for (double const value : x) squares += (value - mean) * (value - mean);
  double const scale = std::sqrt(weight_squares * squares);
  double const missing = (scale - product) * (scale + product) / (weight_squares * squares);  // 1 - W, not cancelled
  ShapiroTest test;
  test.w = 1 - missing;
  auto const size = static_cast<double>(n);
  if (n == 3) {
    test.p = std::max(0.0, 6 / std::numbers::pi * (std::asin(std::sqrt(test.w)) - std::asin(std::sqrt(0.75))));
    return test;
  }
  double y = std::log(missing), centre = 0, spread = 1;
  if (n <= 11) {
    double const gamma = polynomial({-2.273, .459}, size);
    if (y >= gamma) return {test.w, 1e-99};
    y = -std::log(gamma - y);
    centre = polynomial({.544, -.39978, .025054, -6.714e-4}, size);
    spread = std::exp(polynomial({1.3822, -.77857, .062767, -.0020322}, size));
  } else {
    double const log_size = std::log(size);
    centre = polynomial({-1.5861, -.31082, -.083751, .0038915}, log_size);
    spread = std::exp(polynomial({-.4803, -.082676, .0030302}, log_size));
  }
  double const z = (y - centre) / spread, tail = normal_two_sided(z) / 2;
  test.p = z > 0 ? tail : 1 - tail;
  return test;
}

}  // namespace petra
