// Where an NRRD's voxels lie: its axes and its space turned into LPS millimetres.
#pragma once

#include "petra/volumefile/nrrd_header.hpp"

namespace petra {

// The geometry of the two or three spatial axes, sizes checked for voxels of `bytes_per_voxel`. Axes that are not of
// space (kinds such as list or vector, or without a direction where others have one) and axes beyond the third are
// dropped when their size is 1. Without any spacing it is 1 mm, with a warning. Errors: several values per voxel,
// several volumes, contradicting or singular geometry.
[[nodiscard]] Result<Geometry> compute_nrrd_geometry(VolumeSource const& source, NrrdHeader const& header,
                                                     std::vector<NrrdAxis> axes, std::size_t bytes_per_voxel);

}  // namespace petra
