// The grey level size zone matrix of a region.
#pragma once

#include "petra/base/result.hpp"
#include "petra/feature/family.hpp"
#include "petra/feature/matrix_cell.hpp"
#include "petra/feature/region.hpp"

namespace petra {

// P(i, j): how many zones of j voxels of level i there are; a zone is connected over faces, edges and corners (26
// neighbours; 8 within the plane of force_2d_axis). `distances` does not count here. Errors: a box that holds no
// neighbour (angles.hpp).
[[nodiscard]] Result<MatrixCells> glszm_matrix(Region const& region, FamilySettings const& settings);

}  // namespace petra
