// Any volume file in: NRRD, NIfTI, MetaImage, found by what the file holds, not by its name.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/grid/volume.hpp"

namespace petra {

// Limits of a volume file; each is named in the message that it causes.
struct VolumeLimits {
  std::uint64_t maximum_file_bytes = 4ULL << 30U;  // also of the voxels once unpacked
  std::int64_t maximum_axis = 4096;
  std::int64_t maximum_voxels = 1LL << 31U;
  std::uint64_t maximum_inflate_ratio = 1100;  // zlib's own ceiling is 1,032:1; declared size is checked first
};

// The volume with its file's voxel type, geometry in LPS millimetres; which type, values and geometry come of a file is
// ITK's rule (as SimpleITK 2.5.7 applies it; tests/oracle/volumefile compares). NIfTI's slope and intercept, where not
// 1 and 0, turn whole numbers into float32, as ITK does, and leave float32 and float64 what they are. A plane has
// dimension 2 and size z = 1; axes of size 1 beyond the third are dropped. NaN and infinite voxels are kept (ITK turns
// those of NIfTI files into 0). Errors (naming file, field, value, remedy): not found, not an image (says what it looks
// like), truncated, damaged, over a limit, more than one volume, colour or complex voxels, contradicting or singular
// geometry. `warnings`: what was read, but is odd: one line each,
// without the path, so that equal ones of many files can be told once.
[[nodiscard]] Result<AnyVolume> read_volume(std::filesystem::path const& path, VolumeLimits const& limits = {},
                                            std::vector<std::string>* warnings = nullptr);

// The same for a mask, which may hold several values per voxel (layers of a .seg.nrrd, vectors, colours): `channel`
// chooses one, from 0, as PyRadiomics' label_channel does. A scalar file is read whatever the channel, with a warning
// where it is not 0.
[[nodiscard]] Result<AnyVolume> read_mask_volume(std::filesystem::path const& path, std::int64_t channel,
                                                 VolumeLimits const& limits = {},
                                                 std::vector<std::string>* warnings = nullptr);

// Writes NRRD (.nrrd), NIfTI-1 (.nii, .nii.gz) or MetaImage (.mha) by the name's ending, whole or not at all; voxels
// keep their type. NRRD and MetaImage keep the geometry's doubles; NIfTI-1 rounds them to float32 and refuses axes that
// are not at right angles. `gzip_level` 0 stores NRRD and MetaImage uncompressed (.nii never is compressed, .nii.gz
// always).
[[nodiscard]] Result<void> write_volume(std::filesystem::path const& path, AnyVolume const& volume, int gzip_level = 6);

}  // namespace petra
