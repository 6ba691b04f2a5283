// Any volume file in: NRRD, NIfTI, MetaImage, found by what the file holds, not by its name.
#pragma once

#include <filesystem>

#include "petra/base/result.hpp"
#include "petra/grid/volume.hpp"

namespace petra {

// Limits of a volume file; each is named in the message that it causes.
struct VolumeLimits {
  std::uint64_t maximum_file_bytes = 4ULL << 30U;
  std::int64_t maximum_axis = 4096;
  std::int64_t maximum_voxels = 1LL << 31U;
  std::uint64_t maximum_inflate_ratio = 1100;  // zlib's own ceiling is 1,032:1; declared size is checked first
};

// The volume with its file's voxel type (float64 where the file's slope and intercept are not 1 and 0), geometry in LPS millimetres.
// Errors: not found, not an image (names what was found), truncated, over a limit, more than three dimensions, colour or complex voxels.
[[nodiscard]] Result<AnyVolume> read_volume(std::filesystem::path const& path, VolumeLimits const& limits = {});

// Writes NRRD (.nrrd), NIfTI (.nii, .nii.gz) or MetaImage (.mha) by the name's ending, whole or not at all.
[[nodiscard]] Result<void> write_volume(std::filesystem::path const& path, AnyVolume const& volume, int gzip_level = 6);

}  // namespace petra
