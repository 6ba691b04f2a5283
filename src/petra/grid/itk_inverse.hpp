// The inverse of a small matrix to the last bit as ITK computes it, for grids whose axes are tilted.
#pragma once

#include <Eigen/Dense>

namespace petra {

// V diag(1/w) Uᵀ from a singular value decomposition: Householder steps to a bidiagonal matrix, then implicitly shifted
// QR steps (Golub and Reinsch), in the operation order of LINPACK's dsvdc, which ITK calls. A singular value of exactly
// 0 counts as 0 in the inverse. Half-voxel ties on tilted grids are decided by these digits, so no other inverse will
// do. Sizes 2 and 3.
template <int N>
[[nodiscard]] Eigen::Matrix<double, N, N> itk_inverse(Eigen::Matrix<double, N, N> const& matrix);

}  // namespace petra
