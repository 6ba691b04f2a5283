#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include "petra/imaging/network/archive.hpp"
#include "petra/imaging/pseudonym.hpp"

namespace petra {

std::string pseudonym_of(Attributes const& match, std::string_view key) {
  auto const data_set = std::make_shared<DcmDataset>();
  for (auto const* keyword : {"PatientID", "IssuerOfPatientID", "PatientName", "PatientBirthDate"}) {
    auto const value = match.find(keyword);
    if (value == match.end() || value->second.empty()) continue;
    auto const* field = find_query_field(keyword);
    data_set->putAndInsertString(DcmTagKey(field->group, field->element), value->second.c_str());
  }
  return patient_pseudonym(DicomItem(data_set, data_set.get(), "ISO_IR 192"), key);
}

}  // namespace petra
