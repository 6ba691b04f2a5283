// model.json: everything that a new patient's probability needs, and nothing of the training patients but summaries.
// Readable, versioned, with a checksum; written by a study, read by predict, evaluate and the calculator.
#pragma once

#include <Eigen/Dense>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/model/likeness.hpp"
#include "petra/model/nomogram.hpp"
#include "petra/model/training_range.hpp"

namespace petra {

// Version 1 had no likeness, card, cut-offs or columns.
inline constexpr int kModelSchemaVersion = 2;

struct FrozenFeature {
  std::string name;  // with the modality's prefix: "PET_original_glcm_Idm"
  double coefficient = 0, coefficient_per_sd = 0, mean = 0, sd = 0;
  std::optional<TrainingRange> training{};
};

// Rad score = intercept + Σ coefficient × raw feature.
struct FrozenSignature {
  double intercept = 0, lambda = 0;
  std::vector<FrozenFeature> features;
  std::optional<TrainingRange> training;  // of the Rad score
};

struct FrozenVariable {
  std::string column, label, unit;
  std::vector<std::pair<std::string, double>> convert;  // other unit -> how many of it are one of `unit`
  std::vector<std::string> levels;                      // of a factor, reference first
  std::optional<TrainingRange> training;                // of a number
};

// A logistic regression. Terms: "(Intercept)", "rad_score", "age", "gender=Male".
struct FrozenRegression {
  std::string name;  // "clinical", "radiomics", "combined"
  std::vector<std::string> terms;
  Eigen::VectorXd coefficient;
  Eigen::MatrixXd covariance;             // of the coefficients
  std::vector<double> training;           // twentieths of the training patients' linear predictors
  std::optional<double> cutoff_youden{};  // of the training patients' probabilities
};

// How a modality's features were made, and of what images.
struct FrozenModality {
  std::string name;      // "PET"
  std::string settings;  // canonical JSON of the extraction settings
  std::string settings_sha256;
  std::string image_column, mask_column, structure_column;  // of the cohort's table
  std::vector<TrainingRange> spacing_mm;                    // x, y, z
  std::optional<TrainingRange> volume_ml;                   // of the mask as given
};

struct FrozenModel {
  std::string petra_version, study;
  std::string id_column, outcome_column, outcome_positive;
  std::size_t training_patients = 0, training_cases = 0;
  std::vector<FrozenModality> modalities;
  std::vector<FrozenVariable> variables;  // of the combined and the clinical model
  std::optional<FrozenSignature> signature;
  std::vector<FrozenRegression> regressions;
  std::optional<Nomogram> nomogram;  // of the combined model
  std::optional<Likeness> likeness;
  std::string recalibrated;  // what was done to it since: "" or "intercept on 40 patients of …"
  std::vector<std::pair<std::string, std::string>> card;  // heading -> text: intended use, data, limits
  std::string sha256;                                     // of the file, as read

  [[nodiscard]] FrozenRegression const* regression(std::string_view name) const;
  // combined, else radiomics, else clinical, else nothing.
  [[nodiscard]] FrozenRegression const* best_regression() const;
};

// The same model, the same bytes.
[[nodiscard]] std::string format_model(FrozenModel const& model);

// Errors: no JSON, another format, a schema newer than this program's (or the first, which lacks too much), a checksum
// that is not that of the content, a field missing or of the wrong kind, a covariance whose size is not the terms',
// numbers that are not finite.
[[nodiscard]] Result<FrozenModel> parse_model(std::string_view text, std::string const& subject);

}  // namespace petra
