// Features of different centres brought together by ComBat, before any step of selection sees them.
#pragma once

#include "petra/base/result.hpp"
#include "petra/study/cohort.hpp"
#include "petra/study/definition.hpp"
#include "petra/study/study_features.hpp"

namespace petra {

// Fits ComBat to the training patients' features and centres (outcomes never enter) and applies the frozen estimates to
// everybody's features and second readings. Features that are undefined or constant in the training patients stay as
// they are: the funnel drops them. Errors, all at once: patients without a centre, a centre of test patients only,
// fewer than two training patients or a single centre, an unknown reference.
[[nodiscard]] Result<void> harmonise_features(StudyDefinition const& definition, Cohort const& cohort,
                                              StudyFeatures& features);

}  // namespace petra
