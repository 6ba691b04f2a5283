#include "petra/stats/lowess.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <limits>

#include "petra/base/vector_clones.hpp"

namespace petra {

namespace {

// Where a local line is fitted, and the first and last of the points nearest to it.
struct Place {
  std::size_t at, first, last;
};

constexpr std::size_t kLines = 4;  // fitted together, one in each lane
using Lanes = double __attribute__((vector_size(32)));
using WholeLanes = std::int64_t __attribute__((vector_size(32)));

// The values of the local lines at four places (tricube weights, from the points first … last and those tied with the
// last); NaN where all weights are 0. Each lane adds up its points in their order; points outside a lane's own window
// add nothing to it. weight: room for 4 × n.
PETRA_VECTOR_CLONES void local_lines(double const* x, double const* y, std::size_t n,
                                     std::array<Place, kLines> const& places, double* weight, double* value) {
  double const range = x[n - 1] - x[0];
  Lanes at, h;
  WholeLanes own_first;
  std::size_t first = places[0].first, end = 0;
  for (std::size_t k = 0; k < kLines; ++k) {
    auto const& place = places[k];
    at[k] = x[place.at];
    h[k] = std::max(at[k] - x[place.first], x[place.last] - at[k]);
    own_first[k] = static_cast<std::int64_t>(place.first);
    first = std::min(first, place.first);
    std::size_t own_end = place.last + 1;
    while (own_end < n && x[own_end] == at[k]) ++own_end;  // only where all points of the window are tied
    end = std::max(end, own_end);
  }
  Lanes const far = 0.999 * h, near = 0.001 * h, none = {}, one = none + 1.0;
  Lanes total = none, mean = none, spread = none, sum = none;
  for (std::size_t j = first; j < end; ++j) {
    Lanes const from = x[j] - at, distance = from < none ? -from : from;
    Lanes const ratio = distance / h, inner = one - ratio * ratio * ratio;
    Lanes const inside = distance <= near ? one : inner * inner * inner;
    auto const number = static_cast<std::int64_t>(j);
    auto const taken = (distance <= far) & (WholeLanes{number, number, number, number} >= own_first);
    Lanes const w = taken ? inside : none;
    store_lanes(w, weight + kLines * j);
    total += w;
  }
  for (std::size_t j = first; j < end; ++j) {
    Lanes w;
    load_lanes(weight + kLines * j, w);
    w /= total;
    store_lanes(w, weight + kLines * j);
    mean += w * x[j];
  }
  for (std::size_t j = first; j < end; ++j) {
    Lanes w;
    load_lanes(weight + kLines * j, w);
    spread += w * (x[j] - mean) * (x[j] - mean);
  }
  Lanes slope = (at - mean) / spread;
  for (std::size_t k = 0; k < kLines; ++k) {
    if (!(h[k] > 0 && std::sqrt(spread[k]) > 0.001 * range)) slope[k] = 0;
  }
  for (std::size_t j = first; j < end; ++j) {
    Lanes w;
    load_lanes(weight + kLines * j, w);
    sum += w * (slope * (x[j] - mean) + one) * y[j];
  }
  for (std::size_t k = 0; k < kLines; ++k) value[k] = total[k] > 0 ? sum[k] : std::numeric_limits<double>::quiet_NaN();
}

// The places depend on x alone: a point nearer than delta to the last place is passed over, tied ones take its value.
std::vector<Place> choose_places(std::vector<double> const& x, double share) {
  auto const n = x.size();
  auto const points =
      std::max<std::size_t>(2, std::min(n, static_cast<std::size_t>(share * static_cast<double>(n) + 1e-7)));
  double const delta = 0.01 * (x[n - 1] - x[0]);
  std::vector<Place> places;
  std::size_t left = 0, right = points - 1, i = 0;
  while (true) {
    while (right < n - 1 && x[i] - x[left] > x[right + 1] - x[i]) ++left, ++right;
    places.push_back({i, left, right});
    std::size_t last = i;
    double const cut = x[i] + delta;
    for (++i; i < n && x[i] <= cut; ++i) {
      if (x[i] == x[last]) last = i;
    }
    if (last >= n - 1) return places;
    i = std::max(last + 1, i - 1);
  }
}

}  // namespace

LowessCurve lowess_sorted(std::vector<double> x, std::span<double const> y, double share) {
  assert(x.size() == y.size());
  LowessCurve curve{std::move(x), {y.begin(), y.end()}};
  auto const n = curve.x.size();
  if (n < 2) return curve;
  auto const& xs = curve.x;
  auto const places = choose_places(xs, share);
  std::vector<double> weight(kLines * n), value(places.size() + kLines);
  for (std::size_t k = 0; k < places.size(); k += kLines) {
    std::array<Place, kLines> four;
    for (std::size_t lane = 0; lane < kLines; ++lane) four[lane] = places[std::min(k + lane, places.size() - 1)];
    local_lines(xs.data(), y.data(), n, four, weight.data(), value.data() + k);
  }
  std::size_t last = 0;  // fitted, or tied with a fitted one
  for (std::size_t k = 0; k < places.size(); ++k) {
    auto const i = places[k].at;
    curve.y[i] = std::isnan(value[k]) ? y[i] : value[k];
    for (std::size_t j = last + 1; j < i; ++j) {  // points passed over
      double const part = (xs[j] - xs[last]) / (xs[i] - xs[last]);
      curve.y[j] = part * curve.y[i] + (1 - part) * curve.y[last];
    }
    last = i;
    while (last + 1 < n && xs[last + 1] == xs[i]) curve.y[++last] = curve.y[i];
  }
  return curve;
}

LowessCurve lowess(std::span<double const> x, std::span<double const> y, double share) {
  assert(x.size() == y.size());
  struct Point {
    double x;
    std::size_t row;
  };
  std::vector<Point> order(x.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = {x[i], i};
  std::sort(order.begin(), order.end(),
            [](Point const& a, Point const& b) { return a.x < b.x || (a.x == b.x && a.row < b.row); });
  std::vector<double> sorted_x, sorted_y;
  sorted_x.reserve(order.size());
  sorted_y.reserve(order.size());
  for (auto const& point : order) {
    sorted_x.push_back(point.x);
    sorted_y.push_back(y[point.row]);
  }
  return lowess_sorted(std::move(sorted_x), sorted_y, share);
}

double interpolate(LowessCurve const& curve, double x) {
  if (curve.x.empty() || !(x >= curve.x.front() && x <= curve.x.back()))
    return std::numeric_limits<double>::quiet_NaN();
  auto const above = std::lower_bound(curve.x.begin(), curve.x.end(), x);  // the first with that x or more
  auto const k = static_cast<std::size_t>(above - curve.x.begin());
  if (*above == x) return curve.y[k];
  double const low_x = curve.x[k - 1];
  auto below = k - 1;
  if (below > 0 && curve.x[below - 1] == low_x)  // the first of tied ones
    below = static_cast<std::size_t>(std::lower_bound(curve.x.begin(), curve.x.end(), low_x) - curve.x.begin());
  return curve.y[below] + (curve.y[k] - curve.y[below]) * (x - low_x) / (curve.x[k] - low_x);
}

}  // namespace petra
