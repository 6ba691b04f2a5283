#include "petra/study/settings_in_force.hpp"

#include <fmt/format.h>

#include "petra/base/hash.hpp"
#include "petra/base/text.hpp"

namespace petra {

namespace {

std::string describe(ClinicalColumn const& column) {
  std::string text = column.column;
  if (column.label != column.column) text += fmt::format(", {}", column.label);
  if (!column.unit.empty()) text += fmt::format(", in {}", column.unit);
  for (auto const& [unit, factor] : column.convert) text += fmt::format(", {} {} are one", format_number(factor), unit);
  if (column.reference) text += fmt::format(", reference {}", *column.reference);
  return text;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> settings_in_force(StudyDefinition const& d) {
  std::vector<std::pair<std::string, std::string>> list;
  auto add = [&](std::string key, std::string value) { list.emplace_back(std::move(key), std::move(value)); };
  add("name", d.name);
  add("cohort", d.cohort);
  add("id", d.id);
  add("outcome.column", d.outcome_column);
  add("outcome.positive", d.outcome_positive);
  if (d.screened) add("eligibility.screened", std::to_string(*d.screened));
  for (auto const& rule : d.eligibility) add("eligibility.rules", fmt::format("{}: keep {}", rule.reason, rule.keep));
  for (auto const& modality : d.modalities) {
    auto const key = "modalities." + modality.name;
    add(key + ".image", modality.image_column);
    add(key + ".mask", modality.mask_column);
    if (!modality.second_mask_column.empty()) add(key + ".second_reader_mask", modality.second_mask_column);
    if (!modality.repeat_mask_column.empty()) add(key + ".repeat_mask", modality.repeat_mask_column);
    add(key + ".params", modality.params.empty() ? "PyRadiomics' default" : modality.params);
  }
  if (!d.feature_table.empty()) add("features.table", d.feature_table);
  if (!d.second_reader_table.empty()) add("features.second_reader", d.second_reader_table);
  if (!d.repeat_table.empty()) add("features.repeat", d.repeat_table);
  if (!d.table_modalities.empty()) add("features.modalities", join(d.table_modalities, ", "));
  for (auto const& column : d.clinical)
    add(column.categorical ? "clinical.categorical" : "clinical.continuous", describe(column));
  for (auto const& column : d.described)
    add(column.categorical ? "describe.categorical" : "describe.continuous", describe(column));
  if (!d.centre.empty()) add("centre", d.centre);
  if (d.split.column.empty()) {
    add("split.ratio", format_number(d.split.ratio));
    add("split.stratify", "true");
    add("split.seed", std::to_string(d.split.seed));
  } else {
    add("split.column", d.split.column);
    add("split.train", d.split.train);
    add("split.test", d.split.test);
  }
  add("selection.icc.minimum", format_number(d.selection.icc_minimum));
  add("selection.icc.form", d.selection.icc_form);
  add("selection.icc.rows", d.selection.icc_train_only ? "train" : "all");
  add("selection.correlation.maximum", format_number(d.selection.correlation_maximum));
  add("selection.correlation.methods", d.selection.pearson && d.selection.spearman ? "pearson, spearman"
                                       : d.selection.pearson                       ? "pearson"
                                                                                   : "spearman");
  add("selection.correlation.rule", d.selection.correlation_rule);
  add("selection.lasso.folds", std::to_string(d.selection.lasso_folds));
  add("selection.lasso.rule", d.selection.lasso_one_standard_error ? "1se" : "min");
  if (d.selection.fold_column.empty())
    add("selection.lasso.seed", std::to_string(d.selection.lasso_seed));
  else
    add("selection.lasso.fold_column", d.selection.fold_column);
  add("models.clinical.screen_p", format_number(d.screen_p));
  add("models.clinical.final_p", format_number(d.final_p));
  add("models.clinical.stepwise", d.stepwise);
  add("models.combined.rad_score", d.cross_fitted ? "cross_fitted" : "fitted");
  add("models.rivals", d.rivals.empty() ? "none" : join(d.rivals, ", "));
  add("missing.method", d.missing.impute ? "mice" : "complete_cases");
  if (d.missing.impute) {
    add("missing.imputations", std::to_string(d.missing.imputations));
    add("missing.iterations", std::to_string(d.missing.iterations));
    add("missing.seed", std::to_string(d.missing.seed));
  }
  add("harmonise.method", d.harmonise.combat ? "combat" : "none");
  if (d.harmonise.combat) {
    add("harmonise.empirical_bayes", d.harmonise.empirical_bayes ? "true" : "false");
    add("harmonise.mean_only", d.harmonise.mean_only ? "true" : "false");
    add("harmonise.reference", d.harmonise.reference.empty() ? "none" : d.harmonise.reference);
  }
  add("evaluation.bootstrap", std::to_string(d.bootstrap));
  add("evaluation.separated_resamples", d.separated_resamples);
  add("evaluation.validation_folds", std::to_string(d.validation_folds));
  add("evaluation.threshold", format_number(d.threshold));
  auto const& resampling = d.resampling;
  add("evaluation.funnel_bootstrap", std::to_string(resampling.funnel_bootstrap));
  add("evaluation.funnel_icc", resampling.fixed_reproducibility ? "fixed" : "repeated");
  add("evaluation.nested_cv.folds", std::to_string(resampling.nested_folds));
  add("evaluation.nested_cv.repeats", std::to_string(resampling.nested_repeats));
  add("evaluation.permutations", std::to_string(resampling.permutations));
  add("evaluation.seed", std::to_string(d.evaluation_seed));
  return list;
}

std::string settings_sha256(StudyDefinition const& definition) {
  Hasher hasher(HashAlgorithm::sha256);
  for (auto const& [key, value] : settings_in_force(definition))
    hasher.update(fmt::format("{}:{}\n{}", key, value.size(), value));
  return hasher.finish();
}

std::string cohort_sha256(Cohort const& cohort) {
  Hasher hasher(HashAlgorithm::sha256);
  auto text = [&](std::string const& value) { hasher.update(fmt::format("{}:{}", value.size(), value)); };
  for (auto const& patient : cohort.patients) {
    text(patient.id);
    text(fmt::format("{} {} {} {}", patient.row, patient.outcome, patient.training, patient.fold));
    text(patient.centre);
    for (auto const& files : patient.files) {
      text(files.image.string());
      text(files.mask.string());
      text(files.second_mask.string());
      text(files.repeat_mask.string());
    }
  }
  for (auto const* list : {&cohort.clinical, &cohort.described}) {
    for (auto const& variable : *list) {
      for (auto const& level : variable.levels) text(level);
      for (double const value : variable.values) text(format_number(value));
    }
  }
  for (auto const& exclusion : cohort.excluded) text(fmt::format("{} {}", exclusion.row, exclusion.reason));
  return hasher.finish();
}

}  // namespace petra
