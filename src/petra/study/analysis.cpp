#include "petra/study/analysis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "petra/study/clinical_screen.hpp"
#include "petra/study/design_matrix.hpp"

namespace petra {

namespace {

Result<FunnelRules> funnel_rules(SelectionDefinition const& selection) {
  FunnelRules rules;
  PETRA_TRY(rules.reproducibility.form, parse_icc_form(selection.icc_form));
  rules.reproducibility.minimum = selection.icc_minimum;
  rules.redundancy = {selection.correlation_maximum, selection.pearson, selection.spearman};
  rules.lambda = selection.lasso_one_standard_error ? LambdaRule::one_standard_error : LambdaRule::min;
  return rules;
}

Result<TrainingView> training_view(Cohort const& cohort, StudyFeatures const& features) {
  std::vector<int> outcome, folds;
  std::vector<bool> training;
  for (auto const& patient : cohort.patients) {
    outcome.push_back(patient.outcome);
    training.push_back(patient.training);
    if (patient.training) folds.push_back(patient.fold);
  }
  return TrainingView::take(features.first, outcome, training, std::move(folds));
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

// The Rad score, its own logistic model, and plogis(Rad score) beside it.
Result<void> fit_radiomics(Cohort const& cohort, StudyFeatures const& features, StudyAnalysis& analysis) {
  if (!analysis.funnel.signature || analysis.funnel.signature->signature.terms.empty()) return {};
  PETRA_TRY(analysis.rad_score, rad_scores(analysis.funnel.signature->signature, features.first));
  std::size_t undefined = 0;
  for (Eigen::Index i = 0; i < analysis.rad_score->size(); ++i) undefined += !std::isfinite((*analysis.rad_score)(i));
  if (undefined > 0)
    analysis.warnings.push_back(
        fmt::format("{} test patients have no Rad score, because a feature of the signature is undefined for them; "
                    "they are left out of the performance.",
                    undefined));
  auto const design = make_design(cohort, {}, &*analysis.rad_score);
  PETRA_TRY(analysis.radiomics, fit_model(cohort, design, "radiomics", analysis));
  analysis.probabilities.push_back({"radiomics", probabilities_of(*analysis.radiomics, design.values)});
  ModelProbabilities lasso{"radiomics_lasso", {}};
  for (Eigen::Index i = 0; i < analysis.rad_score->size(); ++i) {
    double const score = (*analysis.rad_score)(i);
    lasso.probability.push_back(std::isfinite(score) ? inverse_logit(score) : std::nan(""));
  }
  analysis.probabilities.push_back(std::move(lasso));
  return {};
}

std::string label_with_unit(ClinicalColumn const& column) {
  return column.unit.empty() ? column.label : fmt::format("{} ({})", column.label, column.unit);
}

Result<void> draw_nomogram(Cohort const& cohort, DesignMatrix const& design, StudyAnalysis& analysis) {
  auto const& fit = *analysis.combined;
  auto const training = design.training_rows(cohort);
  std::vector<NomogramVariable> variables;
  for (std::size_t k = 0; k < design.names.size(); ++k) {
    double const coefficient = fit.coefficient(static_cast<Eigen::Index>(k) + 1);
    bool const is_score = design.source[k] == DesignMatrix::kRadScore;
    auto const* clinical = is_score ? nullptr : &cohort.clinical[design.source[k]];
    if (clinical != nullptr && clinical->column.categorical) {
      if (variables.empty() || variables.back().name != clinical->column.column) {
        variables.push_back({clinical->column.column, label_with_unit(clinical->column), clinical->levels, {0.0}, {}});
      }
      variables.back().coefficients.push_back(coefficient);
      continue;
    }
    Eigen::VectorXd const column = training.col(static_cast<Eigen::Index>(k));
    variables.push_back({is_score ? "rad_score" : clinical->column.column,
                         is_score ? "Rad score" : label_with_unit(clinical->column),
                         {},
                         {coefficient},
                         {column.begin(), column.end()}});
  }
  Eigen::VectorXd const lp = linear_predictor(fit, training);
  PETRA_TRY(analysis.nomogram, make_nomogram(variables, fit.coefficient(0), std::vector<double>(lp.begin(), lp.end())));
  return {};
}

Result<void> fit_combined(Cohort const& cohort, StudyAnalysis& analysis) {
  if (!analysis.radiomics || !analysis.clinical) return {};
  auto const design = make_design(cohort, analysis.independent, &*analysis.rad_score);
  PETRA_TRY(analysis.combined, fit_model(cohort, design, "combined", analysis));
  analysis.probabilities.push_back({"combined", probabilities_of(*analysis.combined, design.values)});
  return draw_nomogram(cohort, design, analysis);
}

}  // namespace

Result<StudyAnalysis> analyse_study(StudyDefinition const& definition, Cohort const& cohort,
                                    StudyFeatures const& features) {
  StudyAnalysis analysis;
  PETRA_TRY(auto const rules, funnel_rules(definition.selection));
  PETRA_TRY(auto training, training_view(cohort, features));
  auto const readings = double_readings(features, cohort, definition.selection.icc_train_only);
  for (auto const& reading : readings) {
    if (reading.first.values.rows() < static_cast<Eigen::Index>(kFewestPatientsReadTwice)) {
      return make_error(ErrorCode::invalid_input, "selection.icc.rows",
                        fmt::format("only {} training patients were read twice; at least {} are needed",
                                    reading.first.values.rows(), kFewestPatientsReadTwice),
                        "Use rows: all");
    }
  }
  PETRA_TRY(analysis.funnel, run_funnel(std::move(training), readings, rules));
  PETRA_CHECK(screen_clinical(definition, cohort, analysis));
  if (analysis.clinical)
    analysis.probabilities.push_back(
        {"clinical", probabilities_of(*analysis.clinical, make_design(cohort, analysis.independent).values)});
  PETRA_CHECK(fit_radiomics(cohort, features, analysis));
  PETRA_CHECK(fit_combined(cohort, analysis));
  std::vector<int> outcome;
  std::vector<bool> is_training;
  for (auto const& patient : cohort.patients) {
    outcome.push_back(patient.outcome);
    is_training.push_back(patient.training);
  }
  PETRA_TRY(auto evaluation, evaluate_models(outcome, is_training, analysis.probabilities));
  analysis.performance = std::move(evaluation.performance);
  analysis.delong = std::move(evaluation.delong);
  return analysis;
}

}  // namespace petra
