#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <unordered_map>

#include "petra/base/text.hpp"
#include "petra/base/workers.hpp"
#include "petra/study/problems.hpp"
#include "petra/study/study_features.hpp"
#include "petra/table/table.hpp"

namespace petra {

namespace {

struct FeatureTable {
  std::vector<std::string> ids;
  FeatureMatrix features;
};

// Types a table: one column of ids, all others numbers (an empty cell is an undefined value). Problems name line and
// column.
FeatureTable type_feature_table(Table const& table, StudyDefinition const& definition, Problems& problems) {
  FeatureTable typed;
  auto id = table.find_column(definition.id);
  if (!id) id = table.find_column("id");
  if (!id) {
    problems.add("", fmt::format("has no column {} (or id)", definition.id),
                 fmt::format("Columns: {}", listed(table.columns, 5)));
    return typed;
  }
  std::vector<std::size_t> columns;
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    if (column == *id) continue;
    columns.push_back(column);
    typed.features.names.push_back(table.columns[column]);
  }
  if (columns.empty()) problems.add("", "has no column of features");
  typed.features.values.resize(static_cast<Eigen::Index>(table.rows.size()), static_cast<Eigen::Index>(columns.size()));
  std::unordered_map<std::string, std::size_t> first_line;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    auto const& cells = table.rows[row];
    auto const name = std::string(trim(cells[*id]));
    auto const [before, is_new] = first_line.emplace(name, table.lines[row]);
    if (!is_new)
      problems.add(fmt::format("line {}", table.lines[row]),
                   fmt::format("the patient {} is there twice, first in line {}", name, before->second),
                   "Keep one row per patient");
    typed.ids.push_back(name);
    for (std::size_t k = 0; k < columns.size(); ++k) {
      auto const& cell = cells[columns[k]];
      double value = std::numeric_limits<double>::quiet_NaN();
      if (!is_missing(cell)) {
        auto const number = parse_number(cell);
        if (!number) {
          problems.add(fmt::format("line {}, column {}", table.lines[row], table.columns[columns[k]]),
                       fmt::format("\"{}\" is not a number", cell),
                       "Write a plain number with a decimal point, or leave the cell empty");
        } else if (std::isfinite(*number)) {
          value = *number;
        }
      }
      typed.features.values(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(k)) = value;
    }
  }
  return typed;
}

std::string without_leading_zeros(std::string const& id) {
  auto const first = id.find_first_not_of('0');
  return first == std::string::npos ? "0" : id.substr(first);
}

// Says how ids differ, from both sides, and whether leading zeros are the cause.
void report_unmatched(std::vector<std::string> const& only_cohort, std::vector<std::string> const& only_table,
                      Problems& problems) {
  bool zeros = false;
  for (auto const& a : only_cohort) {
    zeros = zeros || std::any_of(only_table.begin(), only_table.end(),
                                 [&](auto const& b) { return without_leading_zeros(a) == without_leading_zeros(b); });
  }
  problems.add(
      "",
      fmt::format("its patients are not the cohort's: only in the cohort: {}; only in this table: {}",
                  only_cohort.empty() ? "none" : listed(only_cohort), only_table.empty() ? "none" : listed(only_table)),
      zeros ? "Leading zeros differ: a spreadsheet program may have removed them" : "Use the same ids in both tables");
}

Result<FeatureTable> read_feature_table(std::filesystem::path const& path, StudyDefinition const& definition,
                                        std::vector<std::string>& warnings) {
  PETRA_TRY(auto const table, read_csv(path, {}, &warnings));
  Problems problems(path.string());
  auto typed = type_feature_table(table, definition, problems);
  PETRA_CHECK(problems.result());
  return typed;
}

std::unordered_map<std::string, int> positions(std::vector<std::string> const& names) {
  std::unordered_map<std::string, int> where;
  for (std::size_t k = 0; k < names.size(); ++k) where.emplace(names[k], static_cast<int>(k));
  return where;
}

Result<FeatureMatrix> match_first_reader(FeatureTable const& table, Cohort const& cohort, std::string const& subject,
                                         std::vector<std::string>& warnings) {
  auto const where = positions(table.ids);
  std::vector<int> rows;
  std::vector<std::string> only_cohort;
  std::unordered_map<std::string, int> known;
  for (auto const& patient : cohort.patients) {
    known.emplace(patient.id, 1);
    auto const found = where.find(patient.id);
    if (found == where.end())
      only_cohort.push_back(patient.id);
    else
      rows.push_back(found->second);
  }
  for (auto const& excluded : cohort.excluded) known.emplace(excluded.id, 1);
  std::vector<std::string> only_table;
  for (auto const& id : table.ids) {
    if (!known.contains(id)) only_table.push_back(id);
  }
  Problems problems(subject);
  if (!only_cohort.empty()) report_unmatched(only_cohort, only_table, problems);
  PETRA_CHECK(problems.result());
  if (!only_table.empty())
    warnings.push_back(fmt::format(
        "The table of features has {} patients that the cohort does not have; they are not used.", only_table.size()));
  return table.features.rows(rows);
}

