// A study whose cohort names DICOM: folders become volumes, structure sets and segmentations become masks, before
// anything is extracted.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/study/cohort.hpp"
#include "petra/study/definition.hpp"

namespace petra {

struct DicomInputs {
  std::vector<std::string> warnings;  // without ids
  std::vector<std::string> failures;  // for the terminal: with ids
};

// Of every patient and modality: an image cell that names a folder (or one file of a DICOM series) is imported, PET in
// SUV by body weight and CT in HU, into `volumes`/ROW/MODALITY; a mask cell that names an RTSTRUCT or SEG file is put
// on that image's grid, the structure of the modality's `structure` column (a mask cell FILE::STRUCTURE names its own).
// The cohort's paths are changed to the volumes. What has not changed since the last run is kept. A patient for whom
// this fails leaves the cohort at the step "dicom", with the reason. Also reads the acquisition of every image that has
// its provenance beside it, whoever imported it. Errors: the environment, an interruption.
[[nodiscard]] Result<DicomInputs> prepare_dicom_inputs(StudyDefinition const& definition,
                                                       std::filesystem::path const& volumes, int jobs, Cohort& cohort);

}  // namespace petra
