#include "petra/study/regression.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numeric>

#include "petra/study/problems.hpp"

namespace petra {

std::vector<int> training_outcomes(Cohort const& cohort) {
  std::vector<int> outcomes;
  for (auto const& patient : cohort.patients) {
    if (patient.training) outcomes.push_back(patient.outcome);
  }
  return outcomes;
}

OutcomesAndSets outcomes_and_sets(Cohort const& cohort) {
  OutcomesAndSets all;
  for (auto const& patient : cohort.patients) {
    all.outcome.push_back(patient.outcome);
    all.training.push_back(patient.training);
  }
  return all;
}

Result<LogisticFit> fit_model(Cohort const& cohort, DesignMatrix const& design, std::string const& model,
                              StudyAnalysis& analysis) {
  auto fit = fit_logistic_or_firth(design.training_rows(cohort), training_outcomes(cohort), design.names);
  if (!fit) return std::move(fit).error().while_doing(fmt::format("fitting the {} model", model));
  warn_of_separation(*fit, model, analysis);
  return fit;
}

ClinicalCandidates clinical_candidates(Cohort const& cohort) {
  std::vector<std::size_t> all(cohort.clinical.size());
  std::iota(all.begin(), all.end(), 0);
  auto const design = make_design(cohort, all);
  ClinicalCandidates candidates;
  candidates.column_names = design.names;
  candidates.values = design.training_rows(cohort);
  for (auto const position : all) {
    candidates.variables.push_back(cohort.clinical[position].column.column);
    std::vector<int> columns;
    for (std::size_t k = 0; k < design.source.size(); ++k) {
      if (design.source[k] == position) columns.push_back(static_cast<int>(k));
    }
    candidates.columns.push_back(std::move(columns));
  }
  return candidates;
}

void warn_of_separation(LogisticFit const& fit, std::string const& model, StudyAnalysis& analysis) {
  if (!fit.separated) return;
  analysis.warnings.push_back(
      fmt::format("The {} model separates cases from controls perfectly in the training patients ({}): no finite "
                  "maximum-likelihood estimate exists, so its coefficients are Firth's penalised ones.",
                  model, listed(fit.separated_terms)));
}

std::vector<double> probabilities_of(LogisticFit const& fit, Eigen::MatrixXd const& rows) {
  Eigen::VectorXd const lp = linear_predictor(fit, rows);
  std::vector<double> p(static_cast<std::size_t>(lp.size()));
  for (std::size_t i = 0; i < p.size(); ++i) {
    double const value = lp(static_cast<Eigen::Index>(i));
    p[i] = std::isfinite(value) ? inverse_logit(value) : std::nan("");
  }
  return p;
}

}  // namespace petra
