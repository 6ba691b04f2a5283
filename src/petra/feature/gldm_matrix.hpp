// The grey level dependence matrix of a region.
#pragma once

#include "petra/base/result.hpp"
#include "petra/feature/family.hpp"
#include "petra/feature/matrix_cell.hpp"
#include "petra/feature/region.hpp"

namespace petra {

// P(i, j): how many voxels of level i have j - 1 neighbours in the region whose level differs by at most gldm_a
// (rounded down). The neighbourhood is that of `distances` and force_2d_axis. Errors: distances that the region's box
// cannot hold (angles.hpp).
[[nodiscard]] Result<MatrixCells> gldm_matrix(Region const& region, FamilySettings const& settings);

}  // namespace petra
