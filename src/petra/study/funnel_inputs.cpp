#include "petra/study/funnel_inputs.hpp"

#include <fmt/format.h>

#include <unordered_map>

#include "petra/base/hash.hpp"
#include "petra/study/regression.hpp"

namespace petra {

namespace {

// Raised when a record's layout or any value in it changes.
constexpr int kRecordRevision = 1;

// The readings with the row of the training view of each patient.
std::vector<FunnelReadings> readings_of(StudyInputs const& inputs) {
  bool const train_only = inputs.definition.selection.icc_train_only;
  auto const readings = double_readings(inputs.features, inputs.cohort, train_only);
  std::vector<int> place;
  int next = 0;
  for (auto const& patient : inputs.cohort.patients)
    place.push_back(patient.training ? next++ : FunnelReadings::kOutside);
  std::vector<FunnelReadings> groups;
  for (std::size_t g = 0; g < readings.size(); ++g) {
    FunnelReadings group{{}, readings[g]};
    for (auto const patient : inputs.features.second[g].patients) {
      if (!train_only || inputs.cohort.patients[patient].training) group.patient.push_back(place[patient]);
    }
    groups.push_back(std::move(group));
  }
  return groups;
}

void hash_matrix(Hasher& hasher, Eigen::MatrixXd const& matrix) {
  hasher.update(fmt::format("{}x{}:", matrix.rows(), matrix.cols()));
  hasher.update(std::as_bytes(std::span(matrix.data(), static_cast<std::size_t>(matrix.size()))));
}

void hash_names(Hasher& hasher, std::vector<std::string> const& names) {
  for (auto const& name : names) hasher.update(fmt::format("{}:{}", name.size(), name));
}

}  // namespace

Result<FunnelRules> funnel_rules(SelectionDefinition const& selection) {
  FunnelRules rules;
  PETRA_TRY(rules.reproducibility.form, parse_icc_form(selection.icc_form));
  rules.reproducibility.minimum = selection.icc_minimum;
  rules.redundancy = {selection.correlation_maximum, selection.pearson, selection.spearman};
  constexpr std::pair<std::string_view, RedundancyChoice> kChoices[] = {{"first_come", RedundancyChoice::first_come},
                                                                        {"sequential", RedundancyChoice::sequential},
                                                                        {"caret", RedundancyChoice::caret},
                                                                        {"caret_exact", RedundancyChoice::caret_exact},
                                                                        {"caret_fast", RedundancyChoice::caret_fast}};
  for (auto const& [name, choice] : kChoices) {
    if (selection.correlation_rule == name) rules.redundancy.choice = choice;
  }
  rules.lambda = selection.lasso_one_standard_error ? LambdaRule::one_standard_error : LambdaRule::min;
  return rules;
}

Result<TrainingView> training_view(Cohort const& cohort, StudyFeatures const& features) {
  std::vector<int> folds;
  for (auto const& patient : cohort.patients) {
    if (patient.training) folds.push_back(patient.fold);
  }
  auto const all = outcomes_and_sets(cohort);
  return TrainingView::take(features.first, all.outcome, all.training, std::move(folds));
}

Result<FunnelInputs> make_funnel_inputs(StudyInputs const& inputs) {
  PETRA_TRY(auto const rules, funnel_rules(inputs.definition.selection));
  PETRA_TRY(auto view, training_view(inputs.cohort, inputs.features));
  FunnelProcedure procedure{rules, {inputs.definition.screen_p, inputs.definition.final_p, inputs.definition.stepwise}};
  FunnelInputs made{{std::move(view), clinical_candidates(inputs.cohort), readings_of(inputs)}, std::move(procedure)};
  if (inputs.definition.resampling.fixed_reproducibility) made.data = with_fixed_reproducibility(made.data, rules);
  return made;
}

std::string funnel_inputs_sha256(FunnelInputs const& inputs, std::string const& settings) {
  Hasher hasher(HashAlgorithm::sha256);
  hasher.update(fmt::format("resamples {}\n{}\n", kRecordRevision, settings));
  auto const& data = inputs.data;
  hash_names(hasher, data.training.names());
  hash_matrix(hasher, data.training.values());
  for (auto const* list : {&data.training.outcome(), &data.training.folds()})
    hasher.update(std::as_bytes(std::span(*list)));
  hash_names(hasher, data.clinical.column_names);
  hash_matrix(hasher, data.clinical.values);
  for (auto const& group : data.readings) {
    hasher.update(std::as_bytes(std::span(group.patient)));
    hash_matrix(hasher, group.readings.first.values);
    hash_matrix(hasher, group.readings.second.values);
  }
  return hasher.finish();
}

}  // namespace petra
