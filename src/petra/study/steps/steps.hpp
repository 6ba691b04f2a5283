// The steps of a study's analysis; analysis_steps() (analysis.cpp) has them in their order.
#pragma once

#include "petra/study/analysis.hpp"

namespace petra {

// Table 1: the outcome, candidates and described columns in training against test patients.
[[nodiscard]] Result<void> describe_patients(StudyInputs const& inputs, StudyAnalysis& analysis);

// From all features to the signature: funnel.
[[nodiscard]] Result<void> select_signature(StudyInputs const& inputs, StudyAnalysis& analysis);

// Completes empty cells of candidates several times over, where study.yaml asks for it: imputed.
[[nodiscard]] Result<void> impute_missing(StudyInputs const& inputs, StudyAnalysis& analysis);

// What fit_clinical, fit_combined and measure_performance do over imputed tables: each fit pooled by Rubin's rules,
// AUCs on the logit scale. fitted_score: Rad scores that combined is fitted to.
[[nodiscard]] Result<void> fit_clinical_imputed(StudyInputs const& inputs, StudyAnalysis& analysis);
[[nodiscard]] Result<void> fit_combined_imputed(StudyInputs const& inputs, Eigen::VectorXd const& fitted_score,
                                                StudyAnalysis& analysis);
void pool_performance(StudyInputs const& inputs, StudyAnalysis& analysis);

// From candidates to independent predictors (each alone, those below the screening p together, those below the final p
// refitted; or stepwise): univariable, screened, multivariable, independent and the model "clinical".
[[nodiscard]] Result<void> fit_clinical(StudyInputs const& inputs, StudyAnalysis& analysis);

// The Rad score, its own logistic model, and plogis(Rad score) beside it.
[[nodiscard]] Result<void> fit_radiomics(StudyInputs const& inputs, StudyAnalysis& analysis);

// Cases against controls by their Rad score, in each set.
[[nodiscard]] Result<void> test_rad_score(StudyInputs const& inputs, StudyAnalysis& analysis);

// Rad score and independent predictors together.
[[nodiscard]] Result<void> fit_combined(StudyInputs const& inputs, StudyAnalysis& analysis);

// The combined model as a drawing.
[[nodiscard]] Result<void> draw_nomogram(StudyInputs const& inputs, StudyAnalysis& analysis);

// Naive Bayes and neural network on combined's inputs: probabilities; one that cannot be fitted is dropped by name.
[[nodiscard]] Result<void> fit_rivals(StudyInputs const& inputs, StudyAnalysis& analysis);

// Every model in both sets: performance and delong.
[[nodiscard]] Result<void> measure_performance(StudyInputs const& inputs, StudyAnalysis& analysis);

// The models on resamples of patients: validation, calibration and decision_curve.
[[nodiscard]] Result<void> resample_models(StudyInputs const& inputs, StudyAnalysis& analysis);

// What combined adds to the clinical model: likelihood ratio, AUC, IDI, NRI, thresholds of higher net benefit.
[[nodiscard]] Result<void> measure_added_value(StudyInputs const& inputs, StudyAnalysis& analysis);

// The funnel on each modality alone, and the tumour's volume without any signature. Warns of a Rad score that is only
// volume in disguise.
[[nodiscard]] Result<void> compare_signatures(StudyInputs const& inputs, StudyAnalysis& analysis);

}  // namespace petra
