// How each patient was imaged, as the image files say.
#include <algorithm>

#include "petra/study/tables/tables.hpp"

namespace petra {

Table make_acquisition(StudyState const& s) {
  Table table;
  std::vector<std::string> names;  // in the order of the modalities and of the rows
  for (auto const& patient : s.cohort.patients)
    for (auto const& [name, value] : patient.acquisition)
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  if (names.empty()) return table;  // tables made elsewhere, or volumes of unknown origin
  table.columns = {"id"};
  table.columns.insert(table.columns.end(), names.begin(), names.end());
  for (auto const& patient : s.cohort.patients) {
    std::vector<std::string> row(table.columns.size());
    row[0] = patient.id;
    for (auto const& [name, value] : patient.acquisition)
      row[static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin()) + 1] = value;
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace petra
