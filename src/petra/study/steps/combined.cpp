#include "petra/study/regression.hpp"
#include "petra/study/steps/steps.hpp"

namespace petra {

Result<void> fit_combined(StudyInputs const& inputs, StudyAnalysis& analysis) {
  if (analysis.regression("radiomics") == nullptr || analysis.regression("clinical") == nullptr) return {};
  auto design = make_design(inputs.cohort, analysis.independent, &*analysis.rad_score);
  PETRA_TRY(auto fit, fit_model(inputs.cohort, design, "combined", analysis));
  analysis.probabilities.push_back({"combined", probabilities_of(fit, design.values)});
  analysis.regressions.push_back({"combined", std::move(design), std::move(fit)});
  return {};
}

}  // namespace petra
