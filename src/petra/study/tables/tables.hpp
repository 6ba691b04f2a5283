// The result tables of a study, each made from its state; result_table_rows() (result_tables.cpp) has them in their
// order. A table without columns is not written, because its step was dropped.
#pragma once

#include "petra/study/result_tables.hpp"

namespace petra {

[[nodiscard]] Table make_features(StudyState const& s);
[[nodiscard]] Table make_flow(StudyState const& s);
[[nodiscard]] Table make_split(StudyState const& s);
[[nodiscard]] Table make_excluded(StudyState const& s);
[[nodiscard]] Table make_funnel(StudyState const& s);
[[nodiscard]] Table make_icc(StudyState const& s);
[[nodiscard]] Table make_correlation(StudyState const& s);
[[nodiscard]] Table make_lasso_path(StudyState const& s);
[[nodiscard]] Table make_lasso_coefficients(StudyState const& s);
[[nodiscard]] Table make_signature(StudyState const& s);
[[nodiscard]] Table make_signature_summary(StudyState const& s);
[[nodiscard]] Table make_rad_score(StudyState const& s);
[[nodiscard]] Table make_rad_score_cross_fitted(StudyState const& s);
[[nodiscard]] Table make_refit_slope(StudyState const& s);
[[nodiscard]] Table make_rad_score_test(StudyState const& s);
[[nodiscard]] Table make_table1(StudyState const& s);
[[nodiscard]] Table make_table2(StudyState const& s);
[[nodiscard]] Table make_stepwise(StudyState const& s);
[[nodiscard]] Table make_univariable(StudyState const& s);
[[nodiscard]] Table make_multivariable(StudyState const& s);
[[nodiscard]] Table make_clinical(StudyState const& s);
[[nodiscard]] Table make_combined(StudyState const& s);
[[nodiscard]] Table make_predictions(StudyState const& s);
[[nodiscard]] Table make_performance(StudyState const& s);
[[nodiscard]] Table make_auc_intervals(StudyState const& s);
[[nodiscard]] Table make_delong(StudyState const& s);
[[nodiscard]] Table make_imputation(StudyState const& s);
[[nodiscard]] Table make_pooled(StudyState const& s);
[[nodiscard]] Table make_combat(StudyState const& s);
[[nodiscard]] Table make_fold_validation(StudyState const& s);
[[nodiscard]] Table make_validation(StudyState const& s);
[[nodiscard]] Table make_calibration(StudyState const& s);
[[nodiscard]] Table make_decision_curve(StudyState const& s);
[[nodiscard]] Table make_undefined(StudyState const& s);
[[nodiscard]] Table make_nomogram_table(StudyState const& s);
[[nodiscard]] Table make_added_value(StudyState const& s);
[[nodiscard]] Table make_signature_variants(StudyState const& s);
[[nodiscard]] Table make_sample_size(StudyState const& s);
[[nodiscard]] Table make_fdr(StudyState const& s);
[[nodiscard]] Table make_subgroups(StudyState const& s);
[[nodiscard]] Table make_optimism(StudyState const& s);
[[nodiscard]] Table make_nested_cv(StudyState const& s);
[[nodiscard]] Table make_selection_frequency(StudyState const& s);
[[nodiscard]] Table make_fold_seeds(StudyState const& s);
[[nodiscard]] Table make_permutation(StudyState const& s);
[[nodiscard]] Table make_pet_metrics(StudyState const& s);
[[nodiscard]] Table make_reader_agreement(StudyState const& s);

[[nodiscard]] Table make_acquisition(StudyState const& s);

}  // namespace petra
