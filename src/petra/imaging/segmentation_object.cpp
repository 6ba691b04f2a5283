#include "petra/imaging/segmentation_object.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "petra/base/file.hpp"
#include "petra/base/text.hpp"
#include "petra/imaging/segmentation_grid.hpp"
#include "petra/imaging/segmentation_pixels.hpp"

namespace petra {

namespace {

// A grid may have so many times the voxels that its frames hold: absent frames are empty slices.
constexpr std::int64_t kSparsest = 512;

Error wrong_value(std::string const& subject, DicomTag tag, std::string const& value, std::string_view wanted) {
  return make_error(ErrorCode::invalid_input, subject,
                    fmt::format("{} is \"{}\": {}", describe_tag(tag), value, wanted), "Write the segmentation again");
}

Result<SegmentationType> find_type(DicomItem const& set, std::string const& subject) {
  auto const text = set.text(tag::SegmentationType).value_or("");
  if (text == "BINARY") return SegmentationType::binary;
  if (text == "FRACTIONAL") return SegmentationType::fractional;
  if (text == "LABELMAP") return SegmentationType::label_map;
  return wrong_value(subject, tag::SegmentationType, text, "it must be BINARY, FRACTIONAL or LABELMAP");
}

Result<std::vector<StructureName>> read_segments(DicomItem const& set, bool label_map, std::string const& subject) {
  std::vector<StructureName> segments;
  std::set<std::int64_t> numbers;
  for (auto const& item : set.items(tag::SegmentSequence)) {
    auto const number = item.number(tag::SegmentNumber);
    if (!number || *number < 0 || *number > 65535 || *number != static_cast<double>(static_cast<std::int64_t>(*number)))
      return wrong_value(subject, tag::SegmentNumber, item.text(tag::SegmentNumber).value_or(""),
                         "it must be a whole number up to 65535");
    segments.push_back({static_cast<std::int64_t>(*number), item.text(tag::SegmentLabel).value_or("")});
    if (!numbers.insert(segments.back().number).second)
      return wrong_value(subject, tag::SegmentNumber, std::to_string(segments.back().number),
                         "two segments have this number");
  }
  // A label map's 0 is what lies outside of every segment.
  if (label_map) std::erase_if(segments, [](auto const& segment) { return segment.number == 0; });
  if (segments.empty())
    return make_error(ErrorCode::invalid_input, subject,
                      fmt::format("holds no segment: {} is empty", describe_tag(tag::SegmentSequence)),
                      "Write the segmentation again");
  return segments;
}

// The segment that each frame belongs to; 0 for every frame of a label map.
Result<void> read_frame_segments(DicomItem const& set, SegmentationObject& object, std::string const& subject) {
  auto const shared =
      set.first_item(tag::SharedFunctionalGroupsSequence).first_item(tag::SegmentIdentificationSequence);
  auto const groups = set.items(tag::PerFrameFunctionalGroupsSequence);
  std::set<std::pair<std::int64_t, std::int64_t>> places;
  for (std::size_t k = 0; k < object.frames.size(); ++k) {
    auto& frame = object.frames[k];
    if (object.type != SegmentationType::label_map) {
      auto item = groups[k].first_item(tag::SegmentIdentificationSequence);
      if (item.dcmtk() == nullptr) item = shared;
      auto const number = item.number(tag::ReferencedSegmentNumber);
      bool const known =
          number && std::any_of(object.segments.begin(), object.segments.end(),
                                [&](auto const& segment) { return static_cast<double>(segment.number) == *number; });
      if (!known)
        return wrong_value(subject, tag::ReferencedSegmentNumber, item.text(tag::ReferencedSegmentNumber).value_or(""),
                           fmt::format("frame {} belongs to no segment of the file", k + 1));
      frame.segment = static_cast<std::int64_t>(*number);
    }
    if (!places.emplace(frame.segment, frame.slice).second)
      return make_error(ErrorCode::integrity, subject,
                        fmt::format("two frames of segment {} lie in one place (frame {})", frame.segment, k + 1),
                        "Write the segmentation again");
  }
  return {};
}

std::vector<std::string> referenced_series(DicomItem const& set) {
  std::vector<std::string> uids;
  for (auto const& item : set.items(tag::ReferencedSeriesSequence)) {
    if (auto uid = item.text(tag::SeriesInstanceUID)) uids.push_back(std::move(*uid));
  }
  return uids;
}

}  // namespace

Result<SegmentationObject> parse_segmentation_object(DicomFile const& file, std::string_view bytes,
                                                     std::string const& subject) {
  auto const& set = file.data_set;
  auto const sop_class = set.text(tag::SOPClassUID).value_or("");
  if (!sop_class.starts_with("1.2.840.10008.5.1.4.1.1.66.") && set.text(tag::Modality).value_or("") != "SEG")
    return make_error(ErrorCode::invalid_input, subject,
                      fmt::format("is not a SEG file: {} is \"{}\"", describe_tag(tag::SOPClassUID), sop_class),
                      "Name the segmentation's file");
  SegmentationObject object;
  object.file_name = file.path.filename().string();
  object.sop_instance_uid = set.text(tag::SOPInstanceUID).value_or("");
  object.study_uid = set.text(tag::StudyInstanceUID).value_or("");
  object.frame_of_reference_uid = set.text(tag::FrameOfReferenceUID).value_or("");
  object.referenced_series_uids = referenced_series(set);
  for (auto const& warning : file.warnings) object.findings.push_back({Severity::warning, warning});
  PETRA_TRY(object.type, find_type(set, subject));
  PETRA_TRY(object.segments, read_segments(set, object.type == SegmentationType::label_map, subject));

  auto const rows = set.unsigned_short(tag::Rows), columns = set.unsigned_short(tag::Columns);
  auto const bits = set.unsigned_short(tag::BitsAllocated);
  if (!rows || *rows == 0)
    return wrong_value(subject, tag::Rows, set.text(tag::Rows).value_or(""), "it must be a positive US number");
  if (!columns || *columns == 0)
    return wrong_value(subject, tag::Columns, set.text(tag::Columns).value_or(""), "it must be a positive US number");
  bool const binary = object.type == SegmentationType::binary;
  bool const bits_fit =
      bits && (*bits == 8 || (*bits == 1 && binary) || (*bits == 16 && object.type == SegmentationType::label_map));
  if (!bits_fit)
    return wrong_value(subject, tag::BitsAllocated, set.text(tag::BitsAllocated).value_or(""),
                       fmt::format("a {} segmentation has {}", set.text(tag::SegmentationType).value_or(""),
                                   binary                                        ? "1"
                                   : object.type == SegmentationType::fractional ? "8"
                                                                                 : "8 or 16"));
  auto const declared = set.number(tag::NumberOfFrames).value_or(1);
  // A frame's functional groups take more than a byte: no more frames than that can be told of.
  if (!(declared >= 1) || declared > static_cast<double>(bytes.size() + 1) ||
      declared != static_cast<double>(static_cast<std::int64_t>(declared)))
    return wrong_value(subject, tag::NumberOfFrames, format_number(declared),
                       "it must be a whole number that the file has room for");
  auto const frames = static_cast<std::size_t>(declared);
  if (object.type == SegmentationType::fractional) {
    object.maximum_fractional_value = set.number(tag::MaximumFractionalValue).value_or(255);
    if (!(object.maximum_fractional_value > 0))
      return wrong_value(subject, tag::MaximumFractionalValue, format_number(object.maximum_fractional_value),
                         "it must be positive");
    object.findings.push_back(
        {Severity::note, fmt::format("fractional ({}): voxels of at least half of {} are inside",
                                     set.text(tag::SegmentationFractionalType).value_or("kind not told"),
                                     format_number(object.maximum_fractional_value))});
  }
  PETRA_TRY(auto pixels, read_segmentation_pixels(
                             file, bytes, {*columns, *rows, static_cast<std::int64_t>(frames), *bits}, subject));
  object.bits_allocated = pixels.bits;
  object.pixels = std::move(pixels.bytes);
  PETRA_TRY(auto const planes, read_frame_planes(set, frames, subject));
  auto const frame_voxels = std::int64_t{*columns} * *rows;
  constexpr std::int64_t kMaximumVoxels = 1LL << 31U;
  auto const maximum = std::min(kMaximumVoxels, frame_voxels * static_cast<std::int64_t>(frames) * kSparsest);
  PETRA_TRY(auto fitted, fit_frame_grid(planes, *columns, *rows, maximum, subject));
  object.grid = fitted.grid;
  for (auto const slice : fitted.slices) object.frames.push_back({0, slice});
  PETRA_CHECK(read_frame_segments(set, object, subject));
  return object;
}

Result<SegmentationObject> read_segmentation_object(std::filesystem::path const& path, DicomLimits const& limits) {
  PETRA_TRY(auto const bytes, read_file(path, limits.maximum_file_bytes));
  PETRA_TRY(auto file, parse_dicom_file(bytes, path.string(), limits));
  file.path = path;
  return parse_segmentation_object(file, bytes, path.string());
}

Mask SegmentationObject::mask_of(std::size_t index) const {
  Mask mask(grid);
  auto const number = segments[index].number;
  auto const frame_voxels = static_cast<std::size_t>(grid.size[0] * grid.size[1]);
  auto const* stored = reinterpret_cast<std::uint8_t const*>(pixels.data());
  for (std::size_t k = 0; k < frames.size(); ++k) {
    if (type != SegmentationType::label_map && frames[k].segment != number) continue;
    auto* slice = mask.voxels.data() + static_cast<std::size_t>(frames[k].slice) * frame_voxels;
    auto const first = k * frame_voxels;
    for (std::size_t i = 0; i < frame_voxels; ++i) {
      auto const at = first + i;
      bool inside = false;
      if (bits_allocated == 1) {
        inside = (stored[at / 8] >> (at % 8) & 1) != 0;
      } else if (type == SegmentationType::label_map) {
        auto const value = bits_allocated == 8 ? stored[at] : stored[2 * at] | stored[2 * at + 1] << 8;
        inside = value == number;
      } else if (type == SegmentationType::fractional) {
        inside = 2.0 * stored[at] >= maximum_fractional_value;
      } else {
        inside = stored[at] != 0;
      }
      slice[i] = inside ? 1 : 0;
    }
  }
  return mask;
}

}  // namespace petra
