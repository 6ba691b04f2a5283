// A texture matrix as the list of its cells that are not zero: a few hundred of them where levels are few, at most one
// per voxel where levels are many, so that a hundred thousand levels need no hundred thousand squared cells.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace petra {

// Cell (i, j) of a matrix and what it counts: i is the grey level; j the other level, the run length, the zone size or
// the dependence.
struct MatrixCell {
  std::uint32_t i = 0;
  std::uint32_t j = 0;
  double n = 0;  // a whole number unless the matrix is weighted
  friend bool operator==(MatrixCell const&, MatrixCell const&) = default;
};

// Cells in ascending order of (i, j).
using MatrixCells = std::vector<MatrixCell>;

// i and j in one number that sorts as cells do.
[[nodiscard]] constexpr std::uint64_t cell_key(std::uint64_t i, std::uint64_t j) {
  return i << 32 | j;
}

// Sorts keys, each one count of its cell, and appends their cells.
inline void sort_into_cells(std::vector<std::uint64_t>& keys, MatrixCells& cells) {
  std::sort(keys.begin(), keys.end());
  for (std::size_t k = 0; k < keys.size();) {
    std::size_t end = k + 1;
    while (end < keys.size() && keys[end] == keys[k]) ++end;
    cells.push_back(
        {static_cast<std::uint32_t>(keys[k] >> 32), static_cast<std::uint32_t>(keys[k]), static_cast<double>(end - k)});
    k = end;
  }
}

}  // namespace petra
