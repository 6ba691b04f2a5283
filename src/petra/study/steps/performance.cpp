#include "petra/evaluate/performance.hpp"

#include "petra/study/regression.hpp"
#include "petra/study/steps/steps.hpp"

namespace petra {

Result<void> measure_performance(StudyInputs const& inputs, StudyAnalysis& analysis) {
  auto const all = outcomes_and_sets(inputs.cohort);
  PETRA_TRY(auto evaluation, evaluate_models(all.outcome, all.training, analysis.probabilities));
  analysis.performance = std::move(evaluation.performance);
  analysis.delong = std::move(evaluation.delong);
  return {};
}

}  // namespace petra
