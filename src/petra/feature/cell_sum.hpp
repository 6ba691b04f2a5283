// Adds up matrices cell by cell.
#pragma once

#include <cstdint>
#include <map>

#include "petra/feature/matrix_cell.hpp"

namespace petra {

// The weighted sum of several matrices, added in the order given.
class CellSum {
 public:
  void add(MatrixCells const& cells, double weight) {
    for (auto const& cell : cells) sum_[cell_key(cell.i, cell.j)] += cell.n * weight;
  }
  // The sum's cells in ascending order.
  void write_to(MatrixCells& cells) const {
    cells.clear();
    for (auto const& [key, n] : sum_)
      cells.push_back({static_cast<std::uint32_t>(key >> 32), static_cast<std::uint32_t>(key), n});
  }

 private:
  std::map<std::uint64_t, double> sum_;
};

}  // namespace petra
