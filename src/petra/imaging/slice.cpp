#include "petra/imaging/slice.hpp"

#include <fmt/format.h>

#include <array>

#include "petra/base/text.hpp"

namespace petra {

namespace {

constexpr int kMaximumAxis = 65'535;
constexpr std::int64_t kMaximumVoxels = 1LL << 31U;

// Looks in the frame's own item, the shared item, the data set.
struct FrameGroups {
  DicomItem own, shared, data_set;
  bool enhanced = false;

  [[nodiscard]] DicomItem macro(DicomTag sequence) const {
    if (!enhanced) return data_set;
    if (auto item = own.first_item(sequence); item.dcmtk() != nullptr) return item;
    return shared.first_item(sequence);
  }
};

ScaleValue scale_value(DicomItem const& item, DicomTag tag) {
  ScaleValue scale;
  auto const text = item.text(tag);
  if (!text) return scale;
  scale.value = item.number(tag);
  if (!scale.value) scale.wrong_text = *text;
  return scale;
}

std::vector<double> some_numbers(DicomItem const& item, DicomTag tag, std::size_t count, std::string& wrong) {
  auto const text = item.text(tag);
  if (!text) return {};
  auto numbers = item.numbers(tag);
  if (numbers.size() == count) return numbers;
  wrong += fmt::format("{} is \"{}\", not {} numbers; ", describe_tag(tag), text->substr(0, 80), count);
  return {};
}

Result<PixelFormat> pixel_format(DicomFile const& file) {
  auto const& set = file.data_set;
  auto const wrong = [&](DicomTag tag, std::string const& text) {
    return make_error(ErrorCode::invalid_input, file.path.string(), fmt::format("{} is {}", describe_tag(tag), text),
                      "Export the file again");
  };
  auto const shown = [&](DicomTag tag) {
    return set.has(tag) ? set.text(tag).value_or("empty") : std::string("missing");
  };
  PixelFormat format;
  auto const rows = set.unsigned_short(tag::Rows), columns = set.unsigned_short(tag::Columns);
  if (!rows || *rows == 0) return wrong(tag::Rows, shown(tag::Rows) + ", not a whole number of 1 to 65535 (US)");
  if (!columns || *columns == 0)
    return wrong(tag::Columns, shown(tag::Columns) + ", not a whole number of 1 to 65535 (US)");
  format.rows = *rows;
  format.columns = *columns;
  format.samples_per_pixel = set.unsigned_short(tag::SamplesPerPixel).value_or(1);
  format.photometric = set.text(tag::PhotometricInterpretation).value_or("");
  bool const is_float = file.layout.has_pixels && file.layout.pixel_tag != tag::PixelData;
  int const floats = file.layout.pixel_tag == tag::DoubleFloatPixelData ? 64 : 32;
  format.bits_allocated =
      set.unsigned_short(tag::BitsAllocated).value_or(is_float ? static_cast<std::uint16_t>(floats) : std::uint16_t{0});
  bool const known = is_float ? format.bits_allocated == floats
                              : format.bits_allocated == 1 || format.bits_allocated == 8 ||
                                    format.bits_allocated == 16 || format.bits_allocated == 32;
  if (!known) return wrong(tag::BitsAllocated, shown(tag::BitsAllocated) + ", not 8, 16 or 32");
  format.bits_stored = set.unsigned_short(tag::BitsStored).value_or(static_cast<std::uint16_t>(format.bits_allocated));
  format.high_bit = set.unsigned_short(tag::HighBit).value_or(static_cast<std::uint16_t>(format.bits_stored - 1));
  if (format.bits_stored < 1 || format.bits_stored > format.bits_allocated)
    return wrong(tag::BitsStored,
                 fmt::format("{}, of {} bits allocated", shown(tag::BitsStored), format.bits_allocated));
  if (format.high_bit < format.bits_stored - 1 || format.high_bit >= format.bits_allocated)
    return wrong(tag::HighBit, fmt::format("{}, which does not fit {} bits stored of {} allocated", shown(tag::HighBit),
                                           format.bits_stored, format.bits_allocated));
  format.is_signed = set.unsigned_short(tag::PixelRepresentation).value_or(0) == 1;
  return format;
}

std::optional<ClockTime> acquisition_time(FrameGroups const& groups) {
  auto const& set = groups.data_set;
  if (groups.enhanced) {
    auto const content = groups.own.first_item(tag::FrameContentSequence);
    if (auto const time = content.date_time(tag::FrameAcquisitionDateTime)) return time;
  }
  if (auto const time = set.date_and_time(tag::AcquisitionDate, tag::AcquisitionTime)) return time;
  if (auto const time = set.date_and_time(tag::SeriesDate, tag::AcquisitionTime)) return time;
  return set.date_time(tag::AcquisitionDateTime);
}

// A Philips factor: its creator may lie in any block; where no creator is at (7053,0010) at all, the usual place is
// taken.
std::optional<double> philips_factor(DicomItem const& set, std::uint8_t element) {
  constexpr std::uint16_t group = 0x7053;
  auto place = set.private_tag(group, "Philips PET Private Group", element);
  if (!place && !set.has({group, 0x0010})) place = DicomTag{group, static_cast<std::uint16_t>(0x1000 | element)};
  return place ? set.number(*place) : std::nullopt;
}

Slice make_slice(FrameGroups const& groups, PixelFormat const& format) {
  auto const& set = groups.data_set;
  Slice slice;
  slice.format = format;
  if (auto const p =
          some_numbers(groups.macro(tag::PlanePositionSequence), tag::ImagePositionPatient, 3, slice.wrong_geometry);
      !p.empty())
    slice.position_mm = Eigen::Vector3d(p[0], p[1], p[2]);
  if (auto const o = some_numbers(groups.macro(tag::PlaneOrientationSequence), tag::ImageOrientationPatient, 6,
                                  slice.wrong_geometry);
      !o.empty()) {
    slice.orientation.emplace();
    slice.orientation->col(0) = Eigen::Vector3d(o[0], o[1], o[2]);
    slice.orientation->col(1) = Eigen::Vector3d(o[3], o[4], o[5]);
  }
  auto const measures = groups.macro(tag::PixelMeasuresSequence);
  if (auto const s = some_numbers(measures, tag::PixelSpacing, 2, slice.wrong_geometry); !s.empty())
    slice.pixel_spacing_mm = Eigen::Vector2d(s[0], s[1]);
  slice.thickness_mm = measures.number(tag::SliceThickness);
  slice.spacing_between_mm = measures.number(tag::SpacingBetweenSlices);
  auto const transformation = groups.macro(tag::PixelValueTransformationSequence);
  slice.slope = scale_value(transformation, tag::RescaleSlope);
  slice.intercept = scale_value(transformation, tag::RescaleIntercept);
  if (groups.enhanced) {
    auto const mapping = groups.macro(tag::RealWorldValueMappingSequence);
    slice.real_world_slope = mapping.number(tag::RealWorldValueSlope);
    slice.real_world_intercept = mapping.number(tag::RealWorldValueIntercept);
    slice.real_world_unit = mapping.first_item(tag::MeasurementUnitsCodeSequence).text(tag::CodeValue).value_or("");
  }
  slice.padding_low = set.number(tag::PixelPaddingValue);
  slice.padding_high = set.number(tag::PixelPaddingRangeLimit);
  if (slice.padding_low && !slice.padding_high) slice.padding_high = slice.padding_low;
  if (slice.padding_low && *slice.padding_high < *slice.padding_low) std::swap(*slice.padding_low, *slice.padding_high);
  slice.acquired = acquisition_time(groups);
  slice.frame_reference_ms = set.number(tag::FrameReferenceTime);
  slice.frame_duration_ms = set.number(tag::ActualFrameDuration);
  slice.philips_suv = philips_factor(set, 0x00);
  slice.philips_activity = philips_factor(set, 0x09);
  return slice;
}

}  // namespace

Result<std::vector<Slice>> read_slices(DicomFile const& file) {
  auto const& set = file.data_set;
  std::vector<Slice> slices;
  auto const modality = set.text(tag::Modality).value_or("");
  auto const sop_class = set.text(tag::SOPClassUID).value_or("");
  constexpr std::string_view kSegmentation = "1.2.840.10008.5.1.4.1.1.66.4";
  if (modality == "SEG" || sop_class == kSegmentation || modality == "RTDOSE" || modality == "REG") return slices;
  if (!set.has(tag::Rows) && !file.layout.has_pixels) return slices;
  PETRA_TRY(auto const format, pixel_format(file));

  FrameGroups groups;
  groups.data_set = set;
  auto const per_frame = set.items(tag::PerFrameFunctionalGroupsSequence);
  groups.enhanced = !per_frame.empty() || set.has(tag::SharedFunctionalGroupsSequence);
  groups.shared = set.first_item(tag::SharedFunctionalGroupsSequence);
  auto const declared = set.number(tag::NumberOfFrames).value_or(1);
  if (!(declared >= 1) || declared > 1e7)
    return make_error(declared > 1e7 ? ErrorCode::limit : ErrorCode::invalid_input, file.path.string(),
                      fmt::format("{} is {}", describe_tag(tag::NumberOfFrames), format_number(declared)),
                      "Export the file again");
  auto const frames = static_cast<std::int64_t>(declared);
  if (format.rows > kMaximumAxis || frames > kMaximumVoxels / (static_cast<std::int64_t>(format.rows) * format.columns))
    return make_error(ErrorCode::limit, file.path.string(),
                      fmt::format("Rows {} x Columns {} x NumberOfFrames {} is over the limit of 2^31 voxels",
                                  format.rows, format.columns, frames),
                      "Split the file");
  if (groups.enhanced && static_cast<std::int64_t>(per_frame.size()) != frames && !(per_frame.empty() && frames == 1))
    return make_error(ErrorCode::invalid_input, file.path.string(),
                      fmt::format("{} is {}, but {} holds {} items", describe_tag(tag::NumberOfFrames), frames,
                                  describe_tag(tag::PerFrameFunctionalGroupsSequence), per_frame.size()),
                      "Export the file again");
  if (!groups.enhanced && frames > 1)
    return make_error(ErrorCode::not_supported, file.path.string(),
                      fmt::format("{} is {} in an object without functional groups: where each frame lies is not said",
                                  describe_tag(tag::NumberOfFrames), frames),
                      "Export the series as single images or as an enhanced object");

  auto const place = std::make_shared<PixelPlace>(
      PixelPlace{file.path, file.layout.transfer_syntax, file.layout, file.file_bytes, static_cast<int>(frames)});
  auto const image_type = set.texts(tag::ImageType);
  bool const localizer = image_type.size() > 2 && (image_type[2] == "LOCALIZER" || image_type[2] == "SCOUT");
  auto const uid = set.text(tag::SOPInstanceUID).value_or("");
  auto const number = static_cast<int>(set.number(tag::InstanceNumber).value_or(0));
  for (std::int64_t frame = 0; frame < frames; ++frame) {
    groups.own = per_frame.empty() ? DicomItem() : per_frame[static_cast<std::size_t>(frame)];
    auto slice = make_slice(groups, format);
    slice.place = place;
    slice.frame = static_cast<int>(frame);
    slice.sop_instance_uid = uid;
    slice.localizer = localizer;
    slice.instance_number = groups.enhanced ? static_cast<int>(frame) + 1 : number;
    slices.push_back(std::move(slice));
  }
  return slices;
}

}  // namespace petra
