// The random walker: which seed a walker that shuns steps in intensity reaches first.
#pragma once

#include "petra/base/result.hpp"
#include "petra/base/workers.hpp"
#include "petra/grid/volume.hpp"

namespace petra {

struct RandomWalkerSettings {
  double beta = 130;        // how much it shuns them
  double tolerance = 1e-6;  // of the solution: residual over right side, each in the preconditioner's norm
  int maximum_iterations = 20000;
};

// For each voxel the probability that a walker starting there meets foreground before background: on seeds 1 and 0,
// else the solution of the graph's Laplace equation, neighbours by faces, weights exp(-beta / (10 s) (difference /
// spacing)²) + 1e-10 with s the standard deviation of all voxels (scikit-image's random_walker). Solved by conjugate
// gradients with Jacobi's preconditioner, matrix-free, in double; sums are taken in fixed parts, so that the bytes are
// the same at any number of threads. `seeds`: 1 foreground, 2 background, 0 neither, on the image's grid. Errors: no
// seed of a kind, a voxel that is no number, no convergence. Source: Grady, IEEE TPAMI 28 (2006).
[[nodiscard]] Result<Volume<double>> random_walker(AnyVolume const& image, Volume<std::uint8_t> const& seeds,
                                                   RandomWalkerSettings const& settings, Workers& workers);

}  // namespace petra
