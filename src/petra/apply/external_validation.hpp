// A frozen model held against patients of another study: every measure that the study itself has of its test patients.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "petra/apply/patient_list.hpp"
#include "petra/table/table.hpp"

namespace petra {

struct ExternalOptions {
  int bootstrap = 1000;  // resamples of the bands of calibration and decision curves
  std::uint32_t seed = 1;
};

struct ExternalValidation {
  // performance, delong, validation, calibration, decision_curve, predictions: columns as the study's, the set named
  // "external".
  std::map<std::string, Table, std::less<>> tables;
  std::vector<std::string> warnings;
};

// Judges every regression of the model on the patients that have an outcome and whom it can judge. Errors: fewer than
// two cases or two controls among these.
[[nodiscard]] Result<ExternalValidation> validate_externally(FrozenModel const& model,
                                                             std::vector<ListedPatient> const& patients,
                                                             ExternalOptions const& options);

}  // namespace petra
