// The largest eigenvalue of a symmetric tridiagonal matrix, as the Lanczos method asks for it again and again.
#pragma once

#include <span>
#include <vector>

namespace petra {

struct TridiagonalTop {
  double value = 0;  // the largest eigenvalue
  double next = 0;   // the second largest to about 1e-4 of their distance; 0 for one row
};

// diagonal: n >= 1 numbers; below: n - 1 numbers above 0. All eigenvalues lie in [0, upper]; the largest is at least
// `lower`. likely_upper: tried first as an upper bound; need not be one.
[[nodiscard]] TridiagonalTop tridiagonal_top(std::span<double const> diagonal, std::span<double const> below,
                                             double lower, double upper, double likely_upper);

// The unit eigenvector of the largest eigenvalue `value`, from factorisations from both ends that meet where they fit
// best.
void tridiagonal_top_vector(std::span<double const> diagonal, std::span<double const> below, double value,
                            std::vector<double>& vector);

}  // namespace petra
