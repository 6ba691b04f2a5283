#include "petra/study/study_report.hpp"

#include <fmt/format.h>

#include "petra/study/problems.hpp"
#include "petra/study/settings_in_force.hpp"

namespace petra {

namespace {

PerformanceRow const* find_performance(StudyAnalysis const& analysis, std::string_view model, std::string_view set) {
  for (auto const& row : analysis.performance) {
    if (row.model == model && row.set == set) return &row;
  }
  return nullptr;
}

// Models that do much better on the patients that made them.
void warn_of_optimism(StudyAnalysis const& analysis, std::vector<std::string>& warnings) {
  constexpr double kLargeFall = 0.05;
  for (auto const* model : {"clinical", "radiomics", "combined"}) {
    auto const *train = find_performance(analysis, model, "train"), *test = find_performance(analysis, model, "test");
    if (train == nullptr || test == nullptr || train->auc - test->auc <= kLargeFall) continue;
    warnings.push_back(
        fmt::format("The AUC of the {} model falls from {:.3f} in the training patients to {:.3f} in the test "
                    "patients: a sign of overfitting.",
                    model, train->auc, test->auc));
  }
}

// Patients' ids become the rows of the cohort's table.
void use_row_numbers(Table& table, Cohort const& cohort) {
  auto const id = table.find_column("id");
  if (!id) return;
  std::map<std::string, std::size_t> row_of;
  for (auto const& patient : cohort.patients) row_of.emplace(patient.id, patient.row);
  for (auto const& exclusion : cohort.excluded) row_of.emplace(exclusion.id, exclusion.row);
  table.columns[*id] = "patient";
  for (auto& row : table.rows) row[*id] = std::to_string(row_of.at(row[*id]));
}

std::string set_fact(Cohort const& cohort, bool training) {
  std::size_t patients = 0, cases = 0;
  for (auto const& patient : cohort.patients) {
    if (patient.training != training) continue;
    ++patients;
    cases += static_cast<std::size_t>(patient.outcome);
  }
  return fmt::format("{} patients, {} cases", patients, cases);
}

std::string auc_fact(StudyAnalysis const& analysis, std::string_view model) {
  auto const* row = find_performance(analysis, model, "test");
  return row == nullptr ? "not made" : fmt::format("{:.3f} ({:.3f} to {:.3f})", row->auc, row->auc_low, row->auc_high);
}

}  // namespace

std::vector<std::string> study_warnings(StudyState const& s) {
  std::vector<std::string> warnings;
  for (auto const& row : s.analysis.dropped_models)
    warnings.push_back(fmt::format("The {} model was not made: {}.", row.step, row.reason));
  auto const& signature = s.analysis.funnel.signature;
  if (!signature || signature->signature.terms.empty())
    warnings.emplace_back("The radiomics model was not made: no feature was selected.");
  warn_of_optimism(s.analysis, warnings);
  if (s.features.second.empty())
    warnings.emplace_back(
        "No patient was read twice: whether the features can be reproduced by another reader was not looked at.");
  for (auto const* list : {&s.definition.warnings, &s.cohort.warnings, &s.features.warnings, &s.analysis.warnings})
    warnings.insert(warnings.end(), list->begin(), list->end());
  if (!s.analysis.resampling.bootstrap && !s.analysis.resampling.nested) {
    warnings.emplace_back(
        s.analysis.validation.empty()
            ? "Optimism was not estimated by resampling; evaluation.funnel_bootstrap would do it. Judge by the test "
              "patients."
            : "Optimism in tables/validation.csv is that of the last regressions only: the signature was selected on "
              "the same patients, and its own optimism is still in these numbers; evaluation.funnel_bootstrap would "
              "tell it. Judge by the test patients.");
  }
  return warnings;
}

ReportDocument make_report_document(StudyState const& s, std::map<std::string, Table, std::less<>> tables,
                                    std::string_view version) {
  ReportDocument document;
  document.title = s.definition.name;
  document.version = version;
  document.outcome_label = fmt::format("{} = {}", s.definition.outcome_column, s.definition.outcome_positive);
  document.case_label = document.outcome_label;
  document.control_label = fmt::format("{} ≠ {}", s.definition.outcome_column, s.definition.outcome_positive);
  document.warnings = study_warnings(s);
  document.facts = {
      {"Training", set_fact(s.cohort, true)},
      {"Test", set_fact(s.cohort, false)},
      {"Features", std::to_string(s.features.first.names.size())},
      {"In the signature",
       s.analysis.funnel.signature ? std::to_string(s.analysis.funnel.signature->signature.terms.size()) : "0"},
      {"Combined, test AUC", auc_fact(s.analysis, "combined")},
      {"Radiomics, test AUC", auc_fact(s.analysis, "radiomics")},
      {"Clinical, test AUC", auc_fact(s.analysis, "clinical")},
  };
  if (!s.cohort.excluded.empty()) document.facts.emplace_back("Left out", std::to_string(s.cohort.excluded.size()));
  for (auto const& [key, value] : settings_in_force(s.definition)) {
    bool const names_a_file = key == "cohort" || key.starts_with("features.") || key.ends_with(".params");
    if (names_a_file && value.find('/') != std::string::npos) continue;  // a path may tell who the patients are
    document.settings.emplace_back(key, value);
  }
  document.labels["rad_score"] = "Rad score";
  for (auto const& variable : s.cohort.clinical) {
    auto const& column = variable.column;
    auto const label = column.unit.empty() ? column.label : fmt::format("{} ({})", column.label, column.unit);
    document.labels[column.column] = label;
    for (std::size_t level = 1; column.categorical && level < variable.levels.size(); ++level) {
      document.labels[fmt::format("{}={}", column.column, variable.levels[level])] =
          fmt::format("{}: {} against {}", label, variable.levels[level], variable.levels.front());
    }
  }
  for (auto& [name, table] : tables) {
    use_row_numbers(table, s.cohort);
    document.tables.emplace(name, std::move(table));
  }
  return document;
}

}  // namespace petra
