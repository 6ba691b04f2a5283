// The features of a study's patients: read from tables made elsewhere, or extracted from the images.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/select/reproducibility.hpp"
#include "petra/stats/combat.hpp"
#include "petra/study/cohort.hpp"
#include "petra/study/definition.hpp"
#include "petra/study/mask_measures.hpp"

namespace petra {

// One feature group (modality) of second readings: positions of the patients in the cohort, and what the other masks
// gave.
struct SecondReading {
  std::string comparison;  // "inter": by the second reader; "intra": by the first reader again
  std::vector<std::size_t> patients;
  FeatureMatrix features;  // one row per entry of `patients`
};

// What an image and its mask are, without their names: for the provenance.
struct ImageRecord {
  std::size_t row = 0;  // data row of the cohort
  std::string modality;
  int reader = 1;                     // 1, 2
  bool repeat = false;                // the first reader's second reading
  std::string image_sha1, mask_sha1;  // of the voxels, as PyRadiomics' diagnostics have them
  std::vector<double> spacing_mm;     // x, y, z
  double volume_ml = 0;               // of the mask as given: voxels × their volume
};

// Features that were brought together over centres, and how.
struct HarmonisedFeatures {
  std::vector<std::string> features;  // columns of the model, in its order
  Combat model;
};

struct StudyFeatures {
  FeatureMatrix first;  // one row per patient of the cohort, columns in the order of the modalities or of the file
  std::vector<SecondReading> second;
  std::vector<std::string> warnings;  // without ids
  std::vector<std::string> failures;  // for the terminal: with ids and paths
  std::vector<ImageRecord> images;
  std::vector<PetValues> pet;            // one per patient of the cohort where a clinical column asks for them
  std::vector<MaskAgreement> agreement;  // patients are positions in the cohort
  std::optional<HarmonisedFeatures> harmonised{};
};

// Reads features.table, features.second_reader and features.repeat. Errors gather: patients of the cohort that the
// table lacks (both sides listed), doubled ids, cells that are no numbers, features that the second reader's table
// lacks, fewer than three patients read twice. jobs: as Workers'.
[[nodiscard]] Result<StudyFeatures> read_study_features(StudyDefinition const& definition,
                                                        std::filesystem::path const& folder, Cohort const& cohort,
                                                        int jobs);

// Extracts every modality and reader. A patient whose image or first mask cannot be used leaves the cohort, with the
// reason; a second reader's mask that cannot be used leaves the second readings. Errors: parameter files, the
// environment, an interruption, nobody left.
[[nodiscard]] Result<StudyFeatures> extract_study_features(StudyDefinition const& definition,
                                                           std::filesystem::path const& folder, Cohort& cohort,
                                                           std::filesystem::path const& cache, int jobs);

// The readings as the funnel takes them; with train_only those of training patients.
[[nodiscard]] std::vector<DoubleReading> double_readings(StudyFeatures const& features, Cohort const& cohort,
                                                         bool train_only);

inline constexpr std::size_t kFewestPatientsReadTwice = 3;

}  // namespace petra
