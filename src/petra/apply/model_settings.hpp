// The extraction settings that a frozen model holds.
#pragma once

#include "petra/base/result.hpp"
#include "petra/extract/settings.hpp"
#include "petra/model/frozen_model.hpp"

namespace petra {

// The settings of the modality as the study had them. Errors: what this engine reads from them is not what the study's
// engine had in force (another version's defaults), so that its features would not be the model's.
[[nodiscard]] Result<ExtractionSettings> settings_of_model(FrozenModality const& modality);

}  // namespace petra
