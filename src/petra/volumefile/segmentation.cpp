#include "petra/volumefile/segmentation.hpp"

#include <fmt/format.h>

#include <cmath>
#include <set>

#include "petra/base/file.hpp"
#include "petra/base/text.hpp"
#include "petra/volumefile/nrrd.hpp"
#include "petra/volumefile/nrrd_header.hpp"
#include "petra/volumefile/read_volume.hpp"

namespace petra {

namespace {

// The values of a layer but 0, ascending. Errors: a voxel that is no whole number; too many values.
Result<std::vector<std::int64_t>> labels_of(AnyVolume const& layer, std::string const& subject) {
  return std::visit(
      [&](auto const& typed) -> Result<std::vector<std::int64_t>> {
        using T = typename std::decay_t<decltype(typed)>::Voxel;
        std::set<T> values;
        T latest = 0;
        for (auto const voxel : typed.voxels) {
          if (voxel == latest) continue;
          if constexpr (std::is_floating_point_v<T>) {
            constexpr T kLargest = T(4294967295.0);
            if (!(std::abs(voxel) <= kLargest) || voxel != std::trunc(voxel)) {
              return make_error(ErrorCode::invalid_input, subject,
                                fmt::format("a voxel holds {}, but labels are whole numbers", format_number(voxel)),
                                "Give a mask of labels (0 outside, 1 inside), not an image or a probability map");
            }
          }
          latest = voxel;
          values.insert(voxel);
          if (values.size() > kLargestLabelCount + 1) {
            return make_error(ErrorCode::limit, subject,
                              fmt::format("it holds more than the limit of {} different labels", kLargestLabelCount),
                              "Is it an image? Give a mask of labels");
          }
        }
        std::vector<std::int64_t> labels;
        for (auto const value : values) {
          if (value != 0) labels.push_back(static_cast<std::int64_t>(value));
        }
        return labels;
      },
      layer);
}

std::string const* find_key(NrrdHeader const& header, std::size_t segment, std::string_view name) {
  auto const found = header.keys.find(fmt::format("Segment{}_{}", segment, name));
  return found == header.keys.end() ? nullptr : &found->second;
}

// The numbers n for which a key "Segmentn_…" stands in the header, ascending.
std::set<std::size_t> segment_numbers(NrrdHeader const& header) {
  std::set<std::size_t> numbers;
  constexpr std::string_view kPrefix = "Segment";
  for (auto at = header.keys.lower_bound(kPrefix); at != header.keys.end() && at->first.starts_with(kPrefix); ++at) {
    auto const rest = std::string_view(at->first).substr(kPrefix.size());
    auto const underscore = rest.find('_');
    if (underscore == 0 || underscore == std::string_view::npos) continue;
    auto const number = parse_integer(rest.substr(0, underscore));
    if (number && *number >= 0 && *number < 100000) numbers.insert(static_cast<std::size_t>(*number));
  }
  return numbers;
}

Result<std::int64_t> whole_number(VolumeSource const& source, NrrdHeader const& header, std::size_t segment,
                                  std::string_view name, std::int64_t otherwise) {
  auto const* text = find_key(header, segment, name);
  if (text == nullptr) return otherwise;
  if (auto const number = parse_integer(*text)) return static_cast<std::int64_t>(*number);
  return wrong_field(source, fmt::format("Segment{}_{}", segment, name), *text, "it must be a whole number",
                     "Correct the header, or save the segmentation again");
}

Result<std::vector<Segment>> find_segments(VolumeSource const& source, NrrdHeader const& header, std::size_t layers) {
  std::vector<Segment> segments;
  auto const numbers = segment_numbers(header);
  bool const labelled =
      std::any_of(numbers.begin(), numbers.end(), [&](auto n) { return find_key(header, n, "LabelValue") != nullptr; });
  for (auto const n : numbers) {
    Segment segment;
    // Slicer before 4.11 writes neither label values nor layers: segment n is layer n.
    auto const place = static_cast<std::int64_t>(segments.size());
    PETRA_TRY(segment.label, whole_number(source, header, n, "LabelValue", 1));
    PETRA_TRY(segment.layer, whole_number(source, header, n, "Layer", labelled ? 0 : place));
    if (segment.layer < 0 || segment.layer >= static_cast<std::int64_t>(layers)) {
      return wrong_field(source, fmt::format("Segment{}_Layer", n), std::to_string(segment.layer),
                         fmt::format("the file has {} layers", layers),
                         "Save the segmentation again: header and voxels do not belong together");
    }
    auto const* name = find_key(header, n, "Name");
    auto const* id = find_key(header, n, "ID");
    if (id != nullptr) segment.id = *id;
    segment.structure.name = name != nullptr ? *name : segment.id;
    segment.structure.number = layers == 1 ? segment.label : place + 1;
    if (auto const* tags = find_key(header, n, "Tags")) segment.tags = *tags;
    if (auto const* color = find_key(header, n, "Color")) {
      auto const parts = split(trim(*color), ' ');
      for (std::size_t k = 0; k < 3 && k < parts.size(); ++k) {
        auto const value = parse_number(parts[k]);
        if (value && *value >= 0 && *value <= 1) segment.color[k] = *value;
      }
    }
    segments.push_back(std::move(segment));
  }
  return segments;
}

Result<Segmentation> from_labels(std::vector<AnyVolume> layers, std::string const& subject) {
  Segmentation found;
  found.layers = std::move(layers);
  for (std::size_t k = 0; k < found.layers.size(); ++k) {
    PETRA_TRY(auto const labels, labels_of(found.layers[k], subject));
    for (auto const label : labels) {
      Segment segment;
      segment.layer = static_cast<std::int64_t>(k);
      segment.label = label;
      bool const single = found.layers.size() == 1;
      segment.structure.number = single ? label : static_cast<std::int64_t>(found.segments.size()) + 1;
      segment.structure.name = single ? std::to_string(label) : fmt::format("layer {} label {}", k, label);
      found.segments.push_back(std::move(segment));
      if (found.segments.size() > kLargestLabelCount)
        return make_error(ErrorCode::limit, subject,
                          fmt::format("it holds more than the limit of {} labels", kLargestLabelCount),
                          "Is it an image? Give a mask of labels");
    }
  }
  return found;
}

}  // namespace

std::vector<StructureName> Segmentation::names() const {
  std::vector<StructureName> all;
  for (auto const& segment : segments) all.push_back(segment.structure);
  return all;
}

Mask Segmentation::mask_of(Segment const& segment) const {
  return std::visit(
      [&](auto const& typed) {
        using T = typename std::decay_t<decltype(typed)>::Voxel;
        Mask mask(typed.geometry);
        auto const label = static_cast<T>(segment.label);
        if constexpr (std::is_integral_v<T>) {
          if (!std::in_range<T>(segment.label)) return mask;
        }
        for (std::size_t i = 0; i < typed.voxels.size(); ++i) mask.voxels[i] = typed.voxels[i] == label ? 1 : 0;
        return mask;
      },
      layers[static_cast<std::size_t>(segment.layer)]);
}

bool is_segmentation_nrrd(std::string_view bytes) {
  if (!is_nrrd(bytes)) return false;
  constexpr std::size_t kHeader = 1U << 16U;
  auto const head = bytes.substr(0, kHeader);
  auto const end = std::min(head.find("\n\n"), head.find("\r\n\r\n"));
  return head.substr(0, end).find("\nSegment0_") != std::string_view::npos ||
         head.substr(0, end).find("\nSegmentation_") != std::string_view::npos;
}

Result<Segmentation> parse_segmentation_nrrd(VolumeSource const& source) {
  PETRA_TRY(auto const header, parse_nrrd_header(source));
  PETRA_TRY(auto layers, parse_nrrd_layers(source));
  PETRA_TRY(auto segments, find_segments(source, header, layers.size()));
  if (segments.empty()) return from_labels(std::move(layers), source.subject);
  Segmentation segmentation{std::move(layers), std::move(segments)};
  for (auto const& layer : segmentation.layers) PETRA_CHECK(labels_of(layer, source.subject));
  return segmentation;
}

Result<Segmentation> read_segmentation(std::filesystem::path const& path, VolumeLimits const& limits,
                                       std::vector<std::string>* warnings) {
  PETRA_TRY(auto const bytes, read_file(path, limits.maximum_file_bytes));
  if (is_nrrd(bytes)) {
    auto const beside = [&](std::string const& name) {
      return read_file(path.parent_path() / name, limits.maximum_file_bytes);
    };
    return parse_segmentation_nrrd({path.string(), path.filename().string(), bytes, limits, beside, warnings});
  }
  PETRA_TRY(auto volume, read_volume(path, limits, warnings));
  std::vector<AnyVolume> layers;
  layers.push_back(std::move(volume));
  return from_labels(std::move(layers), path.string());
}

}  // namespace petra
