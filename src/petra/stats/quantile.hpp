// Sample quantiles by Hyndman & Fan's nine types (The American Statistician 1996), as R's quantile() computes them;
// type 7 is R's default, type 6 SPSS's.
#pragma once

#include <span>
#include <vector>

namespace petra {

// probability in [0, 1], type 1 … 9. NaN for no values, a NaN among them, or a probability outside [0, 1].
[[nodiscard]] double quantile(std::span<double const> values, double probability, int type = 7);
[[nodiscard]] double quantile_sorted(std::span<double const> sorted_values, double probability, int type = 7);

// Puts `values` (no NaN) in such an order that quantile_sorted gives the same as if they were sorted, for each of the
// probabilities (ascending): of many values a few order statistics are cheaper than all.
void sort_for_quantiles(std::span<double> values, std::span<double const> probabilities);

}  // namespace petra
