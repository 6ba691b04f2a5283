// Metrics of the models in each set, and their comparison.
#pragma once

#include "petra/study/analysis.hpp"

namespace petra {

// Fills performance and delong from probabilities. Patients without a probability are left out of a model's metrics; a
// comparison takes patients that both models have.
[[nodiscard]] Result<void> evaluate_models(Cohort const& cohort, StudyAnalysis& analysis);

}  // namespace petra
