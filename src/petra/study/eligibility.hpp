// Which rows of the cohort's table meet the study's rules of inclusion.
#pragma once

#include <vector>

#include "petra/study/cohort.hpp"
#include "petra/study/problems.hpp"

namespace petra {

struct EligibleRows {
  Table table;                    // those that are in
  std::vector<std::size_t> rows;  // their data rows in the file, from 1
  std::vector<Exclusion> excluded;
  std::vector<FlowStep> flow;  // one per rule: also of those that leave nobody out
  std::size_t listed = 0;      // rows before
};

// Applies the rules in their order to the rows that are still in. A row for which a condition is not known, because a
// cell is missing, is left out and counted in the step's reason. Problems: a column that the table lacks, text compared
// with a number, fewer patients screened than listed.
[[nodiscard]] EligibleRows apply_eligibility(StudyDefinition const& definition, Table const& table, Problems& problems);

}  // namespace petra
