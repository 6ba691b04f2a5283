// What the threshold tools have in common.
#pragma once

#include "petra/segment/tool.hpp"

namespace petra {

// Voxels in the range: all, or those connected to the step's seeds where it has any, with a warning where that leaks.
// Errors: no voxel, or no seed, lies in the range (with the image's maximum, or the seed's value).
[[nodiscard]] Result<Mask> threshold_mask(EditScene& scene, std::string_view tool, IntensityRange const& range,
                                          ToolArguments const& arguments);

// "x, y, z" of a voxel.
[[nodiscard]] std::string format_voxel(Index3 const& voxel);

}  // namespace petra
