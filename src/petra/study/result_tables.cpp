#include "petra/study/result_tables.hpp"

#include <array>

#include "petra/study/tables/tables.hpp"

namespace petra {

std::span<ResultTableRow const> result_table_rows() {
  static constexpr auto kRows = std::to_array<ResultTableRow>({
      {"features", make_features},
      {"acquisition", make_acquisition},
      {"flow", make_flow},
      {"split", make_split},
      {"excluded", make_excluded},
      {"combat", make_combat},
      {"funnel", make_funnel},
      {"icc", make_icc},
      {"reader_agreement", make_reader_agreement},
      {"pet_metrics", make_pet_metrics},
      {"correlation", make_correlation},
      {"lasso_path", make_lasso_path},
      {"lasso_coefficients", make_lasso_coefficients},
      {"signature", make_signature},
      {"signature_summary", make_signature_summary},
      {"rad_score", make_rad_score},
      {"rad_score_cross_fitted", make_rad_score_cross_fitted},
      {"rad_score_test", make_rad_score_test},
      {"refit_slope", make_refit_slope},
      {"table1", make_table1},
      {"table2", make_table2},
      {"stepwise", make_stepwise},
      {"univariable", make_univariable},
      {"imputation", make_imputation},
      {"pooled", make_pooled},
      {"multivariable", make_multivariable},
      {"clinical", make_clinical},
      {"combined", make_combined},
      {"predictions", make_predictions},
      {"performance", make_performance},
      {"auc_intervals", make_auc_intervals},
      {"delong", make_delong},
      {"validation", make_validation},
      {"fold_validation", make_fold_validation},
      {"calibration", make_calibration},
      {"decision_curve", make_decision_curve},
      {"added_value", make_added_value},
      {"signature_variants", make_signature_variants},
      {"nomogram", make_nomogram_table},
      {"sample_size", make_sample_size},
      {"fdr", make_fdr},
      {"subgroups", make_subgroups},
      {"optimism", make_optimism},
      {"nested_cv", make_nested_cv},
      {"selection_frequency", make_selection_frequency},
      {"fold_seeds", make_fold_seeds},
      {"permutation", make_permutation},
      {"undefined", make_undefined},
  });
  return kRows;
}

}  // namespace petra
