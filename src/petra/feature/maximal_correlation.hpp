// The second largest eigenvalue behind the maximal correlation coefficient of a co-occurrence matrix.
#pragma once

#include <vector>

#include "petra/feature/matrix_cell.hpp"

namespace petra {

// sqrt(second largest eigenvalue of Q), Q(i, j) = sum_k p(i, k) p(j, k) / (p_x(i) p_y(k) + eps), over all levels
// present in the region. p: normalised cells; p_x, p_y: by level; levels: how many are present in the region, at least
// 2 (more than the matrix has rows where a level has no neighbour this way: its eigenvalue is 0). NaN where the
// eigenvalue is negative, as numpy's root gives it.
//
// Without eps, Q has the eigenvalues of A A^T, A(i, k) = p(i, k) / sqrt(p_x(i) p_y(k)), whose largest singular value is
// 1 with the known vectors sqrt(p_x), sqrt(p_y); the second is found by the Lanczos method. The effect of eps is added
// to first order; where that is not enough by the residual's own bound, the general solver decides.
[[nodiscard]] double maximal_correlation(MatrixCells const& p, std::vector<double> const& p_x,
                                         std::vector<double> const& p_y, std::size_t levels);

// The same from all eigenvalues of Q as it is written: the plain twin, and the fallback. Cubic in the number of levels.
[[nodiscard]] double maximal_correlation_general(MatrixCells const& p, std::vector<double> const& p_x,
                                                 std::vector<double> const& p_y, std::size_t levels);

}  // namespace petra
