#include <fmt/format.h>

#include <cmath>

#include "petra/study/regression.hpp"
#include "petra/study/steps/steps.hpp"

namespace petra {

Result<void> fit_radiomics(StudyInputs const& inputs, StudyAnalysis& analysis) {
  auto const& signature = analysis.funnel.signature;
  if (!signature || signature->signature.terms.empty()) return {};
  PETRA_TRY(analysis.rad_score, rad_scores(signature->signature, inputs.features.first));
  auto const& score = *analysis.rad_score;
  std::size_t undefined = 0;
  for (double const value : score) undefined += !std::isfinite(value);
  if (undefined > 0)
    analysis.warnings.push_back(
        fmt::format("{} test patients have no Rad score, because a feature of the signature is undefined for them; "
                    "they are left out of the performance.",
                    undefined));
  for (std::size_t i = 0; i < inputs.cohort.patients.size(); ++i) {
    if (std::isfinite(score(static_cast<Eigen::Index>(i)))) continue;
    // By row, not by id: the report shows this table.
    auto const row = fmt::format("row {} of the cohort", inputs.cohort.patients[i].row);
    for (auto const& [table, column] : {std::pair{"rad_score", "rad_score"}, {"predictions", "radiomics, combined"}})
      analysis.undefined.push_back({table, row, column, "a feature of the signature is undefined for this patient"});
  }
  auto design = make_design(inputs.cohort, {}, &score);
  PETRA_TRY(auto fit, fit_model(inputs.cohort, design, "radiomics", analysis));
  analysis.probabilities.push_back({"radiomics", probabilities_of(fit, design.values)});
  analysis.regressions.push_back({"radiomics", std::move(design), std::move(fit), std::nullopt});
  ModelProbabilities lasso{"radiomics_lasso", {}};
  for (double const value : score)
    lasso.probability.push_back(std::isfinite(value) ? inverse_logit(value) : std::nan(""));
  analysis.probabilities.push_back(std::move(lasso));
  return {};
}

}  // namespace petra
