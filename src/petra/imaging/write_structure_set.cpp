#include <fmt/format.h>

#include "petra/grid/trace_contours.hpp"
#include "petra/imaging/mask_write_parts.hpp"

namespace petra {

namespace {

void reference_image(DicomBuilder place, Series const& series, std::size_t slice) {
  place.add(tag::ContourImageSequence)
      .text(tag::ReferencedSOPClassUID, series.sop_class_uid)
      .text(tag::ReferencedSOPInstanceUID, series.slices[slice].sop_instance_uid);
}

std::string contour_text(PlanarContour const& contour, Eigen::Vector3d const& offset) {
  std::string text;
  for (std::size_t i = 0; i < contour.points_mm.size(); ++i) {
    if (i > 0) text += '\\';
    text += format_decimal_string(contour.points_mm[i] + offset[static_cast<Eigen::Index>(i % 3)]);
  }
  return text;
}

std::string color_text(std::array<double, 3> const& color) {
  auto const part = [](double value) { return static_cast<int>(value * 255 + 0.5); };
  return fmt::format("{}\\{}\\{}", part(color[0]), part(color[1]), part(color[2]));
}

}  // namespace

Result<std::string> format_structure_set(std::vector<NamedMask> const& masks, Series const& series,
                                         MaskWriteOptions const& options) {
  PETRA_CHECK(check_masks_for_writing(masks, series));
  PETRA_TRY(auto const image, open_dicom_file(series.slices.front().place->path));
  DicomFileBuilder file;
  auto set = file.data_set();
  put_common_modules(set, image.data_set, "1.2.840.10008.5.1.4.1.1.481.3", "RTSTRUCT",
                     uid_seed(masks, series, options, "RTSTRUCT"), options);
  set.text(tag::OperatorsName, "")
      .text(tag::FrameOfReferenceUID, series.frame_of_reference_uid)
      .text(tag::PositionReferenceIndicator, "")
      .text(tag::StructureSetLabel, options.label)
      .text(tag::StructureSetDate, options.date)
      .text(tag::StructureSetTime, options.time)
      .text(tag::ApprovalStatus, "UNAPPROVED");
  auto frame = set.add(tag::ReferencedFrameOfReferenceSequence);
  frame.text(tag::FrameOfReferenceUID, series.frame_of_reference_uid);
  auto study = frame.add(tag::RTReferencedStudySequence);
  study.text(tag::ReferencedSOPClassUID, "1.2.840.10008.3.1.2.3.1")
      .text(tag::ReferencedSOPInstanceUID, series.study_uid);
  auto referenced = study.add(tag::RTReferencedSeriesSequence);
  referenced.text(tag::SeriesInstanceUID, series.uid);
  for (std::size_t k = 0; k < series.slices.size(); ++k) reference_image(referenced, series, k);
  for (std::size_t n = 0; n < masks.size(); ++n) {
    auto const number = std::to_string(n + 1);
    set.add(tag::StructureSetROISequence)
        .text(tag::ROINumber, number)
        .text(tag::ReferencedFrameOfReferenceUID, series.frame_of_reference_uid)
        .text(tag::ROIName, structure_label(masks[n].name))
        .text(tag::ROIGenerationAlgorithm, options.manual ? "MANUAL" : "SEMIAUTOMATIC");
    auto roi = set.add(tag::ROIContourSequence);
    roi.text(tag::ROIDisplayColor, color_text(masks[n].color)).text(tag::ReferencedROINumber, number);
    int count = 0;
    for (auto const& [slice, contour] : trace_contours(masks[n].mask)) {
      auto place = roi.add(tag::ContourSequence);
      auto const k = static_cast<std::size_t>(slice);
      reference_image(place, series, k);
      place.text(tag::ContourGeometricType, "CLOSED_PLANAR")
          .text(tag::NumberOfContourPoints, std::to_string(contour.size()))
          .text(tag::ContourNumber, std::to_string(++count))
          .text(tag::ContourData, contour_text(contour, plane_offset(series, k)));
    }
    set.add(tag::RTROIObservationsSequence)
        .text(tag::ObservationNumber, number)
        .text(tag::ReferencedROINumber, number)
        .text(tag::RTROIInterpretedType, "")
        .text(tag::ROIInterpreter, "");
  }
  return file.finish("RTSTRUCT");
}

}  // namespace petra
