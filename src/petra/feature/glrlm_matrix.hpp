// Grey level run length matrices of a region, one per angle, or one of all angles where they are weighted.
#pragma once

#include <functional>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/feature/family.hpp"
#include "petra/feature/matrix_cell.hpp"
#include "petra/feature/region.hpp"

namespace petra {

// P(i, j): how many runs of j voxels of level i lie along `offset`. A run ends at another level, outside the region, or
// at the box.
struct GlrlmMatrix {
  Index3 offset = {0, 0, 0};  // x, y, z; zeros for the matrix of all angles
  MatrixCells cells;  // empty where no line this way holds two voxels of the region: PyRadiomics drops such an angle
};

// Calls visit(matrix) for each angle in PyRadiomics' order, dropped ones included; once for all where
// settings.weighting_norm asks for it: then cells are sums over angles of d n, d the step in mm by the norm (not
// exp(-d²) as in GLCM), 1 for no_weighting. `distances` does not count here: runs go step by step. The matrix is
// reused: copy what must last. Errors: a box that holds no angle (angles.hpp).
[[nodiscard]] Result<void> visit_glrlm(Region const& region, FamilySettings const& settings,
                                       std::function<void(GlrlmMatrix const&)> const& visit);

// All of them at once.
[[nodiscard]] Result<std::vector<GlrlmMatrix>> glrlm_matrices(Region const& region, FamilySettings const& settings);

}  // namespace petra
