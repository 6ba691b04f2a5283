// The funnel from all features to the signature. Each step is a row of kFunnelSteps.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "petra/select/redundancy.hpp"
#include "petra/select/reproducibility.hpp"
#include "petra/select/signature.hpp"

namespace petra {

struct FunnelRules {
  ReproducibilityRule reproducibility;
  RedundancyRule redundancy;
  LambdaRule lambda = LambdaRule::min;
};

struct FunnelRow {
  std::string step;
  std::size_t features_in = 0, features_out = 0;
  std::string reason;  // what went and why, for people
};

struct FunnelResult {
  std::vector<FunnelRow> rows;
  std::vector<ReproducibilityRow> reproducibility;  // empty without second readings
  std::vector<RedundancyRow> redundancy;
  std::optional<SignatureStep> signature;  // absent where a step left nothing
};

// readings: of the features that were read twice, one entry per group of features (modality) with its own patients;
// empty where nobody read twice (the step is left out and says so). Features of no group pass. Errors: those of the
// LASSO.
[[nodiscard]] Result<FunnelResult> run_funnel(TrainingView training, std::vector<DoubleReading> const& readings,
                                              FunnelRules const& rules);

}  // namespace petra
