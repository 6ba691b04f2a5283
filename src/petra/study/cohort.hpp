// The patients of a study: who is in, with what outcome, clinical values, set and files. Everything wrong with the
// table is gathered.
#pragma once

#include <Eigen/Dense>
#include <filesystem>
#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/study/definition.hpp"
#include "petra/table/table.hpp"

namespace petra {

struct ClinicalVariable {
  ClinicalColumn column;
  std::vector<std::string> levels;  // categorical: reference first, the others in C-locale order
  std::vector<double> values;       // one per patient; categorical: the level's index; described: NaN where missing
  bool pet_metric = false;          // the table has no such column: it is measured in the PET mask (mask_measures.hpp)
};

// Absolute paths of one patient's files of one modality; second_mask (another reader's) and repeat_mask (the first
// reader's again) are empty where there is none.
struct ModalityFiles {
  std::filesystem::path image, mask, second_mask, repeat_mask;
  std::string structure = {};  // of a DICOM mask; empty: it holds one
};

// A step that patients may leave the study at, for flow.csv.
struct FlowStep {
  std::string name;    // "eligibility_1", "complete_cases", "features"
  std::string reason;  // why they leave, for people
};
inline constexpr std::string_view kCompleteCasesStep = "complete_cases", kFeaturesStep = "features";

struct Exclusion {
  std::string id;
  std::size_t row = 0;  // data row of the cohort, from 1
  std::string reason;
  std::string step;  // name of a FlowStep
};

struct Patient {
  std::string id;
  std::size_t row = 0;  // data row of the cohort, from 1
  int outcome = 0;      // 1: case
  std::string centre;  // empty: not known, or not asked for
  bool training = false;
  int fold = 0;                      // 1-based, of training patients; 0 where there is none
  std::vector<ModalityFiles> files;  // one per modality
  std::vector<std::pair<std::string, std::string>> acquisition = {};  // "PET_dose_mbq", as the images' provenance says
};

struct Cohort {
  std::vector<Patient> patients;            // those that are in, in the table's order
  std::vector<ClinicalVariable> clinical;   // candidates
  std::vector<ClinicalVariable> described;  // for Table 1 only
  std::size_t listed = 0;                   // rows of the cohort's table
  std::vector<FlowStep> flow;               // in their order
  std::vector<Exclusion> excluded;
  std::vector<std::string> warnings;  // without ids: they stand on the report

  // Takes the patients (positions in `patients`) out, each for a reason, at a step; their draws of set stay as they
  // were.
  void exclude(std::vector<std::pair<std::size_t, std::string>> const& which, FlowStep const& step);
};

// Reads `definition.cohort` in `folder`. Patients that a rule of eligibility leaves out go first, unread; those for
// whom it is not known go too. Patients with an empty cell in a column that the study uses are excluded and counted in
// the warnings. A drawn split is drawn here, over the patients with complete cells; folds come from fold_column or are
// drawn later.
[[nodiscard]] Result<Cohort> read_cohort(StudyDefinition const& definition, std::filesystem::path const& folder);
[[nodiscard]] Result<Cohort> make_cohort(StudyDefinition const& definition, Table const& table,
                                         std::filesystem::path const& folder, std::string const& subject);

// Draws the folds of training patients that have none, as glmnet does; checks that both sets hold both outcomes. Call
// when all exclusions are done.
[[nodiscard]] Result<void> complete_sets(StudyDefinition const& definition, Cohort& cohort);

}  // namespace petra
