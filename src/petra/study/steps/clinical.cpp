#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>

#include "petra/base/text.hpp"
#include "petra/study/regression.hpp"
#include "petra/study/steps/steps.hpp"

namespace petra {

namespace {

// Wald p of all columns of one variable together (one column: the usual z test's p). NaN where a term has no finite
// estimate.
double wald_p(LogisticFit const& fit, DesignMatrix const& design, std::size_t variable) {
  std::vector<Eigen::Index> terms;
  for (std::size_t k = 0; k < design.source.size(); ++k) {
    if (design.source[k] == variable) terms.push_back(static_cast<Eigen::Index>(k) + 1);  // term 0 is the intercept
  }
  if (terms.size() == 1) return fit.p(terms.front());
  Eigen::VectorXd const b = fit.coefficient(terms);
  Eigen::MatrixXd const v = fit.covariance(terms, terms);
  double const chi_squared = b.dot(v.ldlt().solve(b));
  if (!std::isfinite(chi_squared) || chi_squared < 0) return std::nan("");
  return boost::math::cdf(
      boost::math::complement(boost::math::chi_squared(static_cast<double>(terms.size())), chi_squared));
}

bool varies_in_training(Cohort const& cohort, ClinicalVariable const& variable) {
  double first = std::nan("");
  for (std::size_t i = 0; i < cohort.patients.size(); ++i) {
    if (!cohort.patients[i].training) continue;
    if (std::isnan(first)) first = variable.values[i];
    if (variable.values[i] != first) return true;
  }
  return false;
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

void drop_clinical(StudyAnalysis& analysis, std::size_t candidates, std::string reason) {
  analysis.dropped_models.push_back({"clinical", candidates, 0, std::move(reason)});
}

Result<void> refit_independent(Cohort const& cohort, StudyAnalysis& analysis) {
  auto design = make_design(cohort, analysis.independent);
  PETRA_TRY(auto fit, fit_model(cohort, design, "clinical", analysis));
  analysis.probabilities.push_back({"clinical", probabilities_of(fit, design.values)});
  analysis.regressions.push_back({"clinical", std::move(design), std::move(fit), std::nullopt});
  return {};
}

StepwiseProblem stepwise_problem(Cohort const& cohort, std::vector<std::size_t> const& variables) {
  auto const design = make_design(cohort, variables);
  StepwiseProblem problem{design.training_rows(cohort), training_outcomes(cohort), design.names, {}};
  for (auto const variable : variables) {
    StepwiseVariable candidate{cohort.clinical[variable].column.column, {}};
    for (std::size_t k = 0; k < design.source.size(); ++k) {
      if (design.source[k] == variable) candidate.columns.push_back(static_cast<int>(k));
    }
    problem.candidates.push_back(std::move(candidate));
  }
  return problem;
}

Result<StepwiseResult> run_stepwise(std::string const& method, StepwiseProblem const& problem) {
  if (method == "forward") return forward_by_test(problem);
  if (method == "backward") return backward_by_test(problem, RemovalTest::likelihood_ratio);
  if (method == "backward_wald") return backward_by_test(problem, RemovalTest::wald);
  double const penalty = method == "bic" ? std::log(static_cast<double>(problem.y.size())) : 2;
  return stepwise_by_criterion(problem, InformationStart::all, penalty);
}

// Instead of the final p: a stepwise choice among the screened variables, whose last model is both the multivariable
// and the clinical one.
Result<void> fit_stepwise(StudyDefinition const& definition, Cohort const& cohort, StudyAnalysis& analysis) {
  auto chosen = run_stepwise(definition.stepwise, stepwise_problem(cohort, analysis.screened));
  if (!chosen) return std::move(chosen).error().while_doing("choosing clinical variables stepwise");
  analysis.stepwise = std::move(chosen->steps);
  for (auto const k : analysis.screened) {
    auto const& name = cohort.clinical[k].column.column;
    if (std::find(chosen->kept.begin(), chosen->kept.end(), name) != chosen->kept.end())
      analysis.independent.push_back(k);
  }
  if (analysis.independent.empty()) {
    drop_clinical(
        analysis, cohort.clinical.size(),
        fmt::format("the stepwise choice ({}) keeps no variable; the clinical and combined models are dropped",
                    definition.stepwise));
    return {};
  }
  PETRA_CHECK(refit_independent(cohort, analysis));
  analysis.multivariable = analysis.regressions.back().fit;
  return {};
}

}  // namespace

Result<void> fit_clinical(StudyInputs const& inputs, StudyAnalysis& analysis) {
  auto const& [definition, cohort, features, jobs] = inputs;
  if (cohort.clinical.empty()) return {};
  auto const outcomes = training_outcomes(cohort);
  warn_of_few_events(cohort, outcomes, analysis);
  for (std::size_t k = 0; k < cohort.clinical.size(); ++k) {
    auto const& name = cohort.clinical[k].column.column;
    if (!varies_in_training(cohort, cohort.clinical[k])) {
      analysis.warnings.push_back(
          fmt::format("{} is the same in every training patient and is not a candidate.", name));
      continue;
    }
    auto const design = make_design(cohort, std::array{k});
    PETRA_TRY(auto fit, fit_model(cohort, design, fmt::format("univariable {}", name), analysis));
    double const p = wald_p(fit, design, k);
    if (p < definition.screen_p) analysis.screened.push_back(k);
    analysis.univariable.push_back({name, std::move(fit), p});
  }
  auto const candidates = cohort.clinical.size();
  if (analysis.screened.empty()) {
    drop_clinical(analysis, candidates,
                  fmt::format("no candidate has a univariable p below {}; the clinical and combined models are dropped",
                              format_number(definition.screen_p)));
    return {};
  }

  if (definition.stepwise != "none") return fit_stepwise(definition, cohort, analysis);
  auto const design = make_design(cohort, analysis.screened);
  PETRA_TRY(analysis.multivariable, fit_model(cohort, design, "multivariable", analysis));
  for (auto const k : analysis.screened) {
    if (wald_p(*analysis.multivariable, design, k) < definition.final_p) analysis.independent.push_back(k);
  }
  if (analysis.independent.empty()) {
    drop_clinical(
        analysis, candidates,
        fmt::format("no variable has a multivariable p below {}; the clinical and combined models are dropped",
                    format_number(definition.final_p)));
    return {};
  }
  return refit_independent(cohort, analysis);
}

}  // namespace petra
