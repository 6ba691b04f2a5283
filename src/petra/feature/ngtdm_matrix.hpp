// The neighbouring grey tone difference matrix of a region.
#pragma once

#include <cstdint>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/feature/family.hpp"
#include "petra/feature/region.hpp"

namespace petra {

// One row of the matrix: a level that is present.
struct NgtdmRow {
  std::uint32_t level = 0;  // i
  double n = 0;  // n_i, voxels of this level; those without a neighbour in the region count too (IBSI leaves them out)
  double s = 0;  // s_i = sum over them of |i - mean level of the neighbours in the region|, 0 for those without
  friend bool operator==(NgtdmRow const&, NgtdmRow const&) = default;
};

// Rows in ascending order of level. The neighbourhood is that of `distances` and force_2d_axis.
// Errors: distances that the region's box cannot hold (angles.hpp).
[[nodiscard]] Result<std::vector<NgtdmRow>> ngtdm_matrix(Region const& region, FamilySettings const& settings);

}  // namespace petra
