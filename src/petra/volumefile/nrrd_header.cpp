#include "petra/volumefile/nrrd_header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "petra/base/text.hpp"

namespace petra {

namespace {

constexpr std::size_t kMaximumHeaderBytes = 4U << 20U;
constexpr std::int64_t kMaximumDimension = 16;  // NRRD_DIM_MAX

// Every field of the format, without blanks; those that say nothing of voxels or geometry are read and left alone.
constexpr auto kFields = std::to_array<std::string_view>(
    {"dimension",   "type",       "blocksize",       "encoding",    "endian",   "content",        "min",
     "max",         "oldmin",     "oldmax",          "datafile",    "lineskip", "byteskip",       "number",
     "sampleunits", "sizes",      "spacings",        "thicknesses", "axismins", "axismaxs",       "centers",
     "centerings",  "labels",     "units",           "kinds",       "space",    "spacedimension", "spacedirections",
     "spaceorigin", "spaceunits", "measurementframe"});

std::string canonical_name(std::string_view name) {
  std::string canonical = to_lower(trim(name));
  std::erase_if(canonical, [](char c) { return c == ' ' || c == '_' || c == '\t'; });
  return canonical == "centerings" ? "centers" : canonical;
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  constexpr std::string_view kBlanks = " \t";
  while (true) {
    auto const first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) return words;
    text.remove_prefix(first);
    auto const length = std::min(text.find_first_of(kBlanks), text.size());
    words.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
}

// In keys and their values a line break is written as \\n, a backslash as two.
std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool const escape = text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == 'n' || text[i + 1] == '\\');
    if (escape) ++i;
    plain += escape && text[i] == 'n' ? '\n' : text[i];
  }
  return plain;
}

// One line of the header.
Result<void> add_line(VolumeSource const& source, std::string_view line, NrrdHeader& header) {
  auto const colon = line.find(':');
  if (colon == std::string_view::npos) {
    return wrong_field(source, "header line", line, "it is neither \"field: value\" nor \"key:=value\"",
                       "Correct the line");
  }
  if (line.substr(colon).starts_with(":=")) {  // a key of the writer's own
    header.keys.insert_or_assign(unescaped(line.substr(0, colon)), unescaped(line.substr(colon + 2)));
    return {};
  }
  auto const name = canonical_name(line.substr(0, colon));
  if (std::find(kFields.begin(), kFields.end(), name) == kFields.end()) {
    return wrong_field(source, line.substr(0, std::min<std::size_t>(colon, 40)), trim(line.substr(colon + 1)),
                       "NRRD has no such field", "Correct or delete the line");
  }
  auto const [at, fresh] = header.fields.emplace(name, trim(line.substr(colon + 1)));
  if (!fresh) return wrong_field(source, name, line.substr(colon + 1), "it is given twice", "Delete one of the lines");
  return {};
}

}  // namespace

Result<NrrdHeader> parse_nrrd_header(VolumeSource const& source) {
  NrrdHeader header;
  auto const text = source.bytes.substr(0, kMaximumHeaderBytes);
  std::size_t position = 0;
  bool first = true, ended = false;
  while (position < text.size() && !ended) {
    auto const newline = std::min(text.find('\n', position), text.size());
    if (newline == text.size() && source.bytes.size() > text.size()) break;
    auto line = text.substr(position, newline - position);
    if (line.ends_with('\r')) line.remove_suffix(1);
    position = std::min(newline + 1, text.size());
    if (first) {
      first = false;
      bool const known = line.size() == 8 && line.starts_with("NRRD000") && line[7] >= '1' && line[7] <= '5';
      if (!known)
        return wrong_field(source, "magic", line, "petra reads NRRD0001 to NRRD0005",
                           "Write the file again with a current program");
    } else if (line.empty()) {
      ended = true;
    } else if (!line.starts_with('#')) {
      PETRA_CHECK(add_line(source, line, header));
      auto const* file = header.find("datafile");
      ended = file != nullptr && file->starts_with("LIST");  // the lines that follow are names of files
    }
  }
  header.data_offset = position;
  if (!ended && source.bytes.size() > text.size()) {
    return make_error(ErrorCode::limit, source.subject,
                      fmt::format("its header does not end within the limit of {} bytes", kMaximumHeaderBytes),
                      "An NRRD header ends with an empty line");
  }
  if (!ended && header.find("datafile") == nullptr) {
    return make_error(ErrorCode::invalid_input, source.subject,
                      "its header has no end (an empty line) and names no data file",
                      "The file is cut: copy or write it again");
  }
  return header;
}

