// An uncompressed NRRD straight from the volume's memory.
#pragma once

#include <filesystem>

#include "petra/base/result.hpp"
#include "petra/grid/volume.hpp"

namespace petra {

// The bytes of write_volume with gzip level 0, whole or not at all, without a second copy of the voxels.
[[nodiscard]] Result<void> write_plain_nrrd(std::filesystem::path const& path, AnyVolume const& volume);

}  // namespace petra
