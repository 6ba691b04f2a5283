// Where an NRRD's voxels lie: its axes and its space turned into LPS millimetres.
#pragma once

#include "petra/volumefile/nrrd_header.hpp"

namespace petra {

struct NrrdGrid {
  Geometry geometry;
  std::int64_t components = 1;  // values per voxel
  bool interleaved = true;      // their axis is the fastest; else the slowest
};

// The geometry of the two or three spatial axes, sizes checked for voxels of `bytes_per_voxel`. Axes that are not of
// space (kinds such as list or vector, or without a direction where others have one) and axes beyond the third are
// dropped when their size is 1; one longer axis of values (kind list, vector, RGB-color …) may stand before or behind
// the others where the source names a channel. Without any spacing it is 1 mm, with a warning. Errors: several values
// per voxel and no channel, several volumes, contradicting or singular geometry.
[[nodiscard]] Result<NrrdGrid> compute_nrrd_grid(VolumeSource const& source, NrrdHeader const& header,
                                                 std::vector<NrrdAxis> axes, std::size_t bytes_per_voxel);

}  // namespace petra
