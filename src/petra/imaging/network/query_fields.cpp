#include <algorithm>
#include <array>

#include "petra/imaging/network/archive.hpp"

namespace petra {

std::span<QueryField const> query_fields() {
  using L = QueryLevel;
  static constexpr auto kFields = std::to_array<QueryField>({
      {L::study, 0x0008, 0x0020, "StudyDate"},
      {L::study, 0x0008, 0x0030, "StudyTime"},
      {L::study, 0x0008, 0x0050, "AccessionNumber"},
      {L::study, 0x0008, 0x0061, "ModalitiesInStudy"},
      {L::study, 0x0008, 0x1030, "StudyDescription"},
      {L::study, 0x0010, 0x0010, "PatientName"},
      {L::study, 0x0010, 0x0020, "PatientID"},
      {L::study, 0x0010, 0x0021, "IssuerOfPatientID"},
      {L::study, 0x0010, 0x0030, "PatientBirthDate"},
      {L::study, 0x0020, 0x000D, "StudyInstanceUID"},
      {L::study, 0x0020, 0x1206, "NumberOfStudyRelatedSeries"},
      {L::study, 0x0020, 0x1208, "NumberOfStudyRelatedInstances"},
      {L::series, 0x0008, 0x0021, "SeriesDate"},
      {L::series, 0x0008, 0x0060, "Modality"},
      {L::series, 0x0008, 0x103E, "SeriesDescription"},
      {L::series, 0x0020, 0x000E, "SeriesInstanceUID"},
      {L::series, 0x0020, 0x0011, "SeriesNumber"},
      {L::series, 0x0020, 0x1209, "NumberOfSeriesRelatedInstances"},
      {L::instance, 0x0008, 0x0016, "SOPClassUID"},
      {L::instance, 0x0008, 0x0018, "SOPInstanceUID"},
      {L::instance, 0x0020, 0x0013, "InstanceNumber"},
  });
  return kFields;
}

QueryField const* find_query_field(std::string_view keyword) {
  for (auto const& field : query_fields()) {
    if (field.keyword == keyword) return &field;
  }
  return nullptr;
}

bool is_valid_uid(std::string_view uid) {
  constexpr std::size_t kLongest = 64;
  return !uid.empty() && uid.size() <= kLongest && uid.front() != '.' && uid.back() != '.' &&
         uid.find("..") == std::string_view::npos &&
         std::all_of(uid.begin(), uid.end(), [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

}  // namespace petra
