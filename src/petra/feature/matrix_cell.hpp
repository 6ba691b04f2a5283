// A texture matrix as the list of its cells that are not zero: a few hundred of them where levels are few, at most one per voxel
// where levels are many, so that a hundred thousand levels need no hundred thousand squared cells.
#pragma once

#include <cstdint>
#include <vector>

namespace petra {

// Cell (i, j) of a matrix and what it counts: i is the grey level; j the other level, the run length, the zone size or the dependence.
struct MatrixCell {
  std::uint32_t i = 0;
  std::uint32_t j = 0;
  double n = 0;  // a whole number unless the matrix is weighted
  friend bool operator==(MatrixCell const&, MatrixCell const&) = default;
};

// Cells in ascending order of (i, j).
using MatrixCells = std::vector<MatrixCell>;

}  // namespace petra
