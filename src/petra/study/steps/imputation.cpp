#include "petra/study/imputation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "petra/base/text.hpp"
#include "petra/stats/delong.hpp"
#include "petra/study/problems.hpp"
#include "petra/study/regression.hpp"
#include "petra/study/scored.hpp"
#include "petra/study/steps/steps.hpp"

namespace petra {

namespace {

void say_what_was_imputed(MissingDefinition const& missing, StudyAnalysis& analysis) {
  std::vector<std::string> counts;
  for (auto const& row : analysis.imputed->variables)
    counts.push_back(fmt::format("{} ({} training, {} test)", row.name, row.training, row.test));
  analysis.warnings.push_back(fmt::format(
      "Empty cells of {} were imputed {} times by chained equations fitted to the training patients: with the outcome "
      "among the predictors for training patients, without it for test patients. Coefficients, odds ratios, limits and "
      "p of the clinical and combined models are pooled by Rubin's rules, AUCs and their differences over the imputed "
      "tables (AUCs on the logit scale). Probabilities, nomogram and model.json take the pooled coefficients; a "
      "patient with an empty cell counts with the mean of the imputed linear predictors, which the rivals take, too.",
      listed(counts, 30), missing.imputations));
}

bool varies(Cohort const& cohort, ClinicalVariable const& variable) {
  double first = std::nan("");
  for (std::size_t i = 0; i < cohort.patients.size(); ++i) {
    double const value = variable.values[i];
    if (!cohort.patients[i].training || std::isnan(value)) continue;
    if (!std::isnan(first) && value != first) return true;
    first = value;
  }
  return false;
}

struct ImputedDesign {
  DesignMatrix mean;                  // over the tables
  std::vector<Eigen::MatrixXd> rows;  // per table, all patients
  std::vector<Eigen::MatrixXd> training;
};

ImputedDesign make_imputed_design(StudyInputs const& inputs, StudyAnalysis const& analysis,
                                  std::vector<std::size_t> const& variables, Eigen::VectorXd const* score) {
  ImputedDesign made;
  auto const& tables = analysis.imputed->tables;
  for (auto const& table : tables) {
    auto design = make_design(table, inputs.cohort.patients.size(), variables, score);
    made.rows.push_back(design.values);
    made.training.push_back(design.training_rows(inputs.cohort));
    if (made.rows.size() == 1)
      made.mean = std::move(design);
    else
      made.mean.values += made.rows.back();
  }
  made.mean.values /= static_cast<double>(tables.size());
  return made;
}

std::vector<int> places_of(DesignMatrix const& design, std::size_t variable) {
  std::vector<int> places;
  for (std::size_t k = 0; k < design.source.size(); ++k) {
    if (design.source[k] == variable) places.push_back(static_cast<int>(k));
  }
  return places;
}

void keep_terms(std::string const& model, PooledFit const& pooled, StudyAnalysis& analysis) {
  for (std::size_t k = 0; k < pooled.terms.size(); ++k)
    analysis.pooled_terms.push_back({model, pooled.fit.terms[k], pooled.terms[k]});
}

Result<PooledFit> fit_variables(StudyInputs const& inputs, StudyAnalysis& analysis, ImputedDesign const& design,
                                std::string const& model) {
  auto pooled = fit_pooled(design.training, training_outcomes(inputs.cohort), design.mean.names);
  if (!pooled) return std::move(pooled).error().while_doing(fmt::format("fitting the {} model", model));
  warn_of_separation(pooled->fit, model, analysis);
  keep_terms(model, *pooled, analysis);
  return pooled;
}

void add_regression(std::string name, ImputedDesign design, PooledFit pooled, StudyAnalysis& analysis) {
  analysis.probabilities.push_back({name, probabilities_of(pooled.fit, design.mean.values)});
  analysis.regressions.push_back(
      {std::move(name), std::move(design.mean), std::move(pooled.fit), std::nullopt, std::move(design.rows)});
}

// Per imputed table the probability of each patient; of a model that is the same in all tables just one.
std::vector<std::vector<double>> over_tables(StudyAnalysis const& analysis, ModelProbabilities const& model) {
  auto const* regression = analysis.regression(model.model);
  if (regression == nullptr || regression->imputed_rows.empty()) return {model.probability};
  std::vector<std::vector<double>> list;
  for (auto const& rows : regression->imputed_rows) list.push_back(probabilities_of(regression->fit, rows));
  return list;
}

ModelProbabilities const* find_model(StudyAnalysis const& analysis, std::string_view name) {
  for (auto const& model : analysis.probabilities) {
    if (model.model == name) return &model;
  }
  return nullptr;
}

// Pooled difference of two AUCs with DeLong's variance in each table.
DelongTest pool_difference(StudyInputs const& inputs, StudyAnalysis const& analysis, DelongRow const& row) {
  auto const *first = find_model(analysis, row.model_a), *second = find_model(analysis, row.model_b);
  auto const a = over_tables(analysis, *first), b = over_tables(analysis, *second);
  auto const tables = std::max(a.size(), b.size());
  if (tables < 2) return row.test;
  std::vector<double> differences, variances;
  for (std::size_t t = 0; t < tables; ++t) {
    auto const &pa = a[a.size() == 1 ? 0 : t], &pb = b[b.size() == 1 ? 0 : t];
    std::vector<double> x, y;
    std::vector<int> outcome;
    for (std::size_t i = 0; i < pa.size(); ++i) {
      bool const is_here = inputs.cohort.patients[i].training == (row.set == "train");
      if (!is_here || !std::isfinite(pa[i]) || !std::isfinite(pb[i])) continue;
      x.push_back(pa[i]);
      y.push_back(pb[i]);
      outcome.push_back(inputs.cohort.patients[i].outcome);
    }
    auto const cases = std::count(outcome.begin(), outcome.end(), 1);
    if (cases < 2 || static_cast<std::ptrdiff_t>(outcome.size()) - cases < 2) return row.test;
    auto const px = compute_placements(x, outcome), py = compute_placements(y, outcome);
    differences.push_back(px.auc - py.auc);
    variances.push_back(delong_covariance(px, px) + delong_covariance(py, py) - 2 * delong_covariance(px, py));
  }
  auto const pooled = pool_estimates(differences, variances, std::numeric_limits<double>::infinity());
  return {pooled.estimate, pooled.statistic(), pooled.p(), pooled.bound(0.95, false), pooled.bound(0.95, true)};
}

}  // namespace

Result<void> impute_missing(StudyInputs const& inputs, StudyAnalysis& analysis) {
  auto const& missing = inputs.definition.missing;
  if (!missing.impute) return {};
  auto made = impute_candidates(inputs.cohort, missing);
  if (!made) return std::move(made).error().while_doing("imputing empty cells");
  if (made->tables.empty()) {
    analysis.warnings.emplace_back("No candidate has an empty cell: nothing was imputed.");
    return {};
  }
  analysis.imputed = std::move(*made);
  say_what_was_imputed(missing, analysis);
  return {};
}

Result<void> fit_clinical_imputed(StudyInputs const& inputs, StudyAnalysis& analysis) {
  auto const& [definition, cohort, features, jobs] = inputs;
  for (std::size_t k = 0; k < cohort.clinical.size(); ++k) {
    auto const& name = cohort.clinical[k].column.column;
    if (!varies(cohort, cohort.clinical[k])) {
      analysis.warnings.push_back(
          fmt::format("{} is the same in every training patient and is not a candidate.", name));
      continue;
    }
    auto const design = make_imputed_design(inputs, analysis, {k}, nullptr);
    PETRA_TRY(auto pooled, fit_variables(inputs, analysis, design, "univariable " + name));
    double const p = pooled_p(pooled, places_of(design.mean, k));
    if (p < definition.screen_p) analysis.screened.push_back(k);
    analysis.univariable.push_back({name, std::move(pooled.fit), p});
  }
  auto const dropped = [&](std::string reason) {
    analysis.dropped_models.push_back(
        {"clinical", cohort.clinical.size(), 0, std::move(reason) + "; the clinical and combined models are dropped"});
  };
  if (analysis.screened.empty()) {
    dropped(fmt::format("no candidate has a pooled univariable p below {}", format_number(definition.screen_p)));
    return {};
  }
  auto const together = make_imputed_design(inputs, analysis, analysis.screened, nullptr);
  PETRA_TRY(auto multivariable, fit_variables(inputs, analysis, together, "multivariable"));
  for (auto const k : analysis.screened) {
    if (pooled_p(multivariable, places_of(together.mean, k)) < definition.final_p) analysis.independent.push_back(k);
  }
  analysis.multivariable = std::move(multivariable.fit);
  if (analysis.independent.empty()) {
    dropped(fmt::format("no variable has a pooled multivariable p below {}", format_number(definition.final_p)));
    return {};
  }
  auto design = make_imputed_design(inputs, analysis, analysis.independent, nullptr);
  PETRA_TRY(auto pooled, fit_variables(inputs, analysis, design, "clinical"));
  add_regression("clinical", std::move(design), std::move(pooled), analysis);
  return {};
}

Result<void> fit_combined_imputed(StudyInputs const& inputs, Eigen::VectorXd const& fitted_score,
                                  StudyAnalysis& analysis) {
  auto design = make_imputed_design(inputs, analysis, analysis.independent, &*analysis.rad_score);
  auto const fitted = make_imputed_design(inputs, analysis, analysis.independent, &fitted_score);
  PETRA_TRY(auto pooled, fit_variables(inputs, analysis, fitted, "combined"));
  add_regression("combined", std::move(design), std::move(pooled), analysis);
  if (inputs.definition.cross_fitted)
    analysis.regressions.back().fitted_rows = fitted.mean.training_rows(inputs.cohort);
  return {};
}

void pool_performance(StudyInputs const& inputs, StudyAnalysis& analysis) {
  if (!analysis.imputed) return;
  for (auto& row : analysis.performance) {
    auto const* model = find_model(analysis, row.model);
    auto const tables = over_tables(analysis, *model);
    if (tables.size() < 2 || std::isnan(row.auc)) continue;
    std::vector<double> aucs, variances;
    for (auto const& probability : tables) {
      auto const scored = scored_patients(inputs.cohort, {row.model, probability}, row.set == "train");
      auto const placements = compute_placements(scored.p, scored.y);
      aucs.push_back(placements.auc);
      variances.push_back(delong_covariance(placements, placements));
    }
    auto const pooled = pool_aucs(aucs, variances);
    row.auc = pooled.auc;
    row.auc_low = pooled.low;
    row.auc_high = pooled.high;
  }
  for (auto& row : analysis.delong) row.test = pool_difference(inputs, analysis, row);
}

}  // namespace petra
