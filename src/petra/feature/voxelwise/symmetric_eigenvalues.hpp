// Eigenvalues of small symmetric matrices, as the second eigenvalue behind a neighbourhood's MCC needs them.
#pragma once

#include <cstddef>

namespace petra {

struct EigenRange {
  double least = 0, greatest = 0;
};

// Least and greatest eigenvalue. a: n x n, row by row, n >= 1; only its lower triangle is read; it is overwritten.
// Closed forms for two and three rows, else Householder's tridiagonal form, then implicit QL steps; errors are a few
// units of rounding of the largest entry.
[[nodiscard]] EigenRange symmetric_eigenvalue_range(double* a, std::size_t n);

}  // namespace petra
