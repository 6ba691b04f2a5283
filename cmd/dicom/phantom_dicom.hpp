// The images of a phantom's study as DICOM series, named by its cohort.csv.
#pragma once

#include <filesystem>

#include "petra/base/result.hpp"

namespace petra::cmd {

// Writes dicom/ID/PET and dicom/ID/CT for every patient of STUDY/cohort.csv and puts these folders into its image
// columns; masks stay the label maps that they are. The same study, the same bytes.
[[nodiscard]] Result<void> write_phantom_dicom(std::filesystem::path const& study, int jobs);

}  // namespace petra::cmd
