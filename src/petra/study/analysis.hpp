// The statistics of a study, in memory: from features and clinical values to models, their performance and the
// nomogram.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/evaluate/performance.hpp"
#include "petra/model/nomogram.hpp"
#include "petra/select/funnel.hpp"
#include "petra/stats/logistic.hpp"
#include "petra/study/cohort.hpp"
#include "petra/study/definition.hpp"
#include "petra/study/study_features.hpp"

namespace petra {

// One candidate alone.
struct UnivariableFit {
  std::string variable;
  LogisticFit fit;
  double p = 1;  // Wald; of a factor with several levels all of them together
};

struct StudyAnalysis {
  FunnelResult funnel;
  std::vector<FunnelRow> dropped_models;  // model as step, with the reason
  std::optional<Eigen::VectorXd> rad_score;
  std::vector<UnivariableFit> univariable;
  std::vector<std::size_t> screened, independent;  // positions in the cohort's clinical variables
  std::optional<LogisticFit> multivariable, clinical, radiomics, combined;
  std::vector<ModelProbabilities> probabilities;
  std::vector<PerformanceRow> performance;
  std::vector<DelongRow> delong;
  std::optional<Nomogram> nomogram;
  std::vector<std::string> warnings;
};

// Errors: what the LASSO or a regression cannot do with valid data (named); an empty step is no error, it is in
// dropped_models.
[[nodiscard]] Result<StudyAnalysis> analyse_study(StudyDefinition const& definition, Cohort const& cohort,
                                                  StudyFeatures const& features);

}  // namespace petra
