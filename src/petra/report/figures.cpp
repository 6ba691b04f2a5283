#include "petra/report/figures/figures.hpp"

#include <array>

#include "petra/report/figure.hpp"

namespace petra {

std::span<FigureRow const> figure_rows() {
  static constexpr auto kRows = std::to_array<FigureRow>({
      {"patient_flow", "Flow of patients",
       "Boxes from the cohort to the training and the test patients, with who left and why.",
       build_patient_flow_figure},
      {"funnel", "From all features to the signature",
       "Bars with the number of features left after each step of the selection.", build_funnel_figure},
      {"lasso_path", "Choice of the LASSO penalty by cross-validation",
       "Cross-validated binomial deviance with its standard error against the penalty lambda, with a line at the "
       "chosen lambda.",
       build_lasso_path_figure},
      {"icc_histogram", "Agreement of the two readers",
       "Histogram of the features' intraclass correlation with the cut above which they are kept.",
       build_icc_histogram_figure},
      {"redundancy", "Clusters of correlated features",
       "Bars: for the kept features with the largest clusters, how many features were dropped for them.",
       build_redundancy_figure},
      {"lasso_coefficients", "Coefficients along the LASSO's penalty",
       "One line per feature: its coefficient against the penalty lambda, with a line at the chosen lambda.",
       build_lasso_coefficients_figure},
      {"signature", "Features of the signature",
       "Bars of the features' coefficients per standard deviation, largest first.", build_signature_figure},
      {"selection_frequency", "How often each feature is selected",
       "Bars: share of the resamples or fold draws that select the feature, most frequent first.",
       build_selection_frequency_figure},
      {"rad_score_train", "Rad score of each training patient",
       "One bar per training patient in ascending order of the Rad score, coloured by outcome.",
       build_rad_score_figure},
      {"rad_score_test", "Rad score of each test patient",
       "One bar per test patient in ascending order of the Rad score, coloured by outcome.", build_rad_score_figure},
      {"reader_overlap", "Overlap of the two readers' outlines",
       "One mark per patient read twice on a Dice axis, a row per modality and comparison, with the median.",
       build_reader_overlap_figure},
      {"nomogram", "Nomogram of the combined model",
       "A points axis, one axis per variable, and axes of total points, linear predictor and probability to read a "
       "patient's risk from.",
       build_nomogram_figure},
      {"roc_train", "ROC curves, training patients",
       "Sensitivity against 1 - specificity of each model over the training patients.", build_roc_figure},
      {"roc_test", "ROC curves, test patients",
       "Sensitivity against 1 - specificity of each model over the test patients.", build_roc_figure},
      {"calibration_train", "Calibration, training patients",
       "Observed share of cases against predicted probability, one panel per model, with a band and fifths of the "
       "patients.",
       build_calibration_figure},
      {"calibration_test", "Calibration, test patients",
       "Observed share of cases against predicted probability, one panel per model, with a band and fifths of the "
       "patients.",
       build_calibration_figure},
      {"decision_curve_train", "Decision curves, training patients",
       "Net benefit of each model against the threshold probability, with treating everyone and no one.",
       build_decision_curve_figure},
      {"decision_curve_test", "Decision curves, test patients",
       "Net benefit of each model against the threshold probability, with treating everyone and no one.",
       build_decision_curve_figure},
      {"optimism", "AUC, apparent and corrected",
       "One line per model with its AUC in the training patients, corrected for optimism, and in the test patients.",
       build_optimism_figure},
  });
  return kRows;
}

std::vector<Figure> build_figures(ReportDocument const& document) {
  std::vector<Figure> figures;
  for (auto const& row : figure_rows()) {
    if (auto spec = row.build(document, row)) figures.push_back({&row, std::move(*spec)});
  }
  return figures;
}

}  // namespace petra
