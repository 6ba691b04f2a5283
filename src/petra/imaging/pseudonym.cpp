#include "petra/imaging/pseudonym.hpp"

#include "petra/base/hash.hpp"

namespace petra {

std::string patient_pseudonym(DicomItem const& data_set, std::string_view key) {
  auto const part = [&](DicomTag tag) { return data_set.text(tag).value_or(""); };
  auto const id = part(tag::PatientID);
  // petra's own de-identified copies keep the key that they have.
  constexpr DicomTag kPatientIdentityRemoved{0x0012, 0x0062};
  bool const own_key = id.size() == 12 && id.starts_with("P-") &&
                       id.find_first_not_of("0123456789abcdef", 2) == std::string::npos;
  if (own_key && part(kPatientIdentityRemoved) == "YES") return id;
  auto const who = id.empty() ? part(tag::PatientName) + "\n" + part(tag::PatientBirthDate)
                              : id + "\n" + part(tag::IssuerOfPatientID);
  if (who == "\n") return "P-unknown";
  return "P-" +
         sha256_of("petra patient\n" + std::string(key) + "\n" + (id.empty() ? "name\n" : "id\n") + who).substr(0, 10);
}

}  // namespace petra
