// The text files of a synthetic cohort.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "petra/phantom/tumour.hpp"
#include "petra/table/table.hpp"

namespace petra::phantom {

// Raised with every change of what is drawn: images of an older generator are drawn again.
inline constexpr int kGenerator = 1;

struct ImageFile {
  std::string path;    // relative to the study's folder
  std::string column;  // of cohort.csv
  Modality modality = Modality::pet;
  bool is_mask = false;
  Outline outline = Outline::truth;
};

// The files of one patient.
[[nodiscard]] std::vector<ImageFile> image_files(PatientTruth const& patient);

// cohort.csv: id, outcome, set, clinical columns, image and mask paths (empty where a patient is read once).
[[nodiscard]] Table cohort_table(std::vector<PatientTruth> const& cohort);

// truth.csv: what only the maker knows; study.yaml does not name it.
[[nodiscard]] Table truth_table(std::vector<PatientTruth> const& cohort, double designed_auc);

// study.yaml: the reference study's steps; below 100 patients with a wider bar for the clinical model.
[[nodiscard]] std::string study_text(std::uint64_t seed, std::size_t patients);

}  // namespace petra::phantom
