// Grey level co-occurrence matrices of a region, one per angle, or one of all angles where they are weighted.
#pragma once

#include <functional>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/feature/family.hpp"
#include "petra/feature/matrix_cell.hpp"
#include "petra/feature/region.hpp"

namespace petra {

// P(i, j): how often a voxel of level i has a neighbour of level j at `offset`. Symmetric: P + its transpose.
struct GlcmMatrix {
  Index3 offset = {0, 0, 0};  // x, y, z; zeros for the matrix of all angles
  double total = 0;           // sum of all cells; 0 where no two voxels of the region lie that way
  MatrixCells cells;
};

// Calls visit(matrix) for each angle in PyRadiomics' order, empty ones included; once for all where
// settings.weighting_norm asks for it: then cells are sums over angles of w n, w = exp(-d²), d in mm by the norm, 1 for
// no_weighting. The matrix is reused: copy what must last. Errors: distances that the region's box cannot hold
// (angles.hpp).
[[nodiscard]] Result<void> visit_glcm(Region const& region, FamilySettings const& settings,
                                      std::function<void(GlcmMatrix const&)> const& visit);

// All of them at once.
[[nodiscard]] Result<std::vector<GlcmMatrix>> glcm_matrices(Region const& region, FamilySettings const& settings);

// The length of an offset in mm as the norm measures it; 1 for no_weighting.
[[nodiscard]] double weighted_length_mm(Index3 const& offset, Eigen::Vector3d const& spacing_mm, WeightingNorm norm);

}  // namespace petra
