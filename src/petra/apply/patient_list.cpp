#include "petra/apply/patient_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "petra/apply/patient_features.hpp"
#include "petra/base/file.hpp"
#include "petra/base/text.hpp"
#include "petra/study/definition.hpp"
#include "petra/study/problems.hpp"
#include "petra/table/table.hpp"

namespace petra {

namespace {

std::optional<std::size_t> need_column(Table const& table, std::string const& name, std::string const& why,
                                       Problems& problems) {
  auto const found = table.find_column(name);
  if (!found) {
    auto const nearest = nearest_name(name, table.columns);
    problems.add("", fmt::format("the column {} is missing ({})", name, why),
                 nearest ? fmt::format("Did you mean {}?", *nearest) : "");
  }
  return found;
}

std::optional<std::size_t> id_column(Table const& table, FrozenModel const& model) {
  auto const named = table.find_column(model.id_column);
  return named ? named : table.find_column("id");
}

void read_ids(Table const& table, FrozenModel const& model, std::vector<ListedPatient>& patients, Problems& problems) {
  auto const id = id_column(table, model);
  std::map<std::string, std::size_t> first_line;
  for (std::size_t row = 0; row < patients.size(); ++row) {
    patients[row].line = table.lines[row];
    patients[row].id = id ? std::string(trim(table.rows[row][*id])) : fmt::format("row {}", row + 1);
    auto const [before, is_new] = first_line.emplace(patients[row].id, table.lines[row]);
    if (!is_new)
      problems.add(fmt::format("line {}", table.lines[row]),
                   fmt::format("the patient {} is there twice, first in line {}", patients[row].id, before->second),
                   "Keep one row per patient");
  }
}

void read_clinical(Table const& table, RegressionNeeds const& needs, FrozenModel const& model,
                   std::vector<ListedPatient>& patients, Problems& problems) {
  for (auto const& variable : model.variables) {
    bool const is_needed =
        std::find(needs.variables.begin(), needs.variables.end(), &variable) != needs.variables.end();
    auto const column = is_needed ? need_column(table, variable.column, "a variable of the model", problems)
                                  : table.find_column(variable.column);
    if (!column) continue;
    for (std::size_t row = 0; row < patients.size(); ++row) {
      auto const cell = trim(table.rows[row][*column]);
      if (!is_missing(cell)) patients[row].patient.clinical[variable.column] = std::string(cell);
    }
  }
}

void read_outcomes(Table const& table, FrozenModel const& model, std::vector<ListedPatient>& patients,
                   Problems& problems) {
  auto const column = need_column(table, model.outcome_column, "the outcome", problems);
  if (!column) return;
  auto const positive = parse_number(model.outcome_positive);
  std::size_t count[2] = {0, 0};
  std::vector<std::string> others;
  for (std::size_t row = 0; row < patients.size(); ++row) {
    auto const cell = trim(table.rows[row][*column]);
    if (is_missing(cell)) continue;
    auto const number = parse_number(cell);
    bool const is_case = cell == model.outcome_positive || (number && positive && *number == *positive);
    patients[row].outcome = is_case ? 1 : 0;
    ++count[is_case ? 1 : 0];
    auto const text = number ? format_number(*number) : std::string(cell);
    if (!is_case && std::find(others.begin(), others.end(), text) == others.end()) others.push_back(text);
  }
  if (others.size() > 1)
    problems.add("column " + model.outcome_column, fmt::format("an outcome has two values; beside {} there are {}",
                                                               model.outcome_positive, listed(others)));
  else if (count[0] == 0 || count[1] == 0)
    problems.add("column " + model.outcome_column,
                 fmt::format("holds {} cases and {} controls: both are needed", count[1], count[0]));
}

bool has_feature_columns(Table const& table, FrozenModel const& model) {
  return std::all_of(model.signature->features.begin(), model.signature->features.end(),
                     [&](FrozenFeature const& feature) { return table.find_column(feature.name).has_value(); });
}

// Features of the signature from a row of a table; an empty cell is undefined.
Result<void> take_features(Table const& table, std::size_t row, FrozenModel const& model, NewPatient& patient) {
  for (auto const& feature : model.signature->features) {
    auto const column = table.find_column(feature.name);
    if (!column) continue;  // predict tells what is missing
    auto const cell = trim(table.rows[row][*column]);
    auto const number = is_missing(cell) ? std::optional(std::nan("")) : parse_number(cell);
    if (!number)
      return make_error(ErrorCode::invalid_input, fmt::format("line {}, column {}", table.lines[row], feature.name),
                        fmt::format("\"{}\" is not a number", cell));
    patient.features[feature.name] = *number;
  }
  return {};
}

Result<void> join_features(std::filesystem::path const& path, FrozenModel const& model,
                           std::vector<ListedPatient>& patients) {
  PETRA_TRY(auto const table, read_csv(path));
  auto const id = id_column(table, model);
  if (!id)
    return make_error(ErrorCode::invalid_input, path.string(), fmt::format("has no column {} (or id)", model.id_column),
                      "Name the patients there as in the cohort");
  std::map<std::string, std::size_t> row_of;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    if (!row_of.emplace(trim(table.rows[row][*id]), row).second)
      return make_error(ErrorCode::invalid_input, fmt::format("{}, line {}", path.string(), table.lines[row]),
                        fmt::format("the patient {} is there twice", trim(table.rows[row][*id])),
                        "Keep one row per patient");
  }
  for (auto& listed_patient : patients) {
    auto const found = row_of.find(listed_patient.id);
    if (found == row_of.end()) {
      listed_patient.error = make_error(ErrorCode::invalid_input, path.filename().string(),
                                        "has no row of this patient", "Use the same ids in both tables");
      continue;
    }
    if (auto taken = take_features(table, found->second, model, listed_patient.patient); !taken)
      listed_patient.error = taken.error();
  }
  return {};
}

Result<void> extract_listed(Table const& table, std::filesystem::path const& folder, FrozenModel const& model, int jobs,
                            std::vector<ListedPatient>& patients) {
  std::vector<std::map<std::string, PatientImage, std::less<>>> images(patients.size());
  for (auto const* modality : modalities_needed(model)) {
    auto const image = *table.find_column(modality->image_column), mask = *table.find_column(modality->mask_column);
    auto const structure =
        modality->structure_column.empty() ? std::nullopt : table.find_column(modality->structure_column);
    for (std::size_t row = 0; row < patients.size(); ++row) {
      auto const image_cell = trim(table.rows[row][image]), mask_cell = trim(table.rows[row][mask]);
      if (is_missing(image_cell) || is_missing(mask_cell)) {
        patients[row].error =
            make_error(ErrorCode::invalid_input, fmt::format("line {}", table.lines[row]),
                       fmt::format("no {} of {} is named", is_missing(image_cell) ? "image" : "mask", modality->name));
        continue;
      }
      images[row][modality->name] = {(folder / image_cell).lexically_normal(), (folder / mask_cell).lexically_normal(),
                                     structure ? std::string(trim(table.rows[row][*structure])) : std::string()};
    }
  }
  PETRA_TRY(auto extracted, extract_patients(model, images, jobs));
  for (std::size_t row = 0; row < patients.size(); ++row) {
    patients[row].patient.features = std::move(extracted[row].features);
    patients[row].warnings = std::move(extracted[row].warnings);
    if (!patients[row].error) patients[row].error = std::move(extracted[row].error);
  }
  return {};
}

// The features table of a study.yaml beside the cohort; empty where there is none.
std::filesystem::path features_of_study_beside(std::filesystem::path const& cohort) {
  auto const text = read_file(cohort.parent_path() / "study.yaml", 1U << 20U);
  if (!text) return {};
  auto const definition = parse_study(*text, "study.yaml");
  return definition && !definition->feature_table.empty() ? cohort.parent_path() / definition->feature_table
                                                          : std::filesystem::path();
}

Result<void> find_features(Table const& table, FrozenModel const& model, PatientListOptions const& options,
                           std::vector<ListedPatient>& patients) {
  if (!options.features.empty()) return join_features(options.features, model, patients);
  if (has_feature_columns(table, model)) {
    for (std::size_t row = 0; row < patients.size(); ++row) {
      if (auto taken = take_features(table, row, model, patients[row].patient); !taken)
        patients[row].error = taken.error();
    }
    return {};
  }
  auto const needed = modalities_needed(model);
  auto const is_named = [&](FrozenModality const* m) {
    return table.find_column(m->image_column) && table.find_column(m->mask_column);
  };
  if (!needed.empty() && std::all_of(needed.begin(), needed.end(), is_named))
    return extract_listed(table, options.cohort.parent_path(), model, options.jobs, patients);
  if (auto const beside = features_of_study_beside(options.cohort); !beside.empty())
    return join_features(beside, model, patients);
  std::vector<std::string> columns;
  for (auto const* modality : needed) {
    columns.push_back(modality->image_column);
    columns.push_back(modality->mask_column);
  }
  return make_error(ErrorCode::invalid_input, options.cohort.string(),
                    "names neither images nor features, which the Rad score is made of",
                    columns.empty() ? "Give the table of features with --features"
                                    : fmt::format("Add the columns {}, or give a table of features with --features",
                                                  join(columns, ", ")));
}

}  // namespace

Result<std::vector<ListedPatient>> read_patients(FrozenModel const& model, PatientListOptions const& options) {
  auto const* regression = options.model.empty() ? model.best_regression() : model.regression(options.model);
  if (regression == nullptr) return predict(model, {}, options.model).error();
  PETRA_TRY(auto const needs, needs_of(model, *regression));
  PETRA_TRY(auto const table, read_csv(options.cohort));
  Problems problems(options.cohort.string());
  if (table.rows.empty()) problems.add("", "has a header and no patients", "Add one row per patient");
  std::vector<ListedPatient> patients(table.rows.size());
  read_ids(table, model, patients, problems);
  read_clinical(table, needs, model, patients, problems);
  if (options.with_outcome) read_outcomes(table, model, patients, problems);
  PETRA_CHECK(problems.result());
  if (needs.rad_score) PETRA_CHECK(find_features(table, model, options, patients));
  return patients;
}

}  // namespace petra
