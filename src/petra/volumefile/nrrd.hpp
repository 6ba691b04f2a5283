// NRRD (.nrrd, .nhdr with its data file, .seg.nrrd label maps).
#pragma once

#include <string>
#include <vector>

#include "petra/volumefile/volume_source.hpp"

namespace petra {

[[nodiscard]] bool is_nrrd(std::string_view bytes);

[[nodiscard]] Result<AnyVolume> parse_nrrd(VolumeSource const& source);

// Every value per voxel as a volume of its own (the layers of a .seg.nrrd); one volume for a file with one value.
[[nodiscard]] Result<std::vector<AnyVolume>> parse_nrrd_layers(VolumeSource const& source);

// A whole file: little-endian, LPS, gzip unless the level is 0.
[[nodiscard]] std::string format_nrrd(AnyVolume const& volume, int gzip_level);

}  // namespace petra
