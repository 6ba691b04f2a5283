// Which modality a feature's column is of.
#pragma once

#include <string>
#include <string_view>

#include "petra/study/definition.hpp"

namespace petra {

// The declared modality (modalities, or features.modalities) whose name and an underscore begin the column; the longest
// where several do. Without any declared, of a table made elsewhere, the first part of a name with four parts or more
// ("PET_original_glcm_Idm"). Empty: none.
[[nodiscard]] std::string feature_modality(StudyDefinition const& definition, std::string_view name);

}  // namespace petra
