// The name under which a patient appears in petra's output.
#pragma once

#include <string>
#include <string_view>

#include "petra/imaging/dicom_item.hpp"

namespace petra {

// "P-" and ten hexadecimal digits, the same for the same PatientID and issuer (name and birth date where the ID is
// missing) under the same key; without a key it can be recomputed by whoever knows the ID, with one (a secret of the
// hospital) it cannot. "P-unknown" where the data set names nobody.
[[nodiscard]] std::string patient_pseudonym(DicomItem const& data_set, std::string_view key = {});

}  // namespace petra
