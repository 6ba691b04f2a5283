// Imported volumes into a study's cohort.csv.
#pragma once

#include <filesystem>

#include "cmd/dicom/import_masks.hpp"
#include "petra/imaging/import_series.hpp"

namespace petra::cmd {

// Makes a folder for output; a failure is the environment's (exit status 3).
[[nodiscard]] Result<void> make_folder_for_output(std::filesystem::path const& folder);

// One row per patient in STUDY/cohort.csv: patient_id, pet_image, ct_image (paths from the study's folder). Rows and
// columns that are there are kept; a cell is filled where it is empty or holds a path below images/. A patient's one
// mask on a grid goes to pet_mask or ct_mask; of several none does (choose by --structure). Error: two PET or two CT of
// one patient (choose by --series); a cohort without the column patient_id.
[[nodiscard]] Result<void> add_to_cohort(std::filesystem::path const& study, FolderImport const& result,
                                         ImportedMasks const& masks);

}  // namespace petra::cmd
