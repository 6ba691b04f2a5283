// What is true of each synthetic patient: the latent severity that drives outcome and tumour, the clinical columns, the
// split.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace petra::phantom {

// Severity enters the outcome as logit P = a + kSeveritySlope * effect * severity.
inline constexpr double kSeveritySlope = 3.0;
inline constexpr double kPrevalence = 65.0 / 133.0;  // of bone marrow involvement in the reference study

struct PatientTruth {
  std::uint64_t number = 0;  // 1-based; with the seed it names the patient's random streams
  std::string id;            // "P001"
  double severity = 0;       // standard normal
  double age_years = 0;
  std::string gender;  // "Female", "Male"
  double max_diameter_cm = 0;
  double nse = 0, ferritin = 0, ldh = 0, vma = 0, hva = 0;
  int outcome = 0;  // bone marrow involvement
  std::string set;  // "train", "test"
  bool second_reader = false;

  // What the images are made of.
  double body_scale = 1;                               // height / 100 cm
  int side = 1;                                        // +1 the tumour starts at the left adrenal, -1 at the right
  double pet_heterogeneity = 1, ct_heterogeneity = 1;  // factors of the texture's amplitude
  double necrosis = 0.3;                               // share of the radius that is cold core
  double uptake_suv = 2.5;
  double calcification = 0;  // 0 … 1
};

// All patients of a cohort. What concerns one patient alone depends on (seed, number) only; outcome, split and second
// readers also on the number of patients. effect 0 … 1: the strength of every link between severity, outcome, images
// and clinical columns.
[[nodiscard]] std::vector<PatientTruth> make_truth(std::uint64_t seed, std::size_t patients, double effect);

// P(severity of a patient with the outcome > severity of one without): the AUC that a perfect reader of severity would
// reach in an endless cohort.
[[nodiscard]] double designed_auc(double effect);

// How many patients are read twice: 30, or about a third (at least 10) of a cohort below 60.
[[nodiscard]] std::size_t second_reader_count(std::size_t patients);

}  // namespace petra::phantom
