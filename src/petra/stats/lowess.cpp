#include "petra/stats/lowess.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

namespace petra {

namespace {

// The local line's value at `at` from the points first … last (and those tied with the last), tricube weights. False
// where all weights are 0.
bool local_line(std::vector<double> const& x, std::vector<double> const& y, double at, std::size_t first,
                std::size_t last, std::vector<double>& weight, double& value) {
  std::size_t const n = x.size();
  double const range = x[n - 1] - x[0], h = std::max(at - x[first], x[last] - at);
  double total = 0;
  std::size_t end = first;
  for (; end < n; ++end) {
    weight[end] = 0;
    double const distance = std::abs(x[end] - at);
    if (distance <= 0.999 * h) {
      double const ratio = distance / h, inner = 1 - ratio * ratio * ratio;
      weight[end] = distance <= 0.001 * h ? 1 : inner * inner * inner;
      total += weight[end];
    } else if (x[end] > at) {
      break;
    }
  }
  if (!(total > 0)) return false;
  double mean = 0, spread = 0;
  for (std::size_t j = first; j < end; ++j) mean += (weight[j] /= total) * x[j];
  for (std::size_t j = first; j < end; ++j) spread += weight[j] * (x[j] - mean) * (x[j] - mean);
  if (h > 0 && std::sqrt(spread) > 0.001 * range) {
    double const slope = (at - mean) / spread;
    for (std::size_t j = first; j < end; ++j) weight[j] *= slope * (x[j] - mean) + 1;
  }
  value = 0;
  for (std::size_t j = first; j < end; ++j) value += weight[j] * y[j];
  return true;
}

}  // namespace

LowessCurve lowess(std::span<double const> x, std::span<double const> y, double share) {
  assert(x.size() == y.size());
  std::size_t const n = x.size();
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return x[a] < x[b]; });
  LowessCurve curve;
  std::vector<double> sorted_y;
  for (auto const row : order) {
    curve.x.push_back(x[row]);
    sorted_y.push_back(y[row]);
  }
  curve.y = sorted_y;
  if (n < 2) return curve;
  auto const& xs = curve.x;
  auto const points =
      std::max<std::size_t>(2, std::min(n, static_cast<std::size_t>(share * static_cast<double>(n) + 1e-7)));
  double const delta = 0.01 * (xs[n - 1] - xs[0]);
  std::vector<double> weight(n);
  std::size_t left = 0, right = points - 1, i = 0;
  std::ptrdiff_t last = -1;  // fitted most recently
  while (true) {
    while (right < n - 1 && xs[i] - xs[left] > xs[right + 1] - xs[i]) ++left, ++right;
    if (!local_line(xs, sorted_y, xs[i], left, right, weight, curve.y[i])) curve.y[i] = sorted_y[i];
    if (last < static_cast<std::ptrdiff_t>(i) - 1) {  // points passed over
      auto const from = static_cast<std::size_t>(last);
      for (std::size_t j = from + 1; j < i; ++j) {
        double const part = (xs[j] - xs[from]) / (xs[i] - xs[from]);
        curve.y[j] = part * curve.y[i] + (1 - part) * curve.y[from];
      }
    }
    last = static_cast<std::ptrdiff_t>(i);
    double const cut = xs[i] + delta;
    for (++i; i < n && xs[i] <= cut; ++i) {
      if (xs[i] != xs[static_cast<std::size_t>(last)]) continue;
      curve.y[i] = curve.y[static_cast<std::size_t>(last)];
      last = static_cast<std::ptrdiff_t>(i);
    }
    if (last >= static_cast<std::ptrdiff_t>(n) - 1) return curve;
    i = std::max(static_cast<std::size_t>(last) + 1, i - 1);
  }
}

double interpolate(LowessCurve const& curve, double x) {
  if (curve.x.empty() || !(x >= curve.x.front() && x <= curve.x.back()))
    return std::numeric_limits<double>::quiet_NaN();
  auto const above = std::lower_bound(curve.x.begin(), curve.x.end(), x);  // the first with that x or more
  auto const k = static_cast<std::size_t>(above - curve.x.begin());
  if (*above == x) return curve.y[k];
  double const low_x = curve.x[k - 1];
  auto const below =
      static_cast<std::size_t>(std::lower_bound(curve.x.begin(), curve.x.end(), low_x) - curve.x.begin());
  return curve.y[below] + (curve.y[k] - curve.y[below]) * (x - low_x) / (curve.x[k] - low_x);
}

}  // namespace petra
