#include "petra/imaging/mask_write_parts.hpp"

#include <fmt/format.h>

#include "petra/base/hash.hpp"

namespace petra {

Result<void> check_masks_for_writing(std::vector<NamedMask> const& masks, Series const& series) {
  constexpr std::string_view kSubject = "masks to write";
  if (masks.empty())
    return make_error(ErrorCode::invalid_input, std::string(kSubject), "there is no mask", "Give one or more masks");
  if (!series.has_geometry || static_cast<std::int64_t>(series.slices.size()) != series.geometry.size[2]) {
    return make_error(ErrorCode::invalid_input, series.folder.string(),
                      "the image series has no slice for each slice of its volume", "Give a whole image series");
  }
  for (auto const& named : masks) {
    auto const differences = geometry_differences(series.geometry, named.mask.geometry, 1e-4);
    if (!differences.empty()) {
      return make_error(ErrorCode::invalid_input, named.name,
                        "the mask does not lie on the image's grid: " + differences.front(),
                        "Bring it there first (petra import --mask)");
    }
  }
  return {};
}

std::string uid_seed(std::vector<NamedMask> const& masks, Series const& series, MaskWriteOptions const& options,
                     std::string_view kind) {
  Hasher hasher(HashAlgorithm::sha256);
  hasher.update(kind).update(series.uid).update(options.label).update(options.date).update(options.time);
  for (auto const& named : masks) hasher.update(named.name).update(std::as_bytes(std::span(named.mask.voxels)));
  return hasher.finish();
}

void put_common_modules(DicomBuilder& set, DicomItem const& source, std::string_view sop_class,
                        std::string_view modality, std::string const& seed, MaskWriteOptions const& options) {
  set.text(tag::SOPClassUID, sop_class).text(tag::SOPInstanceUID, make_uid(seed + " instance"));
  for (auto const tag :
       {tag::PatientName, tag::PatientID, tag::PatientBirthDate, tag::PatientSex, tag::StudyInstanceUID, tag::StudyDate,
        tag::StudyTime, tag::ReferringPhysicianName, tag::StudyID, tag::AccessionNumber})
    set.copy(source, tag);
  if (auto const issuer = source.text(tag::IssuerOfPatientID)) set.text(tag::IssuerOfPatientID, *issuer);
  set.text(tag::Modality, modality)
      .text(tag::SeriesInstanceUID, make_uid(seed + " series"))
      .text(tag::SeriesNumber, std::to_string(options.series_number))
      .text(tag::SeriesDescription, options.series_description)
      .text(tag::InstanceNumber, "1")
      .text(tag::Manufacturer, "petra")
      .text(tag::ManufacturerModelName, "petra")
      .text(tag::DeviceSerialNumber, "0")
      .text(tag::SoftwareVersions, "1");
}

std::string structure_label(std::string_view name) {
  constexpr std::size_t kLongest = 64;
  std::string label;
  std::size_t characters = 0;
  for (char const c : name) {
    bool const starts = (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;  // not inside a UTF-8 character
    if (starts && ++characters > kLongest) break;
    label += c == '\\' ? '/' : static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return label;
}

Eigen::Vector3d plane_offset(Series const& series, std::size_t slice) {
  auto const& position = series.slices[slice].position_mm;
  if (!position) return Eigen::Vector3d::Zero();
  Eigen::Vector3d const normal = series.geometry.direction.col(2);
  Eigen::Vector3d const plane = series.geometry.point_of({0, 0, static_cast<double>(slice)});
  return normal * normal.dot(*position - plane);
}

}  // namespace petra
