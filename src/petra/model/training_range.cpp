#include "petra/model/training_range.hpp"

#include <algorithm>
#include <cmath>

#include "petra/stats/quantile.hpp"

namespace petra {

namespace {

std::vector<double> sorted_finite(std::span<double const> values) {
  std::vector<double> sorted;
  std::copy_if(values.begin(), values.end(), std::back_inserter(sorted), [](double v) { return std::isfinite(v); });
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

}  // namespace

std::optional<TrainingRange> training_range(std::span<double const> values) {
  auto const sorted = sorted_finite(values);
  if (sorted.empty()) return std::nullopt;
  return TrainingRange{sorted.front(), quantile_sorted(sorted, 0.25), quantile_sorted(sorted, 0.5),
                       quantile_sorted(sorted, 0.75), sorted.back()};
}

std::vector<double> twentieths(std::span<double const> values) {
  auto const sorted = sorted_finite(values);
  std::vector<double> quantiles;
  for (int k = 0; k <= kQuantileSteps && !sorted.empty(); ++k)
    quantiles.push_back(quantile_sorted(sorted, static_cast<double>(k) / kQuantileSteps));
  return quantiles;
}

double share_below(std::span<double const> quantiles, double value) {
  if (quantiles.empty() || value <= quantiles.front()) return 0;
  if (value >= quantiles.back()) return 1;
  auto const above =
      static_cast<std::size_t>(std::upper_bound(quantiles.begin(), quantiles.end(), value) - quantiles.begin());
  double const low = quantiles[above - 1], high = quantiles[above];
  double const part = high > low ? (value - low) / (high - low) : 0;
  return (static_cast<double>(above - 1) + part) / static_cast<double>(quantiles.size() - 1);
}

}  // namespace petra
