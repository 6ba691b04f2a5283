// The text before a MetaImage's data: https://itk.org/Wiki/MetaIO/Documentation.
#pragma once

#include <map>
#include <string>

#include "petra/volumefile/volume_source.hpp"

namespace petra {

struct MetaimageHeader {
  std::map<std::string, std::string, std::less<>> fields;
  std::size_t data_offset = 0;  // first byte after the line ElementDataFile, which is the last

  [[nodiscard]] std::string const* find(std::string_view name) const {
    auto const found = fields.find(name);
    return found == fields.end() ? nullptr : &found->second;
  }
};

// True for text whose first line is one that MetaImage headers begin with, and that has the word NDims near its beginning.
[[nodiscard]] bool is_metaimage(std::string_view bytes);

// The fields. Errors: a repeated field, a line that is none, no ElementDataFile within 1 MiB.
[[nodiscard]] Result<MetaimageHeader> parse_metaimage_header(VolumeSource const& source);

// Number of dimensions, sizes (checked for voxels of `bytes_per_voxel`), spacing, origin, direction; axes of size 1
// beyond the third are dropped. Without any spacing it is 1 mm, with a warning. Errors: as the face of the room says.
[[nodiscard]] Result<Geometry> compute_metaimage_geometry(VolumeSource const& source, MetaimageHeader const& header,
                                                          std::size_t bytes_per_voxel);

}  // namespace petra
