// What the three readers' fuzzers do alike.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstdlib>

#include "petra/volumefile/volume_source.hpp"

namespace petra {

// Parses the bytes under small limits; every data file beside them holds the same bytes. Aborts where a volume comes
// out whose parts contradict each other, or an error without words.
inline void fuzz_reader(Result<AnyVolume> (*parse)(VolumeSource const&), std::uint8_t const* data, std::size_t size) {
  std::string const bytes(reinterpret_cast<char const*>(data), size);
  std::vector<std::string> warnings;
  VolumeSource source;
  source.subject = source.file_name = "fuzz.hdr";
  source.bytes = bytes;
  source.limits = {.maximum_file_bytes = 1U << 20U, .maximum_axis = 4096, .maximum_voxels = 1 << 18};
  source.read_beside = [&](std::string const&) -> Result<std::string> { return bytes; };
  source.warnings = &warnings;
  auto const volume = parse(source);
  if (!volume) {
    if (volume.error().message.empty() || volume.error().code == ErrorCode::bug) std::abort();
    return;
  }
  auto const& geometry = geometry_of(*volume);
  auto const voxels = std::visit([](auto const& typed) { return typed.voxels.size(); }, *volume);
  if (voxels == 0 || static_cast<std::int64_t>(voxels) != geometry.voxel_count()) std::abort();
  if (!geometry.direction.allFinite() || !geometry.origin_mm.allFinite() || !(geometry.spacing_mm.array() > 0).all())
    std::abort();
}

}  // namespace petra
