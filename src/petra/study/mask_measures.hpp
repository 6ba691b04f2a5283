// What a study reads off its masks beside the features: the PET mask's metrics, as clinical columns, and how well two
// outlines of a tumour agree.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/study/cohort.hpp"
#include "petra/study/definition.hpp"

namespace petra {

// Values in the order of pet_metric_rows(); empty: not measured.
using PetValues = std::vector<double>;

// Values in the order of agreement_rows(), of one patient, modality and pair of masks.
struct MaskAgreement {
  std::size_t patient = 0;  // position in the cohort
  std::string modality;
  std::string comparison;  // "inter": second reader; "intra": the first reader again
  std::vector<double> values;
  std::string reason;  // why values are not there
};

struct MaskMeasures {
  std::vector<PetValues> pet;                               // one per patient where asked for, else empty
  std::vector<MaskAgreement> agreement;                     // by patient, modality, comparison
  std::vector<std::pair<std::size_t, std::string>> failed;  // patients whose PET mask could not be measured, and why
  std::vector<std::string> failures;                        // for the terminal: with ids and paths
  std::vector<std::string> warnings;                        // without ids
};

// How a modality's masks are read: label and layer, as for its features.
struct MaskReading {
  long long label = 1, channel = 0;
};

// Measures every patient of the cohort but those `skipped`. The PET metrics are those of the mask as given (placed on
// the image's grid by the nearest voxel where it lies on another), only where a clinical column asks for them
// (ClinicalVariable::pet_metric). Two outlines are compared on their common grid, else on the image's. Finished ones
// are kept in `cache` (a text file, one line each), keyed by the files' content. Errors: the environment, an
// interruption.
[[nodiscard]] Result<MaskMeasures> measure_masks(StudyDefinition const& definition, Cohort const& cohort,
                                                 std::vector<MaskReading> const& readings,
                                                 std::vector<bool> const& skipped, std::filesystem::path const& cache,
                                                 int jobs);

// The modality whose masks give the PET metrics: the only one called PET or PT (in any letters); nothing otherwise.
[[nodiscard]] std::optional<std::size_t> pet_modality(StudyDefinition const& definition);

// Writes the metrics into the cohort's columns that ask for them.
void fill_pet_columns(std::vector<PetValues> const& values, Cohort& cohort);

}  // namespace petra
