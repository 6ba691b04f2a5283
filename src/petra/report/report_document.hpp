// What a report is made of: result tables by name, labels for people, warnings. No patient id or path is in it: the
// caller has put row numbers in their place.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "petra/table/table.hpp"

namespace petra {

struct ReportDocument {
  std::string title;
  std::string version;                                        // of petra
  std::string outcome_label;                                  // "BMI = 1": what is predicted
  std::string case_label, control_label;                      // of the two outcomes
  std::vector<std::string> warnings;                          // of the run, shown first
  std::vector<std::pair<std::string, std::string>> facts;     // "Patients", "133: 93 training, 40 test"
  std::vector<std::pair<std::string, std::string>> settings;  // in force: "selection.icc.minimum", "0.8"
  std::map<std::string, Table, std::less<>> tables;           // "performance": the rows of tables/performance.csv
  std::map<std::string, std::string, std::less<>> labels;     // column -> "Age at diagnosis (years)"

  // The table, or nullptr where the run has none or it has no row.
  [[nodiscard]] Table const* find(std::string_view name) const;
  [[nodiscard]] std::string label_of(std::string_view column) const;  // the column itself where it has no label
};

// A row's cell by column name; empty where the column is absent.
[[nodiscard]] std::string const& cell(Table const& table, std::size_t row, std::string_view column);
// The same as a number; NaN where it is none.
[[nodiscard]] double cell_number(Table const& table, std::size_t row, std::string_view column);

}  // namespace petra
