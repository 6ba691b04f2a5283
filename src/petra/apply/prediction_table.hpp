// Predictions as a table, as JSON, and in words.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "petra/apply/patient_list.hpp"
#include "petra/table/table.hpp"

namespace petra {

struct PatientPrediction {
  std::string id;
  std::optional<Prediction> prediction;
  std::optional<Error> error;
};

// Applies the model to each; a patient that cannot be judged keeps the reason.
[[nodiscard]] std::vector<PatientPrediction> predict_all(FrozenModel const& model,
                                                         std::vector<ListedPatient> const& patients,
                                                         std::string const& regression);

// id, probability, probability_low, probability_high, model, linear_predictor, rad_score, total_points, share_below,
// distance, distance_share_below, warnings, error.
[[nodiscard]] Table prediction_table(std::vector<PatientPrediction> const& predictions);

// An array of objects with the same keys; points, other models and warnings as lists.
[[nodiscard]] nlohmann::ordered_json prediction_json(std::vector<PatientPrediction> const& predictions);

// A paragraph for one patient.
[[nodiscard]] std::string describe_prediction(FrozenModel const& model, Prediction const& prediction);

}  // namespace petra
