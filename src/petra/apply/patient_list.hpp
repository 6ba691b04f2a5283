// New patients from a cohort's table: clinical values, and features from images, from the table itself, or from a
// table of features.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/model/predict.hpp"

namespace petra {

struct ListedPatient {
  std::string id;
  std::size_t line = 0;  // of the table
  NewPatient patient;
  std::optional<int> outcome;         // 1: case; nothing where the cell is empty or the outcome was not asked for
  std::vector<std::string> warnings;  // of the images
  std::optional<Error> error;         // why this patient cannot be judged
};

struct PatientListOptions {
  std::filesystem::path cohort;    // CSV with the study's column names
  std::filesystem::path features;  // CSV of features by patient; empty: see read_patients
  std::string model;               // regression to be applied; empty: the best
  bool with_outcome = false;
  int jobs = 0;
};

// Features come from options.features; else from feature columns of the cohort's table; else from the images that the
// table names in the study's columns; else from the features table of a study.yaml beside the cohort. Errors (of the
// table as a whole): columns missing (all named, nearest ones proposed), a patient listed twice, no source of features,
// with_outcome and one class only.
[[nodiscard]] Result<std::vector<ListedPatient>> read_patients(FrozenModel const& model,
                                                               PatientListOptions const& options);

}  // namespace petra
