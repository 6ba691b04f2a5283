#include "petra/stats/pretty.hpp"

#include <algorithm>
#include <cfloat>
#include <cmath>

namespace petra {

namespace {

constexpr double kRounding = 1e-10;  // share of a unit by which a limit may miss a tick and still be that tick
constexpr double kHighBias = 1.5;    // preference for larger units
constexpr double kHighBias5 = .5 + 1.5 * kHighBias;
constexpr double kShrink = 0.75;                     // cell size of a range that is no wider than rounding
constexpr double kSmallestCell = DBL_MIN / 1048576;  // 2^-20 of the smallest normal number

struct Cell {
  double size;
  bool tiny;
};

// The wanted distance between ticks before it is rounded to a unit.
Cell wanted_cell(double low, double high, int n, int least) {
  double const width = high - low;
  double size = 1;
  bool tiny = true;
  if (width != 0 || high != 0) {
    size = std::max(std::abs(low), std::abs(high));
    double const factor = 1 + (kHighBias5 >= 1.5 * kHighBias + .5 ? 1 / (1 + kHighBias) : 1.5 / (1 + kHighBias5));
    tiny = width < size * factor * std::max(1, n) * DBL_EPSILON * 3;
  }
  if (tiny) {
    if (size > 10) size = 9 + size / 10;
    size *= kShrink;
    if (least > 1) size /= least;
  } else if (std::isfinite(width)) {
    size = n > 1 ? width / n : width;
  } else {
    size = high / std::max(1, n) - low / std::max(1, n);
  }
  return {std::clamp(size, kSmallestCell, DBL_MAX / 1.25), tiny};
}

// 1, 2, 5 or 10 times the power of ten below the cell.
double round_unit(double cell) {
  double const base = std::pow(10.0, std::floor(std::log10(cell)));
  double unit = base;
  if (2 * base - cell < kHighBias * (cell - unit)) {
    unit = 2 * base;
    if (5 * base - cell < kHighBias5 * (cell - unit)) {
      unit = 5 * base;
      if (10 * base - cell < kHighBias * (cell - unit)) unit = 10 * base;
    }
  }
  return unit;
}

}  // namespace

std::vector<double> pretty(double low, double high, int n) {
  if (!std::isfinite(low) || !std::isfinite(high) || n < 0) return {};
  if (low > high) std::swap(low, high);
  int const least = n / 3;
  double const unit = round_unit(wanted_cell(low, high, n, least).size);
  double first = std::floor(low / unit + kRounding), last = std::ceil(high / unit - kRounding);
  while (first * unit > low + kRounding * unit) --first;
  while (!std::isfinite(first * unit)) ++first;
  while (last * unit < high - kRounding * unit) ++last;
  while (!std::isfinite(last * unit)) --last;
  int intervals = static_cast<int>(0.5 + last - first);
  if (intervals < least) {
    int const more = least - intervals;
    if (low == 0 && first == 0 && high != 0) {
      last += more;
    } else if (high == 0 && last == 0 && low != 0) {
      first -= more;
    } else if (first >= 0) {
      last += more / 2;
      first -= more / 2 + more % 2;
    } else {
      first -= more / 2;
      last += more / 2 + more % 2;
    }
    intervals = least;
  }
  // R hands the ends on as numbers that cover the range and divides between them (seq.int), then zaps what is left of
  // zero.
  double const from = std::min(low, first * unit), to = std::max(high, last * unit);
  std::vector<double> ticks(static_cast<std::size_t>(intervals) + 1);
  double const step = intervals > 0 ? (to - from) / intervals : 0;
  for (int i = 0; i <= intervals; ++i) ticks[static_cast<std::size_t>(i)] = from + i * step;
  if (intervals > 0) ticks.back() = to;
  for (double& tick : ticks) {
    if (intervals > 0 && std::abs(tick) < 1e-14 * step) tick = 0;
  }
  return ticks;
}

}  // namespace petra
