// The bytes that a reader parses, whether they come from a disk or from a fuzzer, and what all readers say and check in
// the same way.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/grid/geometry.hpp"
#include "petra/volumefile/read_volume.hpp"

namespace petra {

struct VolumeSource {
  std::string subject;     // the path, for messages
  std::string file_name;   // its last part
  std::string_view bytes;  // the whole file
  VolumeLimits limits;
  std::function<Result<std::string>(std::string const& name)> read_beside;  // another file of the same folder
  std::vector<std::string>* warnings = nullptr;
  // Of a file with several values per voxel: which one is wanted, from 0. Nothing: such a file is refused.
  std::optional<std::int64_t> channel = std::nullopt;

  void warn(std::string const& text) const {
    if (warnings != nullptr) warnings->push_back(text);
  }
};

// "file: its field sizes is "-1 5 5": each axis needs … Remedy."
[[nodiscard]] Error wrong_field(VolumeSource const& source, std::string_view field, std::string_view value,
                                std::string_view problem, std::string remedy,
                                ErrorCode code = ErrorCode::invalid_input);

// The other file of a detached header. Only a plain name is taken: a header may not send the reader to other folders.
[[nodiscard]] Result<std::string> read_data_file(VolumeSource const& source, std::string_view field,
                                                 std::string const& name);

// That one of `count` values per voxel can be taken: a channel was asked for and is there. `layers`: the values are
// overlapping segments.
[[nodiscard]] Result<void> check_channel(VolumeSource const& source, std::string_view field, std::string_view value,
                                         std::int64_t count, bool layers = false);

// Two or three axis lengths as a grid: each at least 1 and within the limits, as are the product and the product's
// bytes. `field` and `value` are what the header calls them.
[[nodiscard]] Result<Index3> checked_size(VolumeSource const& source, std::span<std::int64_t const> lengths,
                                          std::size_t bytes_per_voxel, std::string_view field, std::string_view value);

// Spacing, origin and direction are finite, spacing positive, directions unit vectors that span the space. Axes that
// are not at right angles are warned of. `field` names where the direction comes from.
[[nodiscard]] Result<void> check_geometry(VolumeSource const& source, Geometry const& geometry, std::string_view field);

}  // namespace petra
