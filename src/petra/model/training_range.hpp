// How a quantity spreads over the training patients: what a frozen model keeps instead of their values.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace petra {

struct TrainingRange {
  double minimum = 0, first_quartile = 0, median = 0, third_quartile = 0, maximum = 0;  // R's quantile type 7

  [[nodiscard]] bool contains(double value) const { return value >= minimum && value <= maximum; }
};

// Undefined values are passed over; nothing where all are.
[[nodiscard]] std::optional<TrainingRange> training_range(std::span<double const> values);

// Quantiles at 0, 5, …, 100 % (type 7); empty where no value is defined.
inline constexpr int kQuantileSteps = 20;
[[nodiscard]] std::vector<double> twentieths(std::span<double const> values);

// Share of the training patients below `value`, read off the twentieths by interpolation: 0 … 1.
[[nodiscard]] double share_below(std::span<double const> twentieths, double value);

}  // namespace petra
