#include "petra/stats/quantile.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace petra {

namespace {

// The order statistic of rank `rank` (1-based), the extremes continued beyond both ends.
double order_statistic(std::span<double const> sorted, double rank) {
  auto const last = static_cast<double>(sorted.size());
  return sorted[static_cast<std::size_t>(std::clamp(rank, 1.0, last)) - 1];
}

double between(double low, double high, double weight) {
  return low == high ? low : (1 - weight) * low + weight * high;
}

// Types 1 to 3: a step function, with the mean (2) or the even rank (3) at the steps.
double discontinuous(std::span<double const> sorted, double probability, int type) {
  double const position = static_cast<double>(sorted.size()) * probability - (type == 3 ? 0.5 : 0);
  double const below = std::floor(position);
  bool const at_step = position == below;
  double weight = 1;
  if (type == 1) weight = at_step ? 0 : 1;
  if (type == 2) weight = at_step ? 0.5 : 1;
  if (type == 3) weight = at_step && std::fmod(below, 2) == 0 ? 0 : 1;
  return between(order_statistic(sorted, below), order_statistic(sorted, below + 1), weight);
}

// Types 4 to 9: linear between the plotting positions (k - a) / (n + 1 - a - b).
double continuous(std::span<double const> sorted, double probability, int type) {
  double a = 0, b = 0;
  switch (type) {
    case 4:
      a = 0, b = 1;
      break;
    case 5:
      a = b = 0.5;
      break;
    case 6:
      a = b = 0;
      break;
    case 7:
      a = b = 1;
      break;
    case 8:
      a = b = 1.0 / 3;
      break;
    default:
      a = b = 3.0 / 8;
      break;
  }
  double const slack = 4 * std::numeric_limits<double>::epsilon();  // R's: a rank that rounding has missed is that rank
  double const position = a + probability * (static_cast<double>(sorted.size()) + 1 - a - b);
  double const below = std::floor(position + slack);
  double weight = position - below;
  if (std::abs(weight) < slack) weight = 0;
  return between(order_statistic(sorted, below), order_statistic(sorted, below + 1), weight);
}

}  // namespace

double quantile_sorted(std::span<double const> sorted_values, double probability, int type) {
  assert(type >= 1 && type <= 9);
  if (sorted_values.empty() || !(probability >= 0 && probability <= 1)) return std::numeric_limits<double>::quiet_NaN();
  if (type == 7) {  // R keeps an older form without the slack here
    double const position = 1 + static_cast<double>(sorted_values.size() - 1) * probability;
    double const below = std::floor(position);
    return between(order_statistic(sorted_values, below), order_statistic(sorted_values, std::ceil(position)),
                   position - below);
  }
  return type <= 3 ? discontinuous(sorted_values, probability, type) : continuous(sorted_values, probability, type);
}

double quantile(std::span<double const> values, double probability, int type) {
  std::vector<double> sorted(values.begin(), values.end());
  if (std::any_of(sorted.begin(), sorted.end(), [](double value) { return std::isnan(value); })) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  std::sort(sorted.begin(), sorted.end());
  return quantile_sorted(sorted, probability, type);
}

void sort_for_quantiles(std::span<double> values, std::span<double const> probabilities) {
  auto const n = values.size();
  std::size_t sorted = 0;  // values before this place are no larger than those from it on
  for (double const probability : probabilities) {
    // Every type takes its order statistics from within two ranks of n·p.
    double const middle = std::floor(static_cast<double>(n) * probability);
    auto const low = std::max(sorted, static_cast<std::size_t>(std::max(0.0, middle - 2)));
    auto const high = std::min(n, static_cast<std::size_t>(middle) + 3);
    if (low >= high) continue;
    auto const begin = values.begin();
    auto const at = [&](std::size_t place) { return begin + static_cast<std::ptrdiff_t>(place); };
    std::nth_element(at(sorted), at(low), values.end());
    if (high < n) std::nth_element(at(low), at(high), values.end());
    std::sort(at(low), at(high));
    sorted = high;
  }
}

}  // namespace petra
