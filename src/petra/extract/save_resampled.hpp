// The resampled image and mask as files, for people who want to see what the features were computed from.
#pragma once

#include <filesystem>

#include "petra/base/result.hpp"
#include "petra/extract/prepare_case.hpp"

namespace petra {

// Writes STEM_image.nrrd and STEM_mask.nrrd: what PyRadiomics' resampleImage gives, geometry and voxels. The image
// keeps its type (float64 where it was normalised), the mask is uint32 with all its labels. Error: the case was not
// resampled; a file cannot be written.
[[nodiscard]] Result<void> save_resampled(std::filesystem::path const& stem, PreparedCase const& prepared,
                                          AnyVolume const& mask);

}  // namespace petra
