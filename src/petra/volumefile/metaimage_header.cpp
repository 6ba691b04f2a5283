#include "petra/volumefile/metaimage_header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "petra/base/text.hpp"

namespace petra {

namespace {

constexpr std::size_t kMaximumHeaderBytes = 1U << 20U;

// What the first line of a MetaImage may say.
constexpr auto kFirstFields = std::to_array<std::string_view>({"ObjectType",
                                                               "ObjectSubType",
                                                               "NDims",
                                                               "Comment",
                                                               "Name",
                                                               "ID",
                                                               "ParentID",
                                                               "CompressedData",
                                                               "BinaryData",
                                                               "BinaryDataByteOrderMSB",
                                                               "ElementByteOrderMSB",
                                                               "TransformMatrix",
                                                               "Offset",
                                                               "Origin",
                                                               "Position",
                                                               "CenterOfRotation",
                                                               "AnatomicalOrientation",
                                                               "ElementSpacing",
                                                               "ElementSize",
                                                               "DimSize",
                                                               "ElementType",
                                                               "HeaderSize"});

struct Line {
  std::string_view name, value;
};

// "name = value" or "name: value".
std::optional<Line> parse_line(std::string_view line) {
  auto const separator = line.find_first_of("=:");
  if (separator == std::string_view::npos) return std::nullopt;
  auto const name = trim(line.substr(0, separator));
  if (name.empty() || name.find_first_of(" \t") != std::string_view::npos) return std::nullopt;
  return Line{name, trim(line.substr(separator + 1))};
}

}  // namespace

bool is_metaimage(std::string_view bytes) {
  auto const start = bytes.substr(0, 8000);
  if (start.find("NDims") == std::string_view::npos) return false;  // other text has lines like "Name: x", too
  auto const line = parse_line(start.substr(0, start.find_first_of("\r\n")));
  return line && std::find(kFirstFields.begin(), kFirstFields.end(), line->name) != kFirstFields.end();
}

Result<MetaimageHeader> parse_metaimage_header(VolumeSource const& source) {
  MetaimageHeader header;
  auto const text = source.bytes.substr(0, kMaximumHeaderBytes);
  std::size_t position = 0;
  while (position < text.size()) {
    auto const newline = std::min(text.find('\n', position), text.size());
    if (newline == text.size() && source.bytes.size() > text.size()) break;  // a line that the limit cuts
    auto const bytes = text.substr(position, newline - position);
    position = std::min(newline + 1, text.size());
    if (trim(bytes).empty()) continue;
    auto const line = parse_line(bytes);
    if (!line) return wrong_field(source, "header line", bytes, "it is no \"name = value\"", "Correct the line");
    auto const [at, fresh] = header.fields.emplace(line->name, line->value);
    if (!fresh) return wrong_field(source, line->name, line->value, "it is given twice", "Delete one of the lines");
    if (line->name != "ElementDataFile") continue;
    header.data_offset = position;
    return header;
  }
  if (source.bytes.size() > text.size()) {
    return make_error(ErrorCode::limit, source.subject,
                      fmt::format("its header does not end within the limit of {} bytes", kMaximumHeaderBytes),
                      "A MetaImage header ends with the line ElementDataFile");
  }
  return make_error(ErrorCode::invalid_input, source.subject, "its header has no field ElementDataFile",
                    "The file is cut: copy or write it again");
}

namespace {

using Numbers = std::vector<double>;

// The numbers of a field; nothing when the header has no such field.
Result<std::optional<Numbers>> read_numbers(VolumeSource const& source, MetaimageHeader const& header,
                                            std::string_view field, std::size_t count) {
  auto const* value = header.find(field);
  if (value == nullptr) return std::optional<Numbers>();
  Numbers numbers;
  std::string_view rest = *value;
  while (!(rest = trim(rest)).empty()) {
    auto const length = std::min(rest.find_first_of(" \t"), rest.size());
    auto const number = parse_number(rest.substr(0, length));
    if (!number) return wrong_field(source, field, *value, "it holds what is not a number", "Correct the header");
    if (numbers.size() == count) break;
    numbers.push_back(*number);
    rest.remove_prefix(length);
  }
  if (numbers.size() != count || !rest.empty())
    return wrong_field(source, field, *value, fmt::format("{} numbers are expected", count), "Correct the header");
  return std::optional<Numbers>(std::move(numbers));
}

struct Named {
  std::string_view field;
  Numbers numbers;
};

// The first of several names for one thing; they may not contradict each other.
Result<std::optional<Named>> read_one_of(VolumeSource const& source, MetaimageHeader const& header,
                                         std::initializer_list<std::string_view> names, std::size_t count) {
  std::optional<Named> found;
  for (auto const name : names) {
    PETRA_TRY(auto numbers, read_numbers(source, header, name, count));
    if (!numbers) continue;
    if (found && found->numbers != *numbers) {
      return wrong_field(source, name, *header.find(name), fmt::format("it contradicts the field {}", found->field),
                         "Delete the wrong one");
    }
    if (!found) found = Named{name, std::move(*numbers)};
  }
  return found;
}

}  // namespace

Result<Geometry> compute_metaimage_geometry(VolumeSource const& source, MetaimageHeader const& header,
                                            std::size_t bytes_per_voxel) {
  auto const* dimensions_text = header.find("NDims");
  auto const* size_text = header.find("DimSize");
  if (dimensions_text == nullptr || size_text == nullptr) {
    return make_error(ErrorCode::invalid_input, source.subject,
                      fmt::format("its header has no field {}", dimensions_text == nullptr ? "NDims" : "DimSize"),
                      "The file is damaged: copy or write it again");
  }
  auto const dimensions = parse_integer(*dimensions_text);
  if (!dimensions || *dimensions < 2 || *dimensions > 10)
    return wrong_field(source, "NDims", *dimensions_text, "an image has two or three dimensions",
                       "Is this the right file?");
  auto const n = static_cast<std::size_t>(*dimensions);
  PETRA_TRY(auto const size_numbers, read_numbers(source, header, "DimSize", n));
  auto const sizes = size_numbers.value_or(Numbers(n, 0));
  std::vector<std::int64_t> lengths;
  for (std::size_t k = 0; k < n; ++k) {
    double const length = sizes[k];
    if (!(length >= 1 && length <= 9e15) || length != static_cast<double>(static_cast<std::int64_t>(length))) {
      return wrong_field(source, "DimSize", *size_text, "every axis needs a whole number of voxels, at least one",
                         "Correct the header");
    }
    if (k >= 3 && length > 1)
      return wrong_field(source, "DimSize", *size_text, fmt::format("axis {} holds {} volumes", k + 1, length),
                         "Extract one volume");
    if (k < 3) lengths.push_back(static_cast<std::int64_t>(length));
  }
  Geometry geometry;
  geometry.dimension = static_cast<int>(lengths.size());
  PETRA_TRY(geometry.size, checked_size(source, lengths, bytes_per_voxel, "DimSize", *size_text));
  PETRA_TRY(auto const spacing, read_numbers(source, header, "ElementSpacing", n));
  PETRA_TRY(auto const element_size, read_numbers(source, header, "ElementSize", n));
  PETRA_TRY(auto const origin, read_one_of(source, header, {"Offset", "Position", "Origin"}, n));
  PETRA_TRY(auto const matrix, read_one_of(source, header, {"TransformMatrix", "Rotation", "Orientation"}, n * n));
  if (!spacing && !element_size) source.warn("it has neither ElementSpacing nor ElementSize: voxels of 1 mm are taken");
  for (std::size_t k = 0; k < lengths.size(); ++k) {
    auto const axis = static_cast<Eigen::Index>(k);
    if (matrix) {
      // The k-th row of the file's matrix is the direction of axis k.
      for (std::size_t i = 0; i < lengths.size(); ++i)
        geometry.direction(static_cast<Eigen::Index>(i), axis) = matrix->numbers[k * n + i];
    }
    if (origin) geometry.origin_mm[axis] = origin->numbers[k];
    double const step = spacing ? (*spacing)[k] : element_size ? (*element_size)[k] : 1;
    geometry.spacing_mm[axis] = step < 0 ? -step : step;
    if (step < 0) geometry.direction.col(axis) *= -1;  // as ITK reads it
  }
  PETRA_CHECK(
      check_geometry(source, geometry,
                     spacing ? "ElementSpacing, Offset or TransformMatrix" : "ElementSize, Offset or TransformMatrix"));
  return geometry;
}

}  // namespace petra
