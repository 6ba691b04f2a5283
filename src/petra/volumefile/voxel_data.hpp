// From the bytes of a data file to voxels: unpacking, byte order, rescaling.
#pragma once

#include <cstdint>
#include <string_view>

#include "petra/volumefile/volume_source.hpp"
#include "petra/volumefile/voxel_type.hpp"

namespace petra {

enum class Packing { none, deflated, text };

// How the voxels lie in their file.
struct VoxelLayout {
  VoxelType type = VoxelType::uint8;
  Packing packing = Packing::none;
  bool big_endian = false;
  bool at_end = false;                // the last bytes of the file, wherever they begin (Packing::none only)
  std::uint64_t packed_offset = 0;    // bytes of the file before the voxels, or before their packed form
  std::uint64_t unpacked_offset = 0;  // bytes to drop once unpacked (Packing::deflated only)
  double slope = 1, intercept = 0;    // value = stored × slope + intercept
  std::int64_t components = 1;        // values per voxel, of which source.channel is taken
  bool interleaved = true;            // a voxel's values side by side; else one whole volume after the other
};

// The volume. Memory is taken only after the sizes have been found to agree with the data. Errors: the data are cut,
// damaged, or longer than declared (when packed); a number in text is wrong or does not fit its type.
[[nodiscard]] Result<AnyVolume> decode_voxels(VolumeSource const& source, Geometry const& geometry,
                                              VoxelLayout const& layout, std::string_view data);

}  // namespace petra
