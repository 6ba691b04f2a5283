#include "petra/volumefile/nrrd.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "petra/base/gzip.hpp"
#include "petra/base/text.hpp"
#include "petra/volumefile/nrrd_geometry.hpp"
#include "petra/volumefile/voxel_data.hpp"

namespace petra {

namespace {

struct TypeName {
  std::string_view name;
  VoxelType type;
};

// Every spelling that the format allows, in lower case. The first of each type is the one written.
constexpr auto kTypeNames = std::to_array<TypeName>({
    {"int8", VoxelType::int8},
    {"signed char", VoxelType::int8},
    {"int8_t", VoxelType::int8},
    {"uint8", VoxelType::uint8},
    {"uchar", VoxelType::uint8},
    {"unsigned char", VoxelType::uint8},
    {"uint8_t", VoxelType::uint8},
    {"int16", VoxelType::int16},
    {"short", VoxelType::int16},
    {"short int", VoxelType::int16},
    {"signed short", VoxelType::int16},
    {"signed short int", VoxelType::int16},
    {"int16_t", VoxelType::int16},
    {"uint16", VoxelType::uint16},
    {"ushort", VoxelType::uint16},
    {"unsigned short", VoxelType::uint16},
    {"unsigned short int", VoxelType::uint16},
    {"uint16_t", VoxelType::uint16},
    {"int32", VoxelType::int32},
    {"int", VoxelType::int32},
    {"signed int", VoxelType::int32},
    {"int32_t", VoxelType::int32},
    {"uint32", VoxelType::uint32},
    {"uint", VoxelType::uint32},
    {"unsigned int", VoxelType::uint32},
    {"uint32_t", VoxelType::uint32},
    {"int64", VoxelType::int64},
    {"longlong", VoxelType::int64},
    {"long long", VoxelType::int64},
    {"long long int", VoxelType::int64},
    {"signed long long", VoxelType::int64},
    {"signed long long int", VoxelType::int64},
    {"int64_t", VoxelType::int64},
    {"uint64", VoxelType::uint64},
    {"ulonglong", VoxelType::uint64},
    {"unsigned long long", VoxelType::uint64},
    {"unsigned long long int", VoxelType::uint64},
    {"uint64_t", VoxelType::uint64},
    {"float", VoxelType::float32},
    {"double", VoxelType::float64},
});

// A field that must be there.
Result<std::string> needed(VolumeSource const& source, NrrdHeader const& header, std::string_view name) {
  if (auto const* value = header.find(name)) return *value;
  return make_error(ErrorCode::invalid_input, source.subject, fmt::format("its header has no field {}", name),
                    "The file is damaged: copy or write it again");
}

Result<VoxelType> find_type(VolumeSource const& source, NrrdHeader const& header) {
  PETRA_TRY(auto const name, needed(source, header, "type"));
  auto const lower = to_lower(name);
  for (auto const& row : kTypeNames) {
    if (row.name == lower) return row.type;
  }
  return wrong_field(source, "type", name, "it is none of the format's types of one number per voxel",
                     "Write the file again as one of them, such as short or float");
}

Result<Packing> find_packing(VolumeSource const& source, NrrdHeader const& header) {
  PETRA_TRY(auto const name, needed(source, header, "encoding"));
  auto const lower = to_lower(name);
  if (lower == "raw") return Packing::none;
  if (lower == "gzip" || lower == "gz") return Packing::deflated;
  if (lower == "ascii" || lower == "text" || lower == "txt") return Packing::text;
  bool const known = lower == "bzip2" || lower == "bz2" || lower == "hex";
  return wrong_field(
      source, "encoding", name, known ? "petra reads raw, gzip and ascii" : "it is none of the format's encodings",
      "Write the file again with gzip encoding", known ? ErrorCode::not_supported : ErrorCode::invalid_input);
}

Result<bool> find_big_endian(VolumeSource const& source, NrrdHeader const& header, VoxelLayout const& layout) {
  auto const* value = header.find("endian");
  if (value == nullptr) {
    if (layout.packing == Packing::text || voxel_bytes(layout.type) == 1) return false;
    return make_error(ErrorCode::invalid_input, source.subject,
                      "its header has no field endian, which voxels of several bytes need",
                      "Add the line endian: little if it is");
  }
  auto const lower = to_lower(*value);
  if (lower != "little" && lower != "big")
    return wrong_field(source, "endian", *value, "it must be little or big", "Correct the header");
  return lower == "big";
}

// Passes over "line skip" lines and "byte skip" bytes (−1: whatever precedes the voxels).
Result<void> skip_to_data(VolumeSource const& source, NrrdHeader const& header, std::string_view data,
                          VoxelLayout& layout) {
  auto const read_count = [&](std::string_view name, long long least, long long& count) -> Result<void> {
    auto const* value = header.find(name);
    if (value == nullptr) return {};
    auto const number = parse_integer(*value);
    if (!number || *number < least)
      return wrong_field(source, name, *value, fmt::format("it must be a whole number of at least {}", least),
                         "Correct the header");
    count = *number;
    return {};
  };
  long long lines = 0, bytes = 0;
  PETRA_CHECK(read_count("lineskip", 0, lines));
  PETRA_CHECK(read_count("byteskip", -1, bytes));
  for (long long k = 0; k < lines; ++k) {
    auto const newline = data.find('\n', layout.packed_offset);
    if (newline == std::string_view::npos)
      return wrong_field(source, "line skip", *header.find("lineskip"), "the data have fewer lines",
                         "Correct the header");
    layout.packed_offset = newline + 1;
  }
  if (bytes == -1) {
    if (layout.packing != Packing::none) {
      return wrong_field(source, "byte skip", "-1", "it is supported with raw encoding only",
                         "Write the file again without it", ErrorCode::not_supported);
    }
    layout.at_end = true;
  } else if (layout.packing == Packing::deflated) {
    layout.unpacked_offset = static_cast<std::uint64_t>(bytes);
  } else if (__builtin_add_overflow(layout.packed_offset, static_cast<std::uint64_t>(bytes), &layout.packed_offset)) {
    return wrong_field(source, "byte skip", *header.find("byteskip"), "it is too large", "Correct the header");
  }
  return {};
}

bool names_several_files(std::string_view name) {
  return to_lower(name).starts_with("list") || name.find('%') != std::string_view::npos;
}

}  // namespace

bool is_nrrd(std::string_view bytes) {
  return bytes.starts_with("NRRD");
}

namespace {

struct NrrdFile {
  NrrdGrid grid;
  VoxelLayout layout;
  std::optional<std::string> data;  // of another file
};

Result<NrrdFile> open_nrrd(VolumeSource const& source, NrrdHeader const& header) {
  NrrdFile file;
  auto& layout = file.layout;
  PETRA_TRY(layout.type, find_type(source, header));
  PETRA_TRY(layout.packing, find_packing(source, header));
  PETRA_TRY(layout.big_endian, find_big_endian(source, header, layout));
  PETRA_TRY(auto axes, parse_nrrd_axes(source, header));
  PETRA_TRY(file.grid, compute_nrrd_grid(source, header, std::move(axes), voxel_bytes(layout.type)));
  layout.components = file.grid.components;
  layout.interleaved = file.grid.interleaved;
  auto const* name = header.find("datafile");
  if (name == nullptr) {
    layout.packed_offset = header.data_offset;
    PETRA_CHECK(skip_to_data(source, header, source.bytes, layout));
    return file;
  }
  if (names_several_files(*name)) {
    return wrong_field(source, "data file", *name, "volumes in several files are not supported yet",
                       "Write the volume as one file", ErrorCode::not_supported);
  }
  PETRA_TRY(file.data, read_data_file(source, "data file", *name));
  PETRA_CHECK(skip_to_data(source, header, *file.data, layout));
  return file;
}

}  // namespace

Result<AnyVolume> parse_nrrd(VolumeSource const& source) {
  PETRA_TRY(auto const header, parse_nrrd_header(source));
  PETRA_TRY(auto const file, open_nrrd(source, header));
  return decode_voxels(source, file.grid.geometry, file.layout,
                       file.data ? std::string_view(*file.data) : source.bytes);
}

Result<std::vector<AnyVolume>> parse_nrrd_layers(VolumeSource const& source) {
  auto any_layer = source;
  any_layer.channel = 0;
  PETRA_TRY(auto const header, parse_nrrd_header(source));
  PETRA_TRY(auto const file, open_nrrd(any_layer, header));
  auto const& geometry = file.grid.geometry;
  auto const components = static_cast<std::size_t>(file.layout.components);
  // All values at once, as if they were voxels of one large volume; then dealt.
  auto layout = file.layout;
  layout.components = 1;
  Geometry all = geometry;
  all.size[0] *= file.layout.components;
  PETRA_TRY(auto const values,
            decode_voxels(any_layer, all, layout, file.data ? std::string_view(*file.data) : source.bytes));
  return std::visit(
      [&](auto const& typed) {
        using T = typename std::decay_t<decltype(typed)>::Voxel;
        std::vector<AnyVolume> layers;
        auto const count = static_cast<std::size_t>(geometry.voxel_count());
        for (std::size_t k = 0; k < components; ++k) {
          Volume<T> layer(geometry);
          for (std::size_t i = 0; i < count; ++i)
            layer.voxels[i] = typed.voxels[file.layout.interleaved ? i * components + k : k * count + i];
          layers.emplace_back(std::move(layer));
        }
        return layers;
      },
      values);
}

std::string format_nrrd(AnyVolume const& volume, int gzip_level) {
  return std::visit(
      [&](auto const& typed) {
        using Voxel = typename std::decay_t<decltype(typed)>::Voxel;
        auto const& geometry = typed.geometry;
        auto const dimension = static_cast<std::size_t>(geometry.dimension);
        auto const vector = [&](Eigen::Vector3d const& v) {
          std::string text;
          for (std::size_t k = 0; k < dimension; ++k) {
            text += k > 0 ? ',' : '(';
            text += format_number(v[static_cast<Eigen::Index>(k)]);
          }
          text += ')';
          return text;
        };
        std::string sizes, directions, kinds;
        for (std::size_t k = 0; k < dimension; ++k) {
          auto const axis = static_cast<Eigen::Index>(k);
          sizes += fmt::format(" {}", geometry.size[k]);
          directions += fmt::format(" {}", vector(geometry.direction.col(axis) * geometry.spacing_mm[axis]));
          kinds += " domain";
        }
        auto const type = voxel_type_name<Voxel>();
        std::string file = fmt::format(
            "NRRD0004\ntype: {}\ndimension: {}\n{}\nsizes:{}\nspace directions:{}\nkinds:{}\nendian: little\nencoding: "
            "{}\nspace origin: {}\n\n",
            type == "float32"   ? "float"
            : type == "float64" ? "double"
                                : type,
            dimension, dimension == 3 ? "space: left-posterior-superior" : "space dimension: 2", sizes, directions,
            kinds, gzip_level > 0 ? "gzip" : "raw", vector(geometry.origin_mm));
        auto const bytes = std::as_bytes(std::span(typed.voxels));
        if (gzip_level > 0) {
          file += compress_gzip(bytes, gzip_level);
        } else {
          file.append(reinterpret_cast<char const*>(bytes.data()), bytes.size());
        }
        return file;
      },
      volume);
}

}  // namespace petra
