// The result tables of a study, as docs and scripts know them: name, columns, one row per thing. result_table_rows() is
// the only list.
#pragma once

#include <span>
#include <string_view>

#include "petra/study/analysis.hpp"
#include "petra/table/table.hpp"

namespace petra {

struct StudyState {
  StudyDefinition const& definition;
  Cohort const& cohort;
  StudyFeatures const& features;
  StudyAnalysis const& analysis;
};

// "train" or "test".
[[nodiscard]] inline std::string_view set_name(bool training) {
  return training ? "train" : "test";
}

struct ResultTableRow {
  std::string_view name;  // tables/<name>.csv
  // Rows may be none; a table without columns is not written, because its step was dropped.
  Table (*make)(StudyState const& state);
};

[[nodiscard]] std::span<ResultTableRow const> result_table_rows();

}  // namespace petra
