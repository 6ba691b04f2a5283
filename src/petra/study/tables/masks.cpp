#include "petra/segment/pet_metric_rows.hpp"
#include "petra/segment/reader_agreement.hpp"
#include "petra/study/table_builder.hpp"
#include "petra/study/tables/tables.hpp"

namespace petra {

Table make_pet_metrics(StudyState const& s) {
  if (s.features.pet.empty()) return {};
  Table table;
  table.columns.emplace_back("id");
  for (auto const& row : pet_metric_rows()) table.columns.emplace_back(row.name);
  for (std::size_t i = 0; i < s.cohort.patients.size(); ++i) {
    table.rows.push_back({s.cohort.patients[i].id});
    for (double const value : s.features.pet[i]) table.rows.back().push_back(Cell(value).text);
  }
  return table;
}

Table make_reader_agreement(StudyState const& s) {
  if (s.features.agreement.empty()) return {};
  Table table;
  for (auto const* name : {"id", "modality", "comparison"}) table.columns.emplace_back(name);
  for (auto const& row : agreement_rows()) table.columns.emplace_back(row.name);
  table.columns.emplace_back("reason");
  for (auto const& one : s.features.agreement) {
    table.rows.push_back({s.cohort.patients[one.patient].id, one.modality, one.comparison});
    for (double const value : one.values) table.rows.back().push_back(Cell(value).text);
    table.rows.back().push_back(one.reason);
  }
  return table;
}

}  // namespace petra
