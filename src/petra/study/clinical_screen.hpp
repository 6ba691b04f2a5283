// From candidates to independent predictors: each alone, those below the screening p together, those below the final p
// refitted.
#pragma once

#include "petra/study/analysis.hpp"

namespace petra {

// Fills univariable, screened, multivariable, independent and clinical; adds a row to dropped_models where nothing is
// left.
[[nodiscard]] Result<void> screen_clinical(StudyDefinition const& definition, Cohort const& cohort,
                                           StudyAnalysis& analysis);

// The outcomes of the training patients, in their order.
[[nodiscard]] std::vector<int> training_outcomes(Cohort const& cohort);

}  // namespace petra
