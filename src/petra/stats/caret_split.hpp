// Stratified splits and folds as R's caret 6.0 draws them, for repeating studies that used it. petra's own split is
// stratified_split (r_random.hpp).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace petra {

// createDataPartition(factor(y), p = ratio): set.seed(seed), then per class in level order
// sample(rows, ceiling(ratio · size)). True = training row.
[[nodiscard]] std::vector<bool> caret_partition(std::span<int const> y, double ratio, std::uint32_t seed);

// createFolds(factor(y), k = folds, list = FALSE): 1-based fold of each row, classes spread evenly. folds >= 2.
[[nodiscard]] std::vector<int> caret_folds(std::span<int const> y, int folds, std::uint32_t seed);

}  // namespace petra