std::optional<std::vector<std::optional<std::vector<double>>>> parse_nrrd_vectors(std::string_view text) {
  std::vector<std::optional<std::vector<double>>> vectors;
  while (!(text = trim(text)).empty()) {
    if (to_lower(text.substr(0, 4)) == "none") {
      vectors.emplace_back();
      text.remove_prefix(4);
      continue;
    }
    auto const close = text.find(')');
    if (text[0] != '(' || close == std::string_view::npos || vectors.size() > kMaximumDimension) return std::nullopt;
    std::vector<double> vector;
    for (auto const part : split(text.substr(1, close - 1), ',')) {
      auto const number = parse_number(part);
      if (!number || vector.size() > kMaximumDimension) return std::nullopt;
      vector.push_back(*number);
    }
    vectors.emplace_back(std::move(vector));
    text.remove_prefix(close + 1);
  }
  return vectors;
}

namespace {

// Fills one number per axis; NaN means "not told", as in the format. Nothing where the header has no such field.
Result<void> fill_numbers(VolumeSource const& source, NrrdHeader const& header, std::string_view field,
                          std::vector<NrrdAxis>& axes, std::optional<double> NrrdAxis::*member) {
  auto const* value = header.find(field);
  if (value == nullptr) return {};
  auto const words = words_of(*value);
  if (words.size() != axes.size())
    return wrong_field(source, field, *value, fmt::format("one number for each of {} axes is expected", axes.size()),
                       "Correct the header");
  for (std::size_t k = 0; k < axes.size(); ++k) {
    auto const number = parse_number(words[k]);
    if (!number || std::isinf(*number))
      return wrong_field(source, field, *value, "it holds what is not a number", "Correct the header");
    if (!std::isnan(*number)) axes[k].*member = *number;
  }
  return {};
}

Result<void> fill_words(VolumeSource const& source, NrrdHeader const& header, std::string_view field,
                        std::vector<NrrdAxis>& axes, std::string NrrdAxis::*member) {
  auto const* value = header.find(field);
  if (value == nullptr) return {};
  auto const words = words_of(*value);
  if (words.size() != axes.size())
    return wrong_field(source, field, *value, fmt::format("one word for each of {} axes is expected", axes.size()),
                       "Correct the header");
  for (std::size_t k = 0; k < axes.size(); ++k) {
    auto const word = to_lower(words[k]);
    axes[k].*member = word == "???" || word == "none" ? "" : word;
  }
  return {};
}

Result<void> fill_directions(VolumeSource const& source, NrrdHeader const& header, std::vector<NrrdAxis>& axes) {
  auto const* value = header.find("spacedirections");
  if (value == nullptr) return {};
  auto const vectors = parse_nrrd_vectors(*value);
  if (!vectors || vectors->size() != axes.size()) {
    return wrong_field(source, "space directions", *value,
                       fmt::format("one vector (or none) for each of {} axes is expected", axes.size()),
                       "Correct the header");
  }
  for (std::size_t k = 0; k < axes.size(); ++k) axes[k].direction = (*vectors)[k];
  return {};
}

}  // namespace

Result<std::vector<NrrdAxis>> parse_nrrd_axes(VolumeSource const& source, NrrdHeader const& header) {
  auto const* dimension_text = header.find("dimension");
  auto const* sizes_text = header.find("sizes");
  if (dimension_text == nullptr || sizes_text == nullptr) {
    return make_error(ErrorCode::invalid_input, source.subject,
                      fmt::format("its header has no field {}", dimension_text == nullptr ? "dimension" : "sizes"),
                      "The file is damaged: copy or write it again");
  }
  auto const dimension = parse_integer(*dimension_text);
  if (!dimension || *dimension < 1 || *dimension > kMaximumDimension) {
    return wrong_field(source, "dimension", *dimension_text,
                       fmt::format("it must be a number from 1 to {}", kMaximumDimension), "Correct the header");
  }
  std::vector<NrrdAxis> axes(static_cast<std::size_t>(*dimension));
  auto const sizes = words_of(*sizes_text);
  if (sizes.size() != axes.size())
    return wrong_field(source, "sizes", *sizes_text,
                       fmt::format("one length for each of {} axes is expected", axes.size()), "Correct the header");
  for (std::size_t k = 0; k < axes.size(); ++k) {
    auto const length = parse_integer(sizes[k]);
    if (!length || *length < 1)
      return wrong_field(source, "sizes", *sizes_text, "every axis needs at least one voxel", "Correct the header");
    axes[k].length = *length;
  }
  PETRA_CHECK(fill_words(source, header, "kinds", axes, &NrrdAxis::kind));
  PETRA_CHECK(fill_words(source, header, "centers", axes, &NrrdAxis::center));
  PETRA_CHECK(fill_directions(source, header, axes));
  PETRA_CHECK(fill_numbers(source, header, "spacings", axes, &NrrdAxis::spacing));
  PETRA_CHECK(fill_numbers(source, header, "axismins", axes, &NrrdAxis::minimum));
  PETRA_CHECK(fill_numbers(source, header, "axismaxs", axes, &NrrdAxis::maximum));
  return axes;
}

}  // namespace petra
