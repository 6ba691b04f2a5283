// MetaImage (.mha, .mhd with its data file).
#pragma once

#include <string>

#include "petra/volumefile/metaimage_header.hpp"

namespace petra {

[[nodiscard]] Result<AnyVolume> parse_metaimage(VolumeSource const& source);

// A whole .mha file: little-endian, zlib unless the level is 0.
[[nodiscard]] std::string format_metaimage(AnyVolume const& volume, int zlib_level);

}  // namespace petra
