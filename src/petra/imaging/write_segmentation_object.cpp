#include <fmt/format.h>

#include <algorithm>

#include "petra/imaging/mask_write_parts.hpp"

namespace petra {

namespace {

struct Frame {
  std::size_t segment = 0, slice = 0;
};

// Bits without a gap between frames, the first pixel lowest (PS3.5 8.2, 8.1.1).
class BitWriter {
 public:
  explicit BitWriter(std::size_t bits) : bytes_((bits + 7) / 8, '\0') {}
  void put(std::span<std::uint8_t const> voxels) {
    for (auto const voxel : voxels) {
      if (voxel != 0)
        bytes_[at_ / 8] = static_cast<char>(static_cast<unsigned char>(bytes_[at_ / 8]) | 1U << (at_ % 8));
      ++at_;
    }
  }
  [[nodiscard]] std::string const& bytes() const { return bytes_; }

 private:
  std::string bytes_;
  std::size_t at_ = 0;
};

bool masks_overlap(std::vector<NamedMask> const& masks) {
  std::vector<std::uint8_t> taken(masks.front().mask.voxels.size());
  for (auto const& named : masks) {
    for (std::size_t i = 0; i < taken.size(); ++i) {
      if (named.mask.voxels[i] == 0) continue;
      if (taken[i] != 0) return true;
      taken[i] = 1;
    }
  }
  return false;
}

std::string vector_text(Eigen::Vector3d const& v) {
  return fmt::format("{}\\{}\\{}", format_decimal_string(v[0]), format_decimal_string(v[1]),
                     format_decimal_string(v[2]));
}

void put_segments(DicomBuilder& set, std::vector<NamedMask> const& masks, MaskWriteOptions const& options) {
  for (std::size_t n = 0; n < masks.size(); ++n) {
    auto segment = set.add(tag::SegmentSequence);
    segment.code(tag::SegmentedPropertyCategoryCodeSequence, "49755003", "SCT", "Morphologically Abnormal Structure")
        .unsigned_short(tag::SegmentNumber, static_cast<std::uint16_t>(n + 1))
        .text(tag::SegmentLabel, structure_label(masks[n].name))
        .text(tag::SegmentAlgorithmType, options.manual ? "MANUAL" : "SEMIAUTOMATIC")
        .code(tag::SegmentedPropertyTypeCodeSequence, "4147007", "SCT", "Mass");
    if (!options.manual) segment.text(tag::SegmentAlgorithmName, "petra");
  }
}

void put_dimensions(DicomBuilder& set, std::string const& organization) {
  set.add(tag::DimensionOrganizationSequence).text(tag::DimensionOrganizationUID, organization);
  set.add(tag::DimensionIndexSequence)
      .text(tag::DimensionOrganizationUID, organization)
      .tag_value(tag::DimensionIndexPointer, tag::ReferencedSegmentNumber)
      .tag_value(tag::FunctionalGroupPointer, tag::SegmentIdentificationSequence);
  set.add(tag::DimensionIndexSequence)
      .text(tag::DimensionOrganizationUID, organization)
      .tag_value(tag::DimensionIndexPointer, tag::ImagePositionPatient)
      .tag_value(tag::FunctionalGroupPointer, tag::PlanePositionSequence);
}

void put_frame(DicomBuilder group, Series const& series, Frame const& frame) {
  auto derivation = group.add(tag::DerivationImageSequence);
  derivation.code(tag::DerivationCodeSequence, "113076", "DCM", "Segmentation");
  derivation.add(tag::SourceImageSequence)
      .text(tag::ReferencedSOPClassUID, series.sop_class_uid)
      .text(tag::ReferencedSOPInstanceUID, series.slices[frame.slice].sop_instance_uid)
      .text(tag::SpatialLocationsPreserved, "YES")
      .code(tag::PurposeOfReferenceCodeSequence, "121322", "DCM", "Source image for image processing operation");
  group.add(tag::FrameContentSequence)
      .unsigned_longs(tag::DimensionIndexValues,
                      {static_cast<std::uint32_t>(frame.segment + 1), static_cast<std::uint32_t>(frame.slice + 1)});
  Eigen::Vector3d const position =
      series.geometry.point_of({0, 0, static_cast<double>(frame.slice)}) + plane_offset(series, frame.slice);
  group.add(tag::PlanePositionSequence).text(tag::ImagePositionPatient, vector_text(position));
  group.add(tag::SegmentIdentificationSequence)
      .unsigned_short(tag::ReferencedSegmentNumber, static_cast<std::uint16_t>(frame.segment + 1));
}

}  // namespace

Result<std::string> format_segmentation_object(std::vector<NamedMask> const& masks, Series const& series,
                                               MaskWriteOptions const& options) {
  PETRA_CHECK(check_masks_for_writing(masks, series));
  PETRA_TRY(auto const image, open_dicom_file(series.slices.front().place->path));
  auto const& grid = series.geometry;
  auto const area = static_cast<std::size_t>(grid.size[0] * grid.size[1]);
  std::vector<Frame> frames;
  for (std::size_t n = 0; n < masks.size(); ++n) {
    for (std::size_t k = 0; k < series.slices.size(); ++k) {
      auto const slice = std::span(masks[n].mask.voxels).subspan(k * area, area);
      if (std::any_of(slice.begin(), slice.end(), [](auto voxel) { return voxel != 0; })) frames.push_back({n, k});
    }
  }
  if (frames.empty())
    return make_error(ErrorCode::invalid_input, "masks to write", "no mask holds a voxel", "Outline something first");

  DicomFileBuilder file;
  auto set = file.data_set();
  auto const seed = uid_seed(masks, series, options, "SEG");
  put_common_modules(set, image.data_set, "1.2.840.10008.5.1.4.1.1.66.4", "SEG", seed, options);
  std::string content_label;
  for (char const c : options.label.substr(0, 16))
    content_label += (c >= 'a' && c <= 'z')                             ? static_cast<char>(c - 32)
                     : (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ? c
                                                                        : '_';
  set.text(tag::ImageType, "DERIVED\\PRIMARY")
      .text(tag::ContentDate, options.date)
      .text(tag::ContentTime, options.time)
      .text(tag::ContentLabel, content_label)
      .text(tag::ContentDescription, options.series_description)
      .text(tag::ContentCreatorName, "")
      .text(tag::FrameOfReferenceUID, series.frame_of_reference_uid)
      .text(tag::PositionReferenceIndicator, "")
      .unsigned_short(tag::SamplesPerPixel, 1)
      .text(tag::PhotometricInterpretation, "MONOCHROME2")
      .text(tag::NumberOfFrames, std::to_string(frames.size()))
      .unsigned_short(tag::Rows, static_cast<std::uint16_t>(grid.size[1]))
      .unsigned_short(tag::Columns, static_cast<std::uint16_t>(grid.size[0]))
      .unsigned_short(tag::BitsAllocated, 1)
      .unsigned_short(tag::BitsStored, 1)
      .unsigned_short(tag::HighBit, 0)
      .unsigned_short(tag::PixelRepresentation, 0)
      .text(tag::LossyImageCompression, "00")
      .text(tag::SegmentationType, "BINARY")
      .text(tag::SegmentsOverlap, masks_overlap(masks) ? "YES" : "NO")
      .empty_sequence(tag::AcquisitionContextSequence);
  auto referenced = set.add(tag::ReferencedSeriesSequence);
  referenced.text(tag::SeriesInstanceUID, series.uid);
  for (auto const& slice : series.slices)
    referenced.add(tag::ReferencedInstanceSequence)
        .text(tag::ReferencedSOPClassUID, series.sop_class_uid)
        .text(tag::ReferencedSOPInstanceUID, slice.sop_instance_uid);
  put_segments(set, masks, options);
  put_dimensions(set, make_uid(seed + " dimensions"));
  auto shared = set.add(tag::SharedFunctionalGroupsSequence);
  shared.add(tag::PixelMeasuresSequence)
      .number(tag::SliceThickness, grid.spacing_mm[2])
      .number(tag::SpacingBetweenSlices, grid.spacing_mm[2])
      .text(tag::PixelSpacing,
            format_decimal_string(grid.spacing_mm[1]) + '\\' + format_decimal_string(grid.spacing_mm[0]));
  Eigen::Vector3d const across = grid.direction.col(0), along = grid.direction.col(1);
  shared.add(tag::PlaneOrientationSequence)
      .text(tag::ImageOrientationPatient, vector_text(across) + '\\' + vector_text(along));
  BitWriter bits(frames.size() * area);
  for (auto const& frame : frames) {
    put_frame(set.add(tag::PerFrameFunctionalGroupsSequence), series, frame);
    bits.put(std::span(masks[frame.segment].mask.voxels).subspan(frame.slice * area, area));
  }
  set.bytes(tag::PixelData, bits.bytes());
  return file.finish("SEG");
}

}  // namespace petra
