#include "petra/volumefile/metaimage.hpp"

#include <fmt/format.h>

#include <array>

#include "petra/base/gzip.hpp"
#include "petra/base/text.hpp"
#include "petra/volumefile/voxel_data.hpp"

namespace petra {

namespace {

struct TypeName {
  std::string_view name;
  VoxelType type;
};

// MET_LONG is four bytes in every file. The last of each type is the one written.
constexpr auto kTypeNames = std::to_array<TypeName>({
    {"MET_ASCII_CHAR", VoxelType::int8},
    {"MET_CHAR", VoxelType::int8},
    {"MET_UCHAR", VoxelType::uint8},
    {"MET_SHORT", VoxelType::int16},
    {"MET_USHORT", VoxelType::uint16},
    {"MET_LONG", VoxelType::int32},
    {"MET_INT", VoxelType::int32},
    {"MET_ULONG", VoxelType::uint32},
    {"MET_UINT", VoxelType::uint32},
    {"MET_LONG_LONG", VoxelType::int64},
    {"MET_ULONG_LONG", VoxelType::uint64},
    {"MET_FLOAT", VoxelType::float32},
    {"MET_DOUBLE", VoxelType::float64},
});

Result<VoxelType> find_type(VolumeSource const& source, MetaimageHeader const& header) {
  auto const* name = header.find("ElementType");
  if (name == nullptr)
    return make_error(ErrorCode::invalid_input, source.subject, "its header has no field ElementType",
                      "The file is damaged: copy or write it again");
  for (auto const& row : kTypeNames) {
    if (row.name == *name) return row.type;
  }
  return wrong_field(source, "ElementType", *name, "it is none of the format's types of one number per voxel",
                     "Write the file again as one of them, such as MET_SHORT");
}

Result<std::int64_t> read_channels(VolumeSource const& source, MetaimageHeader const& header) {
  constexpr std::int64_t kMostChannels = 1000;
  constexpr auto const* kField = "ElementNumberOfChannels";
  auto const* value = header.find(kField);
  if (value == nullptr) return 1;
  auto const count = parse_integer(*value);
  if (!count || *count < 1 || *count > kMostChannels)
    return wrong_field(source, kField, *value, fmt::format("it must be a number from 1 to {}", kMostChannels),
                       "Correct the header");
  if (*count > 1) PETRA_CHECK(check_channel(source, kField, *value, *count));
  return *count;
}

// A field that says True or False (in any case, or its first letter, or 1 or 0).
Result<bool> read_flag(VolumeSource const& source, MetaimageHeader const& header, std::string_view field,
                       bool otherwise) {
  auto const* value = header.find(field);
  if (value == nullptr) return otherwise;
  auto const lower = to_lower(*value);
  if (lower == "true" || lower == "t" || lower == "1") return true;
  if (lower == "false" || lower == "f" || lower == "0") return false;
  return wrong_field(source, field, *value, "it must be True or False", "Correct the header");
}

Result<bool> read_big_endian(VolumeSource const& source, MetaimageHeader const& header) {
  PETRA_TRY(bool const binary, read_flag(source, header, "BinaryDataByteOrderMSB", false));
  PETRA_TRY(bool const element, read_flag(source, header, "ElementByteOrderMSB", binary));
  if (header.find("BinaryDataByteOrderMSB") != nullptr && element != binary) {
    return wrong_field(source, "ElementByteOrderMSB", *header.find("ElementByteOrderMSB"),
                       "it contradicts the field BinaryDataByteOrderMSB", "Delete the wrong one");
  }
  return element;
}

// Where the voxels begin in the data file. `local`: the data follow the header.
Result<void> find_offset(VolumeSource const& source, MetaimageHeader const& header, bool local, VoxelLayout& layout) {
  if (local) layout.packed_offset = header.data_offset;
  auto const* value = header.find("HeaderSize");
  if (value == nullptr) return {};
  auto const size = parse_integer(*value);
  if (!size || *size < -1)
    return wrong_field(source, "HeaderSize", *value, "it must be a number of bytes, or -1", "Correct the header");
  if (*size == 0) return {};
  if (layout.packing != Packing::none || (local && *size > 0)) {
    return wrong_field(source, "HeaderSize", *value, "it is supported with raw data in a file of their own only",
                       "Write the file again without it", ErrorCode::not_supported);
  }
  layout.at_end = *size == -1;
  if (*size > 0) layout.packed_offset = static_cast<std::uint64_t>(*size);
  return {};
}

void warn_of_passed_over(VolumeSource const& source, MetaimageHeader const& header) {
  for (auto const* field : {"ElementToIntensityFunctionSlope", "ElementToIntensityFunctionOffset"}) {
    auto const* value = header.find(field);
    if (value != nullptr && parse_number(*value) != (std::string_view(field).ends_with("Slope") ? 1.0 : 0.0))
      source.warn(fmt::format("{} = {} is not applied, as ITK does not", field, *value));
  }
}

bool names_several_files(std::string_view name) {
  return name.starts_with("LIST") || name.find('%') != std::string_view::npos ||
         name.find(' ') != std::string_view::npos;
}

}  // namespace

Result<AnyVolume> parse_metaimage(VolumeSource const& source) {
  PETRA_TRY(auto const header, parse_metaimage_header(source));
  if (auto const* object = header.find("ObjectType"); object != nullptr && *object != "Image") {
    return wrong_field(source, "ObjectType", *object, "it must be Image", "Is this the right file?");
  }
  VoxelLayout layout;
  PETRA_TRY(layout.type, find_type(source, header));
  PETRA_TRY(layout.components, read_channels(source, header));
  PETRA_TRY(layout.big_endian, read_big_endian(source, header));
  PETRA_TRY(bool const binary, read_flag(source, header, "BinaryData", true));
  PETRA_TRY(bool const compressed, read_flag(source, header, "CompressedData", false));
  layout.packing = compressed ? Packing::deflated : binary ? Packing::none : Packing::text;
  PETRA_TRY(auto const geometry,
            compute_metaimage_geometry(source, header,
                                       voxel_bytes(layout.type) * static_cast<std::size_t>(layout.components)));
  warn_of_passed_over(source, header);
  auto const& file = *header.find("ElementDataFile");
  bool const local = to_lower(file) == "local";
  PETRA_CHECK(find_offset(source, header, local, layout));
  if (local) return decode_voxels(source, geometry, layout, source.bytes);
  if (names_several_files(file)) {
    return wrong_field(source, "ElementDataFile", file, "volumes in several files are not supported yet",
                       "Write the volume as one file", ErrorCode::not_supported);
  }
  PETRA_TRY(auto const data, read_data_file(source, "ElementDataFile", file));
  return decode_voxels(source, geometry, layout, data);
}

std::string format_metaimage(AnyVolume const& volume, int zlib_level) {
  return std::visit(
      [&](auto const& typed) {
        using Voxel = typename std::decay_t<decltype(typed)>::Voxel;
        auto const& geometry = typed.geometry;
        auto const n = static_cast<Eigen::Index>(geometry.dimension);
        auto const numbers = [&](auto const& value_of, Eigen::Index count) {
          std::string text;
          for (Eigen::Index k = 0; k < count; ++k) text += fmt::format(" {}", format_number(value_of(k)));
          return text;
        };
        std::string_view type;
        for (auto const& row : kTypeNames) {
          if (with_voxel_type(row.type, []<class T>() { return std::is_same_v<T, Voxel>; })) type = row.name;
        }
        auto const bytes = std::as_bytes(std::span(typed.voxels));
        auto const packed = zlib_level > 0 ? compress_zlib(bytes, zlib_level) : std::string();
        std::string file = fmt::format(
            "ObjectType = Image\nNDims = {}\nBinaryData = True\nBinaryDataByteOrderMSB = False\nCompressedData = {}\n",
            n, zlib_level > 0 ? "True" : "False");
        if (zlib_level > 0) file += fmt::format("CompressedDataSize = {}\n", packed.size());
        file += fmt::format("TransformMatrix ={}",
                            numbers([&](Eigen::Index k) { return geometry.direction(k % n, k / n); }, n * n));
        file += fmt::format("\nOffset ={}", numbers([&](Eigen::Index k) { return geometry.origin_mm[k]; }, n));
        file += fmt::format("\nElementSpacing ={}", numbers([&](Eigen::Index k) { return geometry.spacing_mm[k]; }, n));
        file += fmt::format(
            "\nDimSize ={}",
            numbers([&](Eigen::Index k) { return static_cast<double>(geometry.size[static_cast<std::size_t>(k)]); },
                    n));
        file += fmt::format("\nElementType = {}\nElementDataFile = LOCAL\n", type);
        if (zlib_level > 0) {
          file += packed;
        } else {
          file.append(reinterpret_cast<char const*>(bytes.data()), bytes.size());
        }
        return file;
      },
      volume);
}

}  // namespace petra
