// Values of a co-occurrence matrix that hang on the last bit, in NumPy's order of operations: where levels are
// independent, PyRadiomics' own rounding decides whether Imc2 is 0, 1e-8 or not a number, and where one row or column
// holds all pairs, whether a correlation is 1 or about 0.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "petra/feature/glcm_matrix.hpp"

namespace petra {

// How NumPy runs over the matrices P (level, level, angle) of a region or neighbourhood.
struct NumpyOrder {
  bool rows_first = false;  // else columns: a deletion leaves the axis that was cut outermost in memory
  bool pairwise = false;    // a matrix lies in one piece and is added up pairwise, zeros included; else cell by cell
};

// What decides it.
struct NumpyLayout {
  std::size_t deleted_levels = 0;  // below the highest one
  std::size_t angles = 1;          // the empty ones included
  std::size_t empty_angles = 0;    // in all neighbourhoods that are computed together
  bool merged = false;             // one matrix of all angles (weightingNorm)
  bool one_region = true;          // else several neighbourhoods are computed together
};
[[nodiscard]] NumpyOrder numpy_order(NumpyLayout const& layout);

// The levels that hold a voxel of the region, ascending.
[[nodiscard]] std::vector<std::uint32_t> levels_present(Region const& region);

// P over the levels present, normalised.
class NumpyMatrix {
 public:
  // `matrix`: counts or weighted sums, its levels among `levels`, which ascend.
  NumpyMatrix(GlcmMatrix const& matrix, std::span<std::uint32_t const> levels, NumpyOrder order);

  [[nodiscard]] double imc2() const;  // NaN where the root is of less than 0
  [[nodiscard]] double correlation() const;

 private:
  // Of term(row, column) over all cells, laid out as P is.
  template <class Term>
  [[nodiscard]] double sum(Term const& term) const;

  std::vector<double> levels_;
  std::vector<double> p_;  // rows end to end
  NumpyOrder order_;
};

}  // namespace petra
