#include "petra/volumefile/volume_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "petra/base/text.hpp"

namespace petra {

namespace {

// What a file holds may be anything: only printable ASCII goes into a message, and not too much of it.
std::string printable(std::string_view text) {
  constexpr std::size_t kLongest = 80;
  std::string shown(text.substr(0, kLongest));
  for (char& c : shown) {
    if (c < ' ' || c > '~') c = '?';
  }
  return text.size() > kLongest ? shown + "..." : shown;
}

}  // namespace

Error wrong_field(VolumeSource const& source, std::string_view field, std::string_view value, std::string_view problem,
                  std::string remedy, ErrorCode code) {
  return make_error(code, source.subject, fmt::format("its field {} is \"{}\": {}", field, printable(value), problem),
                    std::move(remedy));
}

Result<std::string> read_data_file(VolumeSource const& source, std::string_view field, std::string const& name) {
  auto const plain = name.starts_with("./") ? name.substr(2) : name;
  if (plain.empty() || plain == "." || plain == ".." || plain.find_first_of("/\\") != std::string::npos ||
      plain.find('\0') != std::string::npos) {
    return wrong_field(source, field, name, "the data must lie in the header's own folder",
                       "Put both files into one folder and name the data file alone");
  }
  auto bytes = source.read_beside(plain);
  if (!bytes) return std::move(bytes).error().while_doing(fmt::format("reading the data file of {}", source.subject));
  return bytes;
}

Result<void> check_channel(VolumeSource const& source, std::string_view field, std::string_view value,
                           std::int64_t count, bool layers) {
  auto const* unit = layers ? "layers (overlapping segments)" : "values per voxel";
  if (!source.channel) {
    return wrong_field(
        source, field, value, fmt::format("it holds {} {}, where one is expected", count, unit),
        layers ? "Such a file can only be a mask; label_channel chooses one of them" : "Extract one component");
  }
  if (*source.channel >= count) {
    return wrong_field(source, field, value,
                       fmt::format("it holds {} {}, but label_channel {} is wanted", count, unit, *source.channel),
                       fmt::format("Set label_channel to a number from 0 to {}", count - 1));
  }
  return {};
}

Result<Index3> checked_size(VolumeSource const& source, std::span<std::int64_t const> lengths,
                            std::size_t bytes_per_voxel, std::string_view field, std::string_view value) {
  auto const& limits = source.limits;
  Index3 size = {1, 1, 1};
  std::int64_t voxels = 1;
  for (std::size_t k = 0; k < lengths.size(); ++k) {
    if (lengths[k] < 1)
      return wrong_field(source, field, value, "every axis needs at least one voxel", "Write the file again");
    if (lengths[k] > limits.maximum_axis) {
      return wrong_field(source, field, value,
                         fmt::format("an axis is longer than the limit of {}", limits.maximum_axis),
                         "Crop or split the volume", ErrorCode::limit);
    }
    size[k] = lengths[k];
    if (__builtin_mul_overflow(voxels, lengths[k], &voxels) || voxels > limits.maximum_voxels) {
      return wrong_field(source, field, value,
                         fmt::format("that is more than the limit of {} voxels", limits.maximum_voxels),
                         "Crop or split the volume", ErrorCode::limit);
    }
  }
  std::uint64_t bytes = 0;
  if (__builtin_mul_overflow(static_cast<std::uint64_t>(voxels), std::uint64_t{bytes_per_voxel}, &bytes) ||
      bytes > limits.maximum_file_bytes) {
    return wrong_field(source, field, value,
                       fmt::format("its voxels take more than the limit of {} bytes", limits.maximum_file_bytes),
                       "Crop or split the volume", ErrorCode::limit);
  }
  return size;
}

Result<void> check_geometry(VolumeSource const& source, Geometry const& geometry, std::string_view field) {
  constexpr double kUnitTolerance = 1e-3;
  constexpr double kSmallestDeterminant = 1e-6;
  constexpr double kSkewTolerance = 1e-4;
  auto const vector = [](Eigen::Vector3d const& v) {
    return fmt::format("{} {} {}", format_number(v[0]), format_number(v[1]), format_number(v[2]));
  };
  if (!geometry.spacing_mm.allFinite() || (geometry.spacing_mm.array() <= 0).any()) {
    return wrong_field(source, field, vector(geometry.spacing_mm),
                       "the spacing must be a positive number of millimetres",
                       "Set the voxel size and write the file again");
  }
  if (!geometry.origin_mm.allFinite())
    return wrong_field(source, field, vector(geometry.origin_mm), "the origin must be a finite place",
                       "Set the origin and write the file again");
  auto const& d = geometry.direction;
  auto const shown = vector(d.col(0)) + ", " + vector(d.col(1)) + ", " + vector(d.col(2));
  if (!d.allFinite() || ((d.colwise().norm().array() - 1.0).abs() > kUnitTolerance).any()) {
    return wrong_field(source, field, shown, "the directions must be unit vectors",
                       "Correct the orientation and write the file again");
  }
  if (std::abs(d.determinant()) < kSmallestDeterminant) {
    return wrong_field(source, field, shown, "two axes point the same way, so the directions are singular",
                       "Correct the orientation and write the file again");
  }
  if (((d.transpose() * d - Eigen::Matrix3d::Identity()).array().abs() > kSkewTolerance).any()) {
    source.warn(fmt::format("the axes are not at right angles (field {}: {})", field, shown));
  }
  return {};
}

}  // namespace petra
