// What study.yaml asks for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "petra/base/result.hpp"

namespace petra {

// Images of one modality; the members are column names of the cohort, but params.
struct ModalityDefinition {
  std::string name;  // prefix of the feature columns: "PET"
  std::string image_column, mask_column;
  std::string structure_column;    // name of the structure in DICOM masks; empty: none
  std::string second_mask_column;  // empty: no second reader
  std::string repeat_mask_column;  // the first reader's second reading; empty: none
  std::string
      params;  // parameter file relative to the study's folder, "builtin:pet", or empty for PyRadiomics' default
};

// A candidate for the clinical model.
struct ClinicalColumn {
  bool categorical = false;
  std::string column, label, unit;                      // label: for people; the column's name unless given
  std::vector<std::pair<std::string, double>> convert;  // other unit -> how many of it are one of `unit`
  std::optional<std::string> reference;  // categorical: first level; otherwise the first in C-locale order
};

struct EligibilityRule {
  std::string reason;  // why the others are left out
  std::string keep;    // a RowCondition on the cohort's columns
};

struct SplitDefinition {
  std::string column;  // empty: drawn
  std::string train = "train", test = "test";
  double ratio = 0.7;
  std::uint32_t seed = 1;
};

// Patients with empty cells in a candidate's column.
struct MissingDefinition {
  bool impute = false;  // false: they are left out
  int imputations = 20, iterations = 5;
  std::uint32_t seed = 1;
};

// Features of different centres brought together.
struct HarmoniseDefinition {
  bool combat = false;
  bool empirical_bayes = true, mean_only = false;
  std::string reference;  // centre whose features stay as they are; empty: none
};

struct SelectionDefinition {
  double icc_minimum = 0.8;
  std::string icc_form = "ICC(2,1)";
  bool icc_train_only = false;
  double correlation_maximum = 0.9;
  bool pearson = true, spearman = true;
  std::string correlation_rule = "first_come";
  int lasso_folds = 5;
  bool lasso_one_standard_error = false;
  std::string fold_column;  // empty: drawn
  std::uint32_t lasso_seed = 1;
};

// Of the whole funnel, each only where it is asked for.
struct ResamplingDefinition {
  int funnel_bootstrap = 0;            // resamples
  bool fixed_reproducibility = false;  // the readers' agreement is not repeated in each resample
  int nested_folds = 0, nested_repeats = 0;
  int permutations = 0;
};

struct StudyDefinition {
  std::string name;
  std::string cohort = "cohort.csv";
  std::string id = "id";
  std::string outcome_column;
  std::string outcome_positive = "1";
  std::vector<ModalityDefinition> modalities;
  std::optional<std::int64_t> screened;                          // patients looked at
  std::vector<EligibilityRule> eligibility;                      // in their order
  std::string feature_table, second_reader_table, repeat_table;  // instead of modalities
  std::vector<std::string> table_modalities;                     // prefixes of the tables' columns
  std::vector<ClinicalColumn> clinical;                          // candidates, in the file's order
  std::vector<ClinicalColumn> described;                         // for Table 1 only
  std::string centre;                                            // column; empty: not told
  SplitDefinition split;
  SelectionDefinition selection;
  MissingDefinition missing;
  HarmoniseDefinition harmonise;
  double screen_p = 0.05, final_p = 0.05;
  std::string stepwise = "none";  // of the screened variables, instead of final_p
  bool cross_fitted = false;      // combined is fitted to Rad scores from folds that do not hold the patient
  std::vector<std::string> rivals{"naive_bayes", "neural_network"};
  int bootstrap = 1000;  // resamples of the final models; 0: none
  std::string separated_resamples = "as_rms";  // what becomes of those that have no estimate, or nearly none
  int validation_folds = 0;  // rms's cross-validation of the final models; 0: none
  double threshold = 0.5;    // probability from which a patient counts as a case
  ResamplingDefinition resampling;
  std::uint32_t evaluation_seed = 1;  // of all resamples
  std::vector<std::string> warnings;
};

// The text of a study.yaml. Everything wrong is gathered into one error; unknown keys name the nearest known key, keys
// that petra does not do yet say so. `subject` names the file in messages.
[[nodiscard]] Result<StudyDefinition> parse_study(std::string_view text, std::string const& subject);

}  // namespace petra
