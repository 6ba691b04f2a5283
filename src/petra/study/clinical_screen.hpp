// From candidates to independent predictors: each alone, those below the screening p together, those below the final p
// refitted.
#pragma once

#include "petra/study/analysis.hpp"
#include "petra/study/design_matrix.hpp"

namespace petra {

// Fills univariable, screened, multivariable, independent and clinical; adds a row to dropped_models where nothing is
// left.
[[nodiscard]] Result<void> screen_clinical(StudyDefinition const& definition, Cohort const& cohort,
                                           StudyAnalysis& analysis);

// A logistic model of the training patients. Where the data are separated it is Firth's, and a warning says so.
[[nodiscard]] Result<LogisticFit> fit_model(Cohort const& cohort, DesignMatrix const& design, std::string const& model,
                                            StudyAnalysis& analysis);

// The outcomes of the training patients, in their order.
[[nodiscard]] std::vector<int> training_outcomes(Cohort const& cohort);

}  // namespace petra
