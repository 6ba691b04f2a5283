// p-values of many tests at once.
#pragma once

#include <span>
#include <vector>

namespace petra {

// Benjamini & Hochberg 1995, as R's p.adjust(method = "BH"): NaN stays NaN and does not count.
[[nodiscard]] std::vector<double> adjust_false_discovery(std::span<double const> p);

}  // namespace petra
