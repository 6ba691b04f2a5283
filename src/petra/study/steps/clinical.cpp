#include <fmt/format.h>

#include <algorithm>

#include "petra/base/text.hpp"
#include "petra/study/regression.hpp"
#include "petra/study/steps/steps.hpp"

namespace petra {

namespace {

// Errors: a level that no training patient has, so that nothing is known of it.
Result<void> check_levels(Cohort const& cohort, ClinicalCandidates const& candidates) {
  for (std::size_t k = 0; k < candidates.variables.size(); ++k) {
    auto const& columns = candidates.columns[k];
    std::vector<std::string> absent;
    for (int const column : columns) {
      if (candidates.values.col(column).maxCoeff() == 0)
        absent.push_back(candidates.column_names[static_cast<std::size_t>(column)]);
    }
    if (!cohort.clinical[k].column.categorical || absent.empty() || absent.size() == columns.size()) continue;
    return make_error(ErrorCode::invalid_input, fmt::format("clinical variable {}", candidates.variables[k]),
                      fmt::format("no training patient has {}", join(absent, ", ")),
                      "Join the level with another, or name the variable under `describe` only");
  }
  return {};
}

void warn_of_few_events(Cohort const& cohort, std::vector<int> const& outcomes, StudyAnalysis& analysis) {
  std::vector<std::size_t> all(cohort.clinical.size());
  for (std::size_t k = 0; k < all.size(); ++k) all[k] = k;
  auto const candidates = make_design(cohort, all).names.size();
  auto const cases = std::count(outcomes.begin(), outcomes.end(), 1);
  auto const fewer = std::min<std::ptrdiff_t>(cases, static_cast<std::ptrdiff_t>(outcomes.size()) - cases);
  double const ratio = candidates == 0 ? 0 : static_cast<double>(fewer) / static_cast<double>(candidates);
  if (candidates > 0 && ratio < 10) {
    analysis.warnings.push_back(
        fmt::format("{:.1f} events per candidate of the clinical model ({} events, {} candidates): fewer than 10, so "
                    "the model is likely to be overfitted.",
                    ratio, fewer, candidates));
  }
}

// What the choice came to, in the study's terms.
void note_choice(Cohort const& cohort, ClinicalChoice& choice, StudyAnalysis& analysis) {
  std::size_t next = 0;
  for (std::size_t k = 0; k < cohort.clinical.size(); ++k) {
    auto const& name = cohort.clinical[k].column.column;
    if (next == choice.univariable.size() || choice.univariable[next].variable != k) {
      analysis.warnings.push_back(
          fmt::format("{} is the same in every training patient and is not a candidate.", name));
      continue;
    }
    auto& alone = choice.univariable[next++];
    warn_of_separation(alone.fit, "univariable " + name, analysis);
    analysis.univariable.push_back({name, std::move(alone.fit), alone.p});
  }
  if (choice.multivariable && choice.steps.empty())
    warn_of_separation(*choice.multivariable, "multivariable", analysis);
  analysis.screened = choice.screened;
  analysis.independent = choice.independent;
  analysis.multivariable = choice.multivariable;
  analysis.stepwise = choice.steps;
}

std::string why_no_model(StudyDefinition const& definition, ClinicalChoice const& choice) {
  constexpr auto kDropped = "the clinical and combined models are dropped";
  if (choice.screened.empty()) {
    return fmt::format("no candidate has a univariable p below {}; {}", format_number(definition.screen_p), kDropped);
  }
  if (definition.stepwise != "none")
    return fmt::format("the stepwise choice ({}) keeps no variable; {}", definition.stepwise, kDropped);
  return fmt::format("no variable has a multivariable p below {}; {}", format_number(definition.final_p), kDropped);
}

}  // namespace

Result<void> fit_clinical(StudyInputs const& inputs, StudyAnalysis& analysis) {
  auto const& [definition, cohort, features, jobs] = inputs;
  if (cohort.clinical.empty()) return {};
  auto const outcomes = training_outcomes(cohort);
  warn_of_few_events(cohort, outcomes, analysis);
  auto const candidates = clinical_candidates(cohort);
  PETRA_CHECK(check_levels(cohort, candidates));
  if (analysis.imputed) return fit_clinical_imputed(inputs, analysis);
  PETRA_TRY(auto choice,
            choose_clinical(candidates, outcomes, {definition.screen_p, definition.final_p, definition.stepwise}));
  note_choice(cohort, choice, analysis);
  if (!choice.model) {
    analysis.dropped_models.push_back({"clinical", cohort.clinical.size(), 0, why_no_model(definition, choice)});
    return {};
  }
  auto design = make_design(cohort, choice.independent);
  warn_of_separation(choice.model->fit, "clinical", analysis);
  analysis.probabilities.push_back({"clinical", probabilities_of(choice.model->fit, design.values)});
  analysis.regressions.push_back({"clinical", std::move(design), std::move(choice.model->fit), std::nullopt});
  return {};
}

}  // namespace petra
