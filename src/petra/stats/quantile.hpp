// Sample quantiles by Hyndman & Fan's nine types (R's quantile()); type 7 is R's default.
#pragma once

#include <span>
#include <vector>

namespace petra {

[[nodiscard]] double quantile(std::span<double const> values, double probability, int type = 7);
[[nodiscard]] double quantile_sorted(std::span<double const> sorted_values, double probability, int type = 7);

}  // namespace petra
