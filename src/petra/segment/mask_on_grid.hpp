// A mask file's label as a mask on another volume's grid, by geometry and never by array order.
#pragma once

#include <optional>

#include "petra/base/result.hpp"
#include "petra/grid/place_mask.hpp"

namespace petra {

// The voxels of `mask` that hold `label` (any value but 0 where there is none) on `grid`: 1 inside, 0 outside. Where
// both grids are the same (geometry_differences) the voxels are taken as they are; otherwise as ITK's resampling with
// an identity transform gives them. Errors: voxels that are no whole numbers, the label absent (lists those present), a
// region that reaches out of the grid by more than a thousandth of a voxel, nothing left on the grid. Sources: IBSI
// 2.3; SimpleITK 2.5.7.
[[nodiscard]] Result<Mask> label_on_grid(AnyVolume const& mask, std::optional<long long> label, Geometry const& grid,
                                         MaskPlacing placing = MaskPlacing::nearest);

// The labels of a mask, ascending, without 0. Errors: voxels that are no whole numbers, more than `maximum` labels,
// none.
[[nodiscard]] Result<std::vector<long long>> labels_of(AnyVolume const& mask, std::size_t maximum = 10000);

}  // namespace petra
