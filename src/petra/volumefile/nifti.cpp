#include "petra/volumefile/nifti.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "petra/base/gzip.hpp"
#include "petra/base/text.hpp"
#include "petra/volumefile/nifti_geometry.hpp"
#include "petra/volumefile/voxel_data.hpp"

namespace petra {

namespace {

struct DataType {
  int code;
  std::string_view name;
  std::optional<VoxelType> type;  // nothing: complex numbers, or no C++ type
  std::int64_t components = 1;    // numbers per voxel, side by side
};

constexpr auto kDataTypes = std::to_array<DataType>({
    {1, "one bit", {}},
    {2, "uint8", VoxelType::uint8},
    {4, "int16", VoxelType::int16},
    {8, "int32", VoxelType::int32},
    {16, "float32", VoxelType::float32},
    {32, "complex64", {}},
    {64, "float64", VoxelType::float64},
    {128, "RGB24", VoxelType::uint8, 3},
    {256, "int8", VoxelType::int8},
    {512, "uint16", VoxelType::uint16},
    {768, "uint32", VoxelType::uint32},
    {1024, "int64", VoxelType::int64},
    {1280, "uint64", VoxelType::uint64},
    {1536, "float128", {}},
    {1792, "complex128", {}},
    {2048, "complex256", {}},
    {2304, "RGBA32", VoxelType::uint8, 4},
});

constexpr std::array kVectorIntents = {1005, 1006, 1007};  // symmetric matrix, displacement, vector

// The type, and how many values a voxel has: by the type (colours), or on the fifth axis of a file that says so.
Result<void> find_type(VolumeSource const& source, NiftiHeader const& header, VoxelLayout& layout) {
  for (auto const& row : kDataTypes) {
    if (row.code != header.datatype) continue;
    if (row.type) {
      layout.type = *row.type;
      layout.components = row.components;
      if (row.components > 1) PETRA_CHECK(check_channel(source, "datatype", std::string(row.name), row.components));
      bool const vector =
          std::find(kVectorIntents.begin(), kVectorIntents.end(), header.intent_code) != kVectorIntents.end();
      if (vector && header.dim[0] >= 5 && header.dim[5] > 1 && row.components == 1) {
        PETRA_CHECK(check_channel(source, "dim[5]", std::to_string(header.dim[5]), header.dim[5]));
        layout.components = header.dim[5];
        layout.interleaved = false;
      }
      return {};
    }
    return wrong_field(source, "datatype", std::to_string(row.code),
                       fmt::format("{} voxels are not one real number each", row.name), "Convert it to a scalar image");
  }
  return wrong_field(source, "datatype", std::to_string(header.datatype), "NIfTI has no such type",
                     "The header is damaged: copy or write the file again");
}

struct Grid {
  Index3 size;
  int dimension;
};

Result<Grid> find_grid(VolumeSource const& source, NiftiHeader const& header, VoxelLayout const& layout) {
  auto const dimensions = header.dim[0];
  if (dimensions < 1 || dimensions > 7) {
    return wrong_field(source, "dim[0]", std::to_string(dimensions), "it must be a number from 1 to 7",
                       "The header is damaged: copy or write the file again");
  }
  auto const count = static_cast<std::size_t>(dimensions);
  auto const shown = fmt::format("{}", fmt::join(header.dim.begin() + 1, header.dim.begin() + 1 + dimensions, " "));
  for (std::size_t k = 4; k <= count; ++k) {
    if (header.dim[k] == 1 || (k == 5 && !layout.interleaved)) continue;
    return wrong_field(source, "dim", shown, fmt::format("axis {} holds {} volumes", k, header.dim[k]),
                       "Extract one volume");
  }
  if (count < 2)
    return wrong_field(source, "dim", shown, "an image has two or three dimensions", "Is this the right file?");
  std::array<std::int64_t, 3> lengths = {header.dim[1], header.dim[2], header.dim[3]};
  auto const used = std::span(lengths).first(std::min<std::size_t>(count, 3));
  PETRA_TRY(
      auto const size,
      checked_size(source, used, voxel_bytes(layout.type) * static_cast<std::size_t>(layout.components), "dim", shown));
  // A plane of vectors is written with a third axis of 1 before the fifth: it stays a plane, as in ITK.
  bool const plane = !layout.interleaved && size[2] == 1;
  return Grid{size, plane ? 2 : static_cast<int>(used.size())};
}

// slope 0 means 1 (and ITK still adds the intercept).
Result<void> fill_scaling(VolumeSource const& source, NiftiHeader const& header, VoxelLayout& layout) {
  if (!std::isfinite(header.slope) || !std::isfinite(header.intercept)) {
    auto const* field = std::isfinite(header.slope) ? "scl_inter" : "scl_slope";
    return wrong_field(source, field, format_number(std::isfinite(header.slope) ? header.intercept : header.slope),
                       "it must be a finite number", "Write the file again");
  }
  layout.slope = std::abs(header.slope) < std::numeric_limits<double>::epsilon() ? 1 : header.slope;
  layout.intercept = header.intercept;
  if (header.slope == 0 && header.intercept != 0) {
    source.warn(
        fmt::format("scl_slope is 0, but scl_inter is {}: it is added, as ITK does, though the format says that it "
                    "counts for nothing",
                    format_number(header.intercept)));
  }
  return {};
}

Result<std::uint64_t> find_offset(VolumeSource const& source, NiftiHeader const& header) {
  double const least = header.in_pair ? 0 : header.version == 1 ? 348 : 540;
  double const offset = header.voxel_offset;
  if (!(std::isfinite(offset) && offset >= least && offset <= static_cast<double>(source.limits.maximum_file_bytes))) {
    return wrong_field(source, "vox_offset", format_number(offset),
                       fmt::format("the voxels must begin at byte {} or later, and within the file", least),
                       "The header is damaged: copy or write the file again");
  }
  return static_cast<std::uint64_t>(offset);
}

// The name of the other file of a pair: scan.hdr -> scan.img, in the case of the letters given.
std::string voxel_file_name(std::string const& header_name) {
  auto const dot = header_name.rfind(
      '.', header_name.ends_with(".gz") || header_name.ends_with(".GZ") ? header_name.size() - 4 : std::string::npos);
  auto const stem = header_name.substr(0, dot);
  return stem + (header_name.substr(std::min(dot, header_name.size())).starts_with(".HDR") ? ".IMG" : ".img");
}

Result<std::string> read_voxel_file(VolumeSource const& source) {
  auto const name = voxel_file_name(source.file_name);
  auto bytes = read_data_file(source, "magic", name);
  if (bytes || bytes.error().code != ErrorCode::not_found) return bytes;
  auto packed = read_data_file(source, "magic", name + ".gz");
  return packed ? std::move(packed) : std::move(bytes);
}

}  // namespace

bool is_nifti(std::string_view bytes) {
  if (is_gzip(bytes)) return has_nifti_size(inflate_prefix(bytes, 4));
  return has_nifti_size(bytes);
}

Result<AnyVolume> parse_nifti(VolumeSource const& source) {
  bool const packed = is_gzip(source.bytes);
  auto const header_bytes = packed ? inflate_prefix(source.bytes, kNiftiLongestHeader)
                                   : std::string(source.bytes.substr(0, kNiftiLongestHeader));
  PETRA_TRY(auto const header, parse_nifti_header(source, header_bytes));
  VoxelLayout layout;
  layout.big_endian = header.big_endian;
  PETRA_CHECK(find_type(source, header, layout));
  PETRA_TRY(auto const grid, find_grid(source, header, layout));
  PETRA_CHECK(fill_scaling(source, header, layout));
  PETRA_TRY(auto const geometry, compute_nifti_geometry(source, header, grid.size, grid.dimension));
  PETRA_TRY(auto const offset, find_offset(source, header));
  std::string pair;
  auto data = source.bytes;
  if (header.in_pair) {
    PETRA_TRY(pair, read_voxel_file(source));
    data = pair;
  }
  layout.packing = is_gzip(data) ? Packing::deflated : Packing::none;
  (layout.packing == Packing::deflated ? layout.unpacked_offset : layout.packed_offset) = offset;
  return decode_voxels(source, geometry, layout, data);
}

}  // namespace petra
