// Types the columns of a cohort table, cell by cell, and gathers what is wrong. A helper of cohort.cpp.
#pragma once

#include "petra/study/cohort.hpp"
#include "petra/study/eligibility.hpp"
#include "petra/study/problems.hpp"

namespace petra {

class CohortReader {
 public:
  CohortReader(StudyDefinition const& definition, EligibleRows const& eligible, std::filesystem::path folder,
               Problems& problems)
      : definition_(definition),
        eligible_(eligible),
        table_(eligible.table),
        folder_(std::move(folder)),
        problems_(problems) {}

  [[nodiscard]] Cohort read();

 private:
  [[nodiscard]] std::optional<std::size_t> column(std::string const& name, std::string_view key);
  [[nodiscard]] std::string where(std::size_t row, std::string_view column) const;
  void read_ids();
  void read_outcome();
  void read_sets();
  void read_centres();
  void read_folds();
  void read_files();
  // What to do with an empty cell: a candidate's takes the patient out, a described column may miss.
  enum class Gaps { exclude, keep };
  void read_columns(std::vector<ClinicalColumn> const& columns, std::string_view key, Gaps gaps,
                    std::vector<ClinicalVariable>& into);
  void read_continuous(ClinicalVariable& variable, std::size_t column, Gaps gaps);
  void read_categorical(ClinicalVariable& variable, std::size_t column, Gaps gaps);
  [[nodiscard]] bool is_measured(ClinicalColumn const& column) const;
  void add_measured(ClinicalColumn const& column, std::string_view key, std::vector<ClinicalVariable>& into);
  void miss(ClinicalVariable& variable, std::size_t row, Gaps gaps);
  void warn_of_units(ClinicalVariable const& variable);
  void mark_missing(std::size_t row, std::string const& column);
  [[nodiscard]] Cohort complete_cases();

  StudyDefinition const& definition_;
  EligibleRows const& eligible_;
  Table const& table_;
  std::filesystem::path folder_;
  Problems& problems_;
  Cohort cohort_;                                  // all rows, until complete_cases()
  std::vector<std::vector<std::string>> missing_;  // per row: columns with an empty cell
};

}  // namespace petra
