// Adds up matrices cell by cell, as NumPy sums an array's last axis.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "petra/feature/matrix_cell.hpp"
#include "petra/feature/pairwise_sum.hpp"

namespace petra {

// The weighted sum of several matrices. A cell's terms are those of all matrices in the order given, 0 where one has no
// such cell, added pairwise: PyRadiomics' numpy.sum over the angles.
class CellSum {
 public:
  void add(MatrixCells const& cells, double weight) {
    for (auto const& cell : cells) terms_.push_back({cell_key(cell.i, cell.j), matrices_, cell.n * weight});
    ++matrices_;
  }
  // The sum's cells in ascending order.
  void write_to(MatrixCells& cells) {
    std::stable_sort(terms_.begin(), terms_.end(), [](Term const& a, Term const& b) { return a.key < b.key; });
    cells.clear();
    std::vector<double> row(matrices_, 0.0);
    for (std::size_t first = 0; first < terms_.size();) {
      std::size_t last = first;
      auto const key = terms_[first].key;
      for (; last < terms_.size() && terms_[last].key == key; ++last) row[terms_[last].matrix] = terms_[last].n;
      double const sum = pairwise_sum([&row](std::size_t m) { return row[m]; }, matrices_);
      cells.push_back({static_cast<std::uint32_t>(key >> 32), static_cast<std::uint32_t>(key), sum});
      for (; first < last; ++first) row[terms_[first].matrix] = 0;
    }
  }

 private:
  struct Term {
    std::uint64_t key;
    std::uint32_t matrix;
    double n;
  };
  std::vector<Term> terms_;
  std::uint32_t matrices_ = 0;
};

}  // namespace petra
