#include "petra/study/cohort.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "petra/base/text.hpp"
#include "petra/stats/r_random.hpp"
#include "petra/study/cohort_reader.hpp"
#include "petra/study/eligibility.hpp"

namespace petra {

void Cohort::exclude(std::vector<std::pair<std::size_t, std::string>> const& which, FlowStep const& step) {
  std::vector<bool> out(patients.size(), false);
  for (auto const& [position, reason] : which) {
    if (out[position]) continue;
    out[position] = true;
    excluded.push_back({patients[position].id, patients[position].row, reason, step.name});
  }
  if (!which.empty()) flow.push_back(step);
  std::sort(excluded.begin(), excluded.end(), [](Exclusion const& a, Exclusion const& b) { return a.row < b.row; });
  std::vector<Patient> kept;
  for (std::size_t i = 0; i < patients.size(); ++i) {
    if (!out[i]) kept.push_back(std::move(patients[i]));
  }
  patients = std::move(kept);
  for (auto* list : {&clinical, &described}) {
    for (auto& variable : *list) {
      std::vector<double> values;
      for (std::size_t i = 0; i < out.size(); ++i) {
        if (!out[i]) values.push_back(variable.values[i]);
      }
      variable.values = std::move(values);
    }
  }
}

namespace {

void draw_split(StudyDefinition const& definition, Cohort& cohort) {
  std::vector<int> outcome;
  for (auto const& patient : cohort.patients) outcome.push_back(patient.outcome);
  auto const training = stratified_split(outcome, definition.split.ratio, definition.split.seed);
  for (std::size_t i = 0; i < outcome.size(); ++i) cohort.patients[i].training = training[i];
}

// A candidate that tells the outcome exactly is the outcome in another coat.
void refuse_leaks(Cohort const& cohort, Problems& problems) {
  for (auto const& variable : cohort.clinical) {
    if (variable.pet_metric) continue;  // not measured yet
    std::map<double, std::set<int>> outcomes_of;
    for (std::size_t i = 0; i < cohort.patients.size(); ++i) {
      if (!std::isnan(variable.values[i])) outcomes_of[variable.values[i]].insert(cohort.patients[i].outcome);
    }
    bool const tells = outcomes_of.size() == 2 && std::all_of(outcomes_of.begin(), outcomes_of.end(),
                                                              [](auto const& pair) { return pair.second.size() == 1; });
    if (tells)
      problems.add(fmt::format("column {}", variable.column.column),
                   "has two values that equal the outcome in every patient: it is the outcome itself",
                   "Take it out of the candidates");
  }
}

}  // namespace

Result<Cohort> read_cohort(StudyDefinition const& definition, std::filesystem::path const& folder) {
  auto const path = folder / definition.cohort;
  std::vector<std::string> warnings;
  PETRA_TRY(auto const table, read_csv(path, {}, &warnings));
  PETRA_TRY(auto cohort, make_cohort(definition, table, path.parent_path(), path.string()));
  cohort.warnings.insert(cohort.warnings.begin(), warnings.begin(), warnings.end());
  return cohort;
}

Result<Cohort> make_cohort(StudyDefinition const& definition, Table const& table, std::filesystem::path const& folder,
                           std::string const& subject) {
  Problems problems(subject);
  auto const eligible = apply_eligibility(definition, table, problems);
  PETRA_CHECK(problems.result());
  CohortReader reader(definition, eligible, folder, problems);
  auto cohort = reader.read();
  if (problems.empty() && cohort.patients.empty())
    problems.add("", "no patient is left", "See the columns with empty cells");
  if (problems.empty()) refuse_leaks(cohort, problems);
  PETRA_CHECK(problems.result());
  if (definition.split.column.empty()) draw_split(definition, cohort);
  return cohort;
}

Result<void> complete_sets(StudyDefinition const& definition, Cohort& cohort) {
  Problems problems("patients");
  std::size_t count[2][2] = {{0, 0}, {0, 0}};  // [training][outcome]
  for (auto const& patient : cohort.patients) ++count[patient.training ? 1 : 0][patient.outcome];
  std::vector<std::string> train_levels, test_levels;
  for (bool const training : {true, false}) {
    auto const* set = training ? "training" : "test";
    auto const [controls, cases] = std::pair{count[training][0], count[training][1]};
    if (controls + cases == 0)
      problems.add(fmt::format("{} set", set), "holds no patient", "Check split");
    else if (controls == 0 || cases == 0)
      problems.add(fmt::format("{} set", set), fmt::format("all {} patients have the same outcome", controls + cases),
                   "Both outcomes are needed; check split and outcome");
  }
  for (auto const& variable : cohort.clinical) {
    std::vector<bool> trained(variable.levels.size(), false);
    for (std::size_t i = 0; i < cohort.patients.size(); ++i) {
      if (variable.column.categorical && cohort.patients[i].training && !std::isnan(variable.values[i]))
        trained[static_cast<std::size_t>(variable.values[i])] = true;
    }
    for (std::size_t level = 0; level < variable.levels.size(); ++level) {
      if (!trained[level])
        problems.add(fmt::format("column {}", variable.column.column),
                     fmt::format("the level {} occurs in test patients only", variable.levels[level]),
                     "Merge rare levels");
    }
  }
  for (auto const& variable : cohort.clinical) {
    std::size_t measured = 0;
    for (std::size_t i = 0; i < cohort.patients.size(); ++i)
      measured += cohort.patients[i].training && !std::isnan(variable.values[i]);
    if (measured < 2)
      problems.add(fmt::format("column {}", variable.column.column),
                   fmt::format("{} training patients have a value: too few to impute the others from", measured),
                   "Take it out of the candidates");
  }
  PETRA_CHECK(problems.result());

  std::size_t const training_count = count[1][0] + count[1][1];
  if (definition.selection.fold_column.empty()) {
    if (training_count < static_cast<std::size_t>(definition.selection.lasso_folds) * 2) {
      return make_error(ErrorCode::invalid_input, "selection.lasso.folds",
                        fmt::format("{} folds are too many for {} training patients", definition.selection.lasso_folds,
                                    training_count),
                        "Use fewer folds");
    }
    auto const folds = glmnet_folds(static_cast<std::int64_t>(training_count), definition.selection.lasso_folds,
                                    definition.selection.lasso_seed);
    std::size_t next = 0;
    for (auto& patient : cohort.patients) {
      if (patient.training) patient.fold = folds[next++];
    }
  }
  for (auto& patient : cohort.patients) {
    if (!patient.training) patient.fold = 0;
  }
  return {};
}

}  // namespace petra
