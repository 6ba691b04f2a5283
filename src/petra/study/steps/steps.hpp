// The steps of a study's analysis; analysis_steps() (analysis.cpp) has them in their order.
#pragma once

#include "petra/study/analysis.hpp"

namespace petra {

// From all features to the signature: funnel.
[[nodiscard]] Result<void> select_signature(StudyInputs const& inputs, StudyAnalysis& analysis);

// From candidates to independent predictors (each alone, those below the screening p together, those below the final p
// refitted): univariable, screened, multivariable, independent and the model "clinical".
[[nodiscard]] Result<void> fit_clinical(StudyInputs const& inputs, StudyAnalysis& analysis);

// The Rad score, its own logistic model, and plogis(Rad score) beside it.
[[nodiscard]] Result<void> fit_radiomics(StudyInputs const& inputs, StudyAnalysis& analysis);

// Rad score and independent predictors together.
[[nodiscard]] Result<void> fit_combined(StudyInputs const& inputs, StudyAnalysis& analysis);

// The combined model as a drawing.
[[nodiscard]] Result<void> draw_nomogram(StudyInputs const& inputs, StudyAnalysis& analysis);

// Every model in both sets: performance and delong.
[[nodiscard]] Result<void> measure_performance(StudyInputs const& inputs, StudyAnalysis& analysis);

}  // namespace petra
