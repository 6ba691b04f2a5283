#include "petra/imaging/structure_set.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "petra/base/text.hpp"

namespace petra {

namespace {

// ContourData as it stands in the file, without a copy: DS, or UN where a writer did so because the value is longer
// than DS's 64 kB.
std::string_view contour_data(DicomItem const& contour) {
  DcmElement* element = nullptr;
  DcmTagKey const key(tag::ContourData.group, tag::ContourData.element);
  if (contour.dcmtk() == nullptr || contour.dcmtk()->findAndGetElement(key, element).bad() || element == nullptr)
    return {};
  char* text = nullptr;
  Uint32 length = 0;
  if (element->getString(text, length).good() && text != nullptr) return {text, length};
  Uint8* bytes = nullptr;
  if (element->getUint8Array(bytes).good() && bytes != nullptr)
    return {reinterpret_cast<char const*>(bytes), element->getLength()};
  return {};
}

Error contour_error(std::string const& subject, StructureName const& structure, std::size_t contour,
                    std::string_view problem) {
  return make_error(
      ErrorCode::invalid_input, subject,
      fmt::format("structure {} \"{}\": contour {}: {}", structure.number, structure.name, contour + 1, problem),
      "Export the structure set again");
}

// Adds the contours of one item of ROIContourSequence.
void read_contours(DicomItem const& item, std::string const& subject, ContouredRoi& roi) {
  if (auto const color = item.numbers(tag::ROIDisplayColor); color.size() == 3) {
    roi.color.emplace();
    for (std::size_t k = 0; k < 3; ++k) (*roi.color)[k] = static_cast<int>(std::clamp(color[k], 0.0, 255.0));
  }
  auto const contours = item.items(tag::ContourSequence);
  roi.contours.reserve(roi.contours.size() + contours.size());
  for (std::size_t k = 0; k < contours.size(); ++k) {
    auto const type = contours[k].text(tag::ContourGeometricType).value_or("");
    if (type == "POINT") {
      ++roi.points;
      continue;
    }
    if (type.starts_with("OPEN")) {
      ++roi.open_contours;
      continue;
    }
    if (!type.starts_with("CLOSED") && type != "INTERPOLATED_PLANAR") {
      roi.problem = contour_error(subject, roi.structure, k,
                                  fmt::format("{} is \"{}\"", describe_tag(tag::ContourGeometricType), type));
      return;
    }
    PlanarContour contour;
    auto const data = contour_data(contours[k]);
    if (!parse_decimal_list(data, contour.points_mm)) {
      roi.problem = contour_error(subject, roi.structure, k,
                                  fmt::format("{} holds what is not a number", describe_tag(tag::ContourData)));
      return;
    }
    if (contour.points_mm.size() % 3 != 0) {
      roi.problem = contour_error(subject, roi.structure, k,
                                  fmt::format("{} has {} values, which is not three for each corner",
                                              describe_tag(tag::ContourData), contour.points_mm.size()));
      return;
    }
    if (!contour.points_mm.empty()) roi.contours.push_back(std::move(contour));
  }
}

void read_references(DicomItem const& set, StructureSet& found) {
  std::set<std::string> seen;
  for (auto const& frame : set.items(tag::ReferencedFrameOfReferenceSequence)) {
    if (found.frame_of_reference_uid.empty())
      found.frame_of_reference_uid = frame.text(tag::FrameOfReferenceUID).value_or("");
    for (auto const& study : frame.items(tag::RTReferencedStudySequence)) {
      for (auto const& series : study.items(tag::RTReferencedSeriesSequence)) {
        auto uid = series.text(tag::SeriesInstanceUID).value_or("");
        if (!uid.empty() && seen.insert(uid).second) found.referenced_series_uids.push_back(std::move(uid));
      }
    }
  }
}

}  // namespace

std::vector<StructureName> StructureSet::names() const {
  std::vector<StructureName> all;
  all.reserve(rois.size());
  for (auto const& roi : rois) all.push_back(roi.structure);
  return all;
}

Result<StructureSet> parse_structure_set(DicomFile const& file, std::string const& subject) {
  auto const& set = file.data_set;
  constexpr std::string_view kStructureSet = "1.2.840.10008.5.1.4.1.1.481.3";
  auto const sop_class = set.text(tag::SOPClassUID).value_or("");
  auto const modality = set.text(tag::Modality).value_or("");
  if (sop_class != kStructureSet && modality != "RTSTRUCT") {
    return make_error(ErrorCode::invalid_input, subject,
                      fmt::format("is not an RTSTRUCT file: {} is \"{}\", {} is \"{}\"", describe_tag(tag::SOPClassUID),
                                  sop_class, describe_tag(tag::Modality), modality),
                      "Name the structure set's file");
  }
  StructureSet found;
  found.file_name = file.path.filename().string();
  found.sop_instance_uid = set.text(tag::SOPInstanceUID).value_or("");
  found.study_uid = set.text(tag::StudyInstanceUID).value_or("");
  found.label = set.text(tag::StructureSetLabel).value_or("");
  found.frame_of_reference_uid = set.text(tag::FrameOfReferenceUID).value_or("");
  read_references(set, found);
  for (auto const& warning : file.warnings) found.findings.push_back({Severity::warning, warning});

  std::map<std::int64_t, std::size_t> by_number;
  for (auto const& item : set.items(tag::StructureSetROISequence)) {
    ContouredRoi roi;
    auto const number = parse_integer(item.text(tag::ROINumber).value_or(""));
    roi.structure.name = item.text(tag::ROIName).value_or("");
    if (!number) {
      found.findings.push_back({Severity::warning, fmt::format("structure \"{}\" has no {}: it is left out",
                                                               roi.structure.name, describe_tag(tag::ROINumber))});
      continue;
    }
    roi.structure.number = *number;
    roi.frame_of_reference_uid = item.text(tag::ReferencedFrameOfReferenceUID).value_or(found.frame_of_reference_uid);
    if (!by_number.emplace(*number, found.rois.size()).second) {
      return make_error(ErrorCode::integrity, subject,
                        fmt::format("two structures have the {} {}", describe_tag(tag::ROINumber), *number),
                        "Export the structure set again");
    }
    found.rois.push_back(std::move(roi));
  }
  for (auto const& item : set.items(tag::ROIContourSequence)) {
    auto const text = item.text(tag::ReferencedROINumber).value_or("");
    auto const number = parse_integer(text);
    auto const at = number ? by_number.find(*number) : by_number.end();
    if (at == by_number.end()) {
      found.findings.push_back(
          {Severity::warning, fmt::format("contours of {} \"{}\", which is no structure of the file, are left out",
                                          describe_tag(tag::ReferencedROINumber), text)});
      continue;
    }
    read_contours(item, subject, found.rois[at->second]);
  }
  if (found.rois.empty()) {
    return make_error(ErrorCode::invalid_input, subject,
                      fmt::format("holds no structure: {} is empty", describe_tag(tag::StructureSetROISequence)),
                      "Export the structure set again");
  }
  return found;
}

Result<StructureSet> read_structure_set(std::filesystem::path const& path, DicomLimits const& limits) {
  PETRA_TRY(auto const file, open_dicom_file(path, limits));
  return parse_structure_set(file, path.string());
}

}  // namespace petra
