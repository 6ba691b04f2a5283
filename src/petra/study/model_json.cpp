#include "petra/study/model_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "petra/extract/settings.hpp"
#include "petra/model/frozen_model.hpp"

namespace petra {

namespace {

std::vector<double> training_only(Cohort const& cohort, std::vector<double> const& values) {
  std::vector<double> kept;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (cohort.patients[i].training) kept.push_back(values[i]);
  }
  return kept;
}

std::vector<double> training_only(Cohort const& cohort, Eigen::VectorXd const& values) {
  return training_only(cohort, std::vector<double>(values.begin(), values.end()));
}

Eigen::Index column_of(FeatureMatrix const& features, std::string const& name) {
  return std::find(features.names.begin(), features.names.end(), name) - features.names.begin();
}

FrozenSignature freeze_signature(StudyState const& s) {
  auto const& signature = s.analysis.funnel.signature->signature;
  FrozenSignature frozen{
      signature.intercept, signature.lambda, {}, training_range(training_only(s.cohort, *s.analysis.rad_score))};
  for (auto const& term : signature.terms) {
    Eigen::VectorXd const column = s.features.first.values.col(column_of(s.features.first, term.feature));
    frozen.features.push_back({term.feature, term.coefficient, term.coefficient_per_sd, term.mean, term.sd,
                               training_range(training_only(s.cohort, column))});
  }
  return frozen;
}

// Nothing where too few training patients have every feature: predict then says less, not something wrong.
std::optional<Likeness> freeze_likeness(StudyState const& s) {
  std::vector<std::string> names;
  for (auto const& term : s.analysis.funnel.signature->signature.terms) names.push_back(term.feature);
  std::vector<Eigen::Index> columns, rows;
  std::vector<int> folds;
  for (auto const& name : names) columns.push_back(column_of(s.features.first, name));
  for (std::size_t i = 0; i < s.cohort.patients.size(); ++i) {
    if (!s.cohort.patients[i].training) continue;
    rows.push_back(static_cast<Eigen::Index>(i));
    folds.push_back(s.cohort.patients[i].fold);
  }
  auto likeness = learn_likeness(std::move(names), s.features.first.values(rows, columns), folds);
  return likeness ? std::optional(std::move(*likeness)) : std::nullopt;
}

FrozenRegression freeze_regression(StudyState const& s, RegressionModel const& model) {
  FrozenRegression frozen{model.name, model.fit.terms, model.fit.coefficient, model.fit.covariance, {}, {}};
  frozen.training = twentieths(training_only(s.cohort, linear_predictor(model.fit, model.design.values)));
  for (auto const& row : s.analysis.performance) {
    if (row.model == model.name && row.set == "train" && std::isfinite(row.cutoff_youden))
      frozen.cutoff_youden = row.cutoff_youden;
  }
  return frozen;
}

// Every candidate that a model uses, in the cohort's order.
std::vector<FrozenVariable> freeze_variables(StudyState const& s) {
  std::vector<FrozenVariable> variables;
  for (std::size_t position = 0; position < s.cohort.clinical.size(); ++position) {
    bool const is_used =
        std::any_of(s.analysis.regressions.begin(), s.analysis.regressions.end(), [&](auto const& model) {
          return std::find(model.design.source.begin(), model.design.source.end(), position) !=
                 model.design.source.end();
        });
    if (!is_used) continue;
    auto const& variable = s.cohort.clinical[position];
    auto const& column = variable.column;
    variables.push_back({column.column, column.label, column.unit, column.convert, variable.levels,
                         column.categorical ? std::nullopt : training_range(training_only(s.cohort, variable.values))});
  }
  return variables;
}

// Spacing and size of the training patients' first masks.
void freeze_images(StudyState const& s, FrozenModality& modality) {
  std::vector<double> spacing[3], volumes;
  for (auto const& record : s.features.images) {
    bool const is_first = record.modality == modality.name && record.reader == 1 && !record.repeat;
    if (!is_first || record.spacing_mm.empty()) continue;
    auto const patient = std::find_if(s.cohort.patients.begin(), s.cohort.patients.end(),
                                      [&](Patient const& p) { return p.row == record.row; });
    if (patient == s.cohort.patients.end() || !patient->training) continue;
    for (std::size_t axis = 0; axis < std::min<std::size_t>(3, record.spacing_mm.size()); ++axis)
      spacing[axis].push_back(record.spacing_mm[axis]);
    volumes.push_back(record.volume_ml);
  }
  for (auto const& axis : spacing) {
    if (auto const range = training_range(axis)) modality.spacing_mm.push_back(*range);
  }
  modality.volume_ml = training_range(volumes);
}

Result<std::vector<FrozenModality>> freeze_modalities(StudyState const& s, std::filesystem::path const& folder) {
  std::vector<FrozenModality> modalities;
  for (auto const& modality : s.definition.modalities) {
    bool const is_file = !modality.params.empty() && !modality.params.starts_with("builtin:");
    PETRA_TRY(auto const settings, load_settings(is_file ? (folder / modality.params).string() : modality.params));
    FrozenModality frozen{modality.name,
                          settings.canonical,
                          settings_hash(settings),
                          modality.image_column,
                          modality.mask_column,
                          modality.structure_column,
                          {},
                          {}};
    freeze_images(s, frozen);
    modalities.push_back(std::move(frozen));
  }
  return modalities;
}

// Mitchell et al., Model Cards for Model Reporting (2019): what it is for, of whom it was made, what it cannot do.
std::vector<std::pair<std::string, std::string>> make_card(StudyState const& s, FrozenModel const& model) {
  std::string performance;
  for (auto const& row : s.analysis.performance) {
    if (row.model == "combined" && row.set == "test" && std::isfinite(row.auc))
      performance =
          fmt::format("AUC of the combined model in {} held-out test patients: {:.3f} (95 % CI {:.3f} to {:.3f}).",
                      s.cohort.patients.size() - model.training_patients, row.auc, row.auc_low, row.auc_high);
  }
  return {{"intended use",
           fmt::format("Research on predicting {} = {}. Not a medical device; not for decisions about patients.",
                       model.outcome_column, model.outcome_positive)},
          {"training data", fmt::format("{} patients, {} of them cases, of the study \"{}\".", model.training_patients,
                                        model.training_cases, model.study)},
          {"performance", performance.empty() ? "No test performance could be computed." : performance},
          {"limits",
           "Not validated outside its study. Made for patients, scanners, settings and outlines like the training "
           "patients'; predict warns outside their ranges. The interval of a probability does not hold the "
           "uncertainty of choosing features and variables."}};
}

}  // namespace

Result<FrozenModel> freeze_model(StudyState const& s, std::filesystem::path const& folder, std::string_view version) {
  FrozenModel model;
  model.petra_version = version;
  model.study = s.definition.name;
  model.id_column = s.definition.id;
  model.outcome_column = s.definition.outcome_column;
  model.outcome_positive = s.definition.outcome_positive;
  for (auto const& patient : s.cohort.patients) {
    model.training_patients += patient.training;
    model.training_cases += patient.training && patient.outcome == 1;
  }
  PETRA_TRY(model.modalities, freeze_modalities(s, folder));
  model.variables = freeze_variables(s);
  if (s.analysis.rad_score) {
    model.signature = freeze_signature(s);
    model.likeness = freeze_likeness(s);
  }
  for (auto const& regression : s.analysis.regressions) model.regressions.push_back(freeze_regression(s, regression));
  model.nomogram = s.analysis.nomogram;
  model.card = make_card(s, model);
  return model;
}

Result<std::string> make_model_json(StudyState const& s, std::filesystem::path const& folder,
                                    std::string_view version) {
  PETRA_TRY(auto const model, freeze_model(s, folder, version));
  return format_model(model);
}

}  // namespace petra
