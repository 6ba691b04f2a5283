#include "petra/select/funnel.hpp"

#include <fmt/format.h>

#include "petra/study/regression.hpp"
#include "petra/study/steps/steps.hpp"

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
  std::vector<int> folds;
  for (auto const& patient : cohort.patients) {
    if (patient.training) folds.push_back(patient.fold);
  }
  auto const all = outcomes_and_sets(cohort);
  return TrainingView::take(features.first, all.outcome, all.training, std::move(folds));
}

}  // namespace

Result<void> select_signature(StudyInputs const& inputs, StudyAnalysis& analysis) {
  auto const& selection = inputs.definition.selection;
  PETRA_TRY(auto const rules, funnel_rules(selection));
  PETRA_TRY(auto training, training_view(inputs.cohort, inputs.features));
  auto const readings = double_readings(inputs.features, inputs.cohort, selection.icc_train_only);
  for (auto const& reading : readings) {
    if (reading.first.values.rows() < static_cast<Eigen::Index>(kFewestPatientsReadTwice)) {
      return make_error(ErrorCode::invalid_input, "selection.icc.rows",
                        fmt::format("only {} training patients were read twice; at least {} are needed",
                                    reading.first.values.rows(), kFewestPatientsReadTwice),
                        "Use rows: all");
    }
  }
  PETRA_TRY(analysis.funnel, run_funnel(std::move(training), readings, rules));
  return {};
}

}  // namespace petra
