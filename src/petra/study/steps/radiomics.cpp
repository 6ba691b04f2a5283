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
