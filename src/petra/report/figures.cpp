#include "petra/report/figures/figures.hpp"

#include <array>

#include "petra/report/figure.hpp"

namespace petra {

std::span<FigureRow const> figure_rows() {
  static constexpr auto kRows = std::to_array<FigureRow>({
      {"funnel", "From all features to the signature",
       "Bars with the number of features left after each step of the selection.", build_funnel_figure},
      {"lasso_path", "Choice of the LASSO penalty by cross-validation",
       "Cross-validated binomial deviance with its standard error against the penalty lambda, with a line at the "
       "chosen lambda.",
       build_lasso_path_figure},
      {"rad_score_train", "Rad score of each training patient",
       "One bar per training patient in ascending order of the Rad score, coloured by outcome.",
       build_rad_score_figure},
      {"rad_score_test", "Rad score of each test patient",
       "One bar per test patient in ascending order of the Rad score, coloured by outcome.", build_rad_score_figure},
      {"nomogram", "Nomogram of the combined model",
       "A points axis, one axis per variable, and axes of total points, linear predictor and probability to read a "
       "patient's risk from.",
       build_nomogram_figure},
      {"roc_train", "ROC curves, training patients",
       "Sensitivity against 1 - specificity of each model over the training patients.", build_roc_figure},
      {"roc_test", "ROC curves, test patients",
       "Sensitivity against 1 - specificity of each model over the test patients.", build_roc_figure},
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
