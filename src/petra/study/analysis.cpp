#include "petra/study/analysis.hpp"

#include <fmt/format.h>

#include "petra/study/steps/steps.hpp"

namespace petra {

RegressionModel const* StudyAnalysis::regression(std::string_view name) const {
  for (auto const& model : regressions) {
    if (model.name == name) return &model;
  }
  return nullptr;
}

std::span<AnalysisStep const> analysis_steps() {
  static constexpr auto kSteps = std::to_array<AnalysisStep>({
      {"table1", describe_patients},
      {"funnel", select_signature},
      {"imputation", impute_missing},
      {"clinical", fit_clinical},
      {"radiomics", fit_radiomics},
      {"rad_score_test", test_rad_score},
      {"combined", fit_combined},
      {"nomogram", draw_nomogram},
      {"rivals", fit_rivals},
      {"performance", measure_performance},
      {"resampling", resample_models},
      {"added_value", measure_added_value},
      {"signature_variants", compare_signatures},
  });
  return kSteps;
}

Result<StudyAnalysis> analyse_study(StudyInputs const& inputs) {
  StudyAnalysis analysis;
  for (auto const& step : analysis_steps()) PETRA_CHECK(step.run(inputs, analysis));
  return analysis;
}

}  // namespace petra
