#include <cmath>

#include "petra/base/text.hpp"
#include "petra/study/table_builder.hpp"
#include "petra/study/tables/tables.hpp"

namespace petra {

Table make_features(StudyState const& s) {
  Table table;
  table.columns.emplace_back("id");
  table.columns.insert(table.columns.end(), s.features.first.names.begin(), s.features.first.names.end());
  for (std::size_t i = 0; i < s.cohort.patients.size(); ++i) {
    std::vector<std::string> cells{s.cohort.patients[i].id};
    cells.reserve(table.columns.size());
    auto const row = s.features.first.values.row(static_cast<Eigen::Index>(i));
    for (double const value : row) cells.push_back(std::isfinite(value) ? format_number(value) : std::string());
    table.rows.push_back(std::move(cells));
  }
  return table;
}

Table make_split(StudyState const& s) {
  TableBuilder table({"id", "set", "fold"});
  for (auto const& patient : s.cohort.patients)
    table.row({patient.id, set_name(patient.training), patient.training ? Cell(patient.fold) : Cell("")});
  return table.take();
}

Table make_excluded(StudyState const& s) {
  TableBuilder table({"id", "row", "reason"});
  for (auto const& exclusion : s.cohort.excluded) table.row({exclusion.id, exclusion.row, exclusion.reason});
  return table.take();
}

Table make_flow(StudyState const& s) {
  TableBuilder table({"step", "reason", "removed", "left"});
  auto const& cohort = s.cohort;
  std::size_t left = cohort.listed;
  if (s.definition.screened) {
    auto const screened = static_cast<std::size_t>(*s.definition.screened);
    table.row({"screened", "", 0, screened});
    if (screened > cohort.listed) table.row({"cohort", "not in the cohort's table", screened - cohort.listed, left});
  } else {
    table.row({"cohort", "", 0, left});
  }
  for (auto const& step : cohort.flow) {
    std::size_t removed = 0;
    for (auto const& exclusion : cohort.excluded) removed += exclusion.step == step.name;
    left -= removed;
    table.row({step.name, step.reason, removed, left});
  }
  return table.take();
}

}  // namespace petra
