#include <unordered_set>

#include "petra/select/cross_fitted.hpp"
#include "petra/study/regression.hpp"
#include "petra/study/steps/steps.hpp"

namespace petra {

namespace {

// Of the training patients in their order: from the features that entered the LASSO, at its lambda.
Result<Eigen::VectorXd> training_cross_fitted(StudyInputs const& inputs, StudyAnalysis const& analysis) {
  std::unordered_set<std::string_view> entered;
  for (auto const& row : analysis.funnel.redundancy) {
    if (row.kept) entered.insert(row.feature);
  }
  std::vector<int> columns, folds;
  for (std::size_t k = 0; k < inputs.features.first.names.size(); ++k) {
    if (entered.contains(inputs.features.first.names[k])) columns.push_back(static_cast<int>(k));
  }
  for (auto const& patient : inputs.cohort.patients) {
    if (patient.training) folds.push_back(patient.fold);
  }
  auto const all = outcomes_and_sets(inputs.cohort);
  PETRA_TRY(auto const view,
            TrainingView::take(inputs.features.first.columns(columns), all.outcome, all.training, std::move(folds)));
  return cross_fitted_scores(view, analysis.funnel.signature->signature.lambda);
}

}  // namespace

Result<void> fit_combined(StudyInputs const& inputs, StudyAnalysis& analysis) {
  if (analysis.regression("radiomics") == nullptr || analysis.regression("clinical") == nullptr) return {};
  auto design = make_design(inputs.cohort, analysis.independent, &*analysis.rad_score);
  std::optional<Eigen::MatrixXd> fitted_rows;
  auto fitted_design = design;
  if (inputs.definition.cross_fitted) {
    PETRA_TRY(auto const scores, training_cross_fitted(inputs, analysis));
    Eigen::Index next = 0;
    for (std::size_t i = 0; i < inputs.cohort.patients.size(); ++i) {
      if (inputs.cohort.patients[i].training) fitted_design.values(static_cast<Eigen::Index>(i), 0) = scores(next++);
    }
    fitted_rows = fitted_design.training_rows(inputs.cohort);
  }
  if (analysis.imputed) return fit_combined_imputed(inputs, fitted_design.values.col(0), analysis);
  PETRA_TRY(auto fit, fit_model(inputs.cohort, fitted_design, "combined", analysis));
  analysis.probabilities.push_back({"combined", probabilities_of(fit, design.values)});
  analysis.regressions.push_back({"combined", std::move(design), std::move(fit), std::move(fitted_rows)});
  return {};
}

}  // namespace petra
