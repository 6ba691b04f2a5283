// A study's training patients and rules as the whole funnel takes them when it is run again.
#pragma once

#include <string>

#include "petra/evaluate/whole_funnel.hpp"
#include "petra/study/analysis.hpp"

namespace petra {

struct FunnelInputs {
  FunnelData data;
  FunnelProcedure procedure;
};

[[nodiscard]] Result<FunnelInputs> make_funnel_inputs(StudyInputs const& inputs);

// The rules of selection as study.yaml has them.
[[nodiscard]] Result<FunnelRules> funnel_rules(SelectionDefinition const& selection);

// The training patients' features, outcomes and folds.
[[nodiscard]] Result<TrainingView> training_view(Cohort const& cohort, StudyFeatures const& features);

// SHA-256 of everything that a resample's record depends on but its own number.
[[nodiscard]] std::string funnel_inputs_sha256(FunnelInputs const& inputs, std::string const& settings);

}  // namespace petra