Result<SecondReading> match_second_reader(FeatureTable const& table, FeatureMatrix const& first, Cohort const& cohort,
                                          std::string const& subject, std::string comparison,
                                          std::vector<std::string>& warnings) {
  Problems problems(subject);
  auto const column_of = positions(table.features.names);
  std::vector<int> columns;
  std::vector<std::string> lacking;
  for (auto const& name : first.names) {
    auto const found = column_of.find(name);
    if (found == column_of.end())
      lacking.push_back(name);
    else
      columns.push_back(found->second);
  }
  if (!lacking.empty())
    problems.add("",
                 fmt::format("lacks {} features of the first reader's table: {}", lacking.size(), listed(lacking, 5)),
                 "Extract both with the same settings");
  if (table.features.names.size() > first.names.size() && lacking.empty()) {
    warnings.push_back(
        fmt::format("The table of second readings has {} features that the first has not; they are not used.",
                    table.features.names.size() - first.names.size()));
  }

  SecondReading reading;
  reading.comparison = std::move(comparison);
  std::vector<int> rows;
  std::vector<std::string> cohort_ids, unknown;
  for (auto const& patient : cohort.patients) cohort_ids.push_back(patient.id);
  auto const position_of = positions(cohort_ids);
  std::map<std::string, int> excluded;
  for (auto const& exclusion : cohort.excluded) excluded.emplace(exclusion.id, 1);
  std::map<std::size_t, int> ordered;  // by the cohort's order
  for (std::size_t row = 0; row < table.ids.size(); ++row) {
    auto const found = position_of.find(table.ids[row]);
    if (found != position_of.end())
      ordered.emplace(static_cast<std::size_t>(found->second), static_cast<int>(row));
    else if (!excluded.contains(table.ids[row]))
      unknown.push_back(table.ids[row]);
  }
  if (!unknown.empty())
    problems.add("", fmt::format("holds patients that the cohort does not have: {}", listed(unknown)),
                 "Use the same ids in both tables");
  else if (ordered.size() < kFewestPatientsReadTwice) {
    problems.add("",
                 fmt::format("holds {} of the study's patients; agreement between readings needs at least {}",
                             ordered.size(), kFewestPatientsReadTwice),
                 "Read more patients twice, or remove the table from study.yaml");
  }
  PETRA_CHECK(problems.result());
  for (auto const& [position, row] : ordered) {
    reading.patients.push_back(position);
    rows.push_back(row);
  }
  reading.features = table.features.columns(columns).rows(rows);
  return reading;
}

}  // namespace

Result<StudyFeatures> read_study_features(StudyDefinition const& definition, std::filesystem::path const& folder,
                                          Cohort const& cohort, int jobs) {
  struct Source {
    std::string name, comparison;
    Result<FeatureTable> table = FeatureTable();
    std::vector<std::string> warnings{};
  };
  std::vector<Source> sources{{definition.feature_table, ""}};
  if (!definition.second_reader_table.empty()) sources.push_back({definition.second_reader_table, "inter"});
  if (!definition.repeat_table.empty()) sources.push_back({definition.repeat_table, "intra"});
  Workers workers(jobs);
  workers.for_each(sources.size(), [&](std::size_t k) {
    auto& source = sources[k];
    source.table = read_feature_table(folder / source.name, definition, source.warnings);
  });
  StudyFeatures features;
  for (auto& source : sources) {
    auto const subject = (folder / source.name).string();
    if (!source.table) return std::move(source.table).error();
    auto const& table = *source.table;
    features.warnings.insert(features.warnings.end(), source.warnings.begin(), source.warnings.end());
    if (source.comparison.empty()) {
      PETRA_TRY(features.first, match_first_reader(table, cohort, subject, features.warnings));
      continue;
    }
    PETRA_TRY(auto reading,
              match_second_reader(table, features.first, cohort, subject, source.comparison, features.warnings));
    features.second.push_back(std::move(reading));
  }
  return features;
}

std::vector<DoubleReading> double_readings(StudyFeatures const& features, Cohort const& cohort, bool train_only) {
  std::vector<DoubleReading> readings;
  for (auto const& second : features.second) {
    std::vector<int> first_rows, second_rows, columns;
    for (std::size_t k = 0; k < second.patients.size(); ++k) {
      if (train_only && !cohort.patients[second.patients[k]].training) continue;
      first_rows.push_back(static_cast<int>(second.patients[k]));
      second_rows.push_back(static_cast<int>(k));
    }
    auto const where = positions(features.first.names);
    for (auto const& name : second.features.names) columns.push_back(where.at(name));
    readings.push_back(
        {features.first.columns(columns).rows(first_rows), second.features.rows(second_rows), second.comparison});
  }
  return readings;
}

}  // namespace petra
