#include "petra/evaluate/table_one.hpp"

#include "petra/study/regression.hpp"
#include "petra/study/steps/steps.hpp"

namespace petra {

Result<void> describe_patients(StudyInputs const& inputs, StudyAnalysis& analysis) {
  auto const& [definition, cohort, features, jobs] = inputs;
  auto const all = outcomes_and_sets(cohort);
  std::vector<Characteristic> characteristics;
  characteristics.push_back({definition.outcome_column,
                             {"not " + definition.outcome_positive, definition.outcome_positive},
                             {all.outcome.begin(), all.outcome.end()}});
  for (auto const* list : {&cohort.clinical, &cohort.described}) {
    for (auto const& variable : *list)
      characteristics.push_back({variable.column.column, variable.levels, variable.values});
  }
  PETRA_TRY(analysis.table_one, make_table_one(characteristics, all.training));
  for (auto const& row : analysis.table_one) {
    if (!row.reason.empty()) analysis.undefined.push_back({"table1", row.characteristic, "p", row.reason});
  }
  return {};
}

}  // namespace petra
