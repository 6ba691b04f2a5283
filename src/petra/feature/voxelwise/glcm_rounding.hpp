// Values of a small co-occurrence matrix that hang on the last bit, in NumPy's order of operations: PyRadiomics' own
// rounding decides whether Imc2 is 0, 1e-8 or not a number, and whether a correlation is 1 or 0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "petra/feature/voxelwise/small_correlation.hpp"

namespace petra {

// Which way NumPy runs over a matrix (level, level): its arrays come out of numpy.delete with the last axis that was
// cut outermost, but in C order where exactly one level was deleted.
enum class SumOrder { rows_first, columns_first };
[[nodiscard]] constexpr SumOrder sum_order(std::size_t deleted_levels) {
  return deleted_levels == 1 ? SumOrder::rows_first : SumOrder::columns_first;
}

// cells: in any order, rows and columns numbered in ascending order of levels; n sums to `total`. distinct: the highest
// number.
[[nodiscard]] double imc2_as_numpy_rounds(std::span<CountCell const> cells, std::size_t total, std::size_t distinct,
                                          SumOrder order);

// value: the level of each number.
[[nodiscard]] double correlation_as_numpy_rounds(std::span<CountCell const> cells, std::size_t total,
                                                 std::span<std::uint32_t const> value, SumOrder order);

}  // namespace petra
