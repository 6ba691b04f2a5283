// A frozen model on one new patient: probability with its interval, points, and how much the patient is like the
// training patients.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/model/frozen_model.hpp"

namespace petra {

// What is known of a patient. Clinical values as they are written: "3.2", "38 months" (a unit of the variable's
// `convert`), "Male".
struct NewPatient {
  std::map<std::string, double, std::less<>> features;
  std::optional<double> rad_score;  // instead of features: read off a report
  std::map<std::string, std::string, std::less<>> clinical;
};

struct VariablePoints {
  std::string variable, label, value;
  double points = 0;
};

struct Prediction {
  std::string model;  // "combined"
  // Wald 95 % on the linear predictor, conditional on the signature: that its features were chosen on the training
  // patients is not in it.
  double linear_predictor = 0, standard_error = 0, probability = 0, low = 0, high = 0;
  std::optional<double> rad_score;
  std::vector<VariablePoints> points;  // of the nomogram; empty where the model has none, or a recalibrated one
  std::optional<double> total_points;
  double share_below = 0;  // of the training patients: those with a lower probability, 0 … 1
  std::optional<double> distance,
      distance_share_below;  // of the features from the training patients; the share of these that lie nearer
  std::vector<std::pair<std::string, double>> other_models;  // name -> probability
  std::vector<std::string> warnings;
};

// A new patient farther from the training patients than this share of them is warned of.
inline constexpr double kUnlikeShare = 0.95;

// A written value of a variable in the variable's own unit (a factor's: the place of its level). Errors: no number, an
// unknown unit (names the known ones), an unknown level (names the known ones).
[[nodiscard]] Result<double> read_value(FrozenVariable const& variable, std::string_view text);

// By the best regression, or the one named. Errors gather everything missing: features, clinical values, unknown
// levels, undefined features; a model that is not in the file.
[[nodiscard]] Result<Prediction> predict(FrozenModel const& model, NewPatient const& patient,
                                         std::string_view regression = {});

// What a regression needs: the columns of its clinical variables; whether it needs the Rad score.
struct RegressionNeeds {
  std::vector<FrozenVariable const*> variables;
  bool rad_score = false;
};
// Errors: a term that no variable of the model explains.
[[nodiscard]] Result<RegressionNeeds> needs_of(FrozenModel const& model, FrozenRegression const& regression);

// Values of a regression's terms for a patient, the intercept's 1 first. Errors as predict's.
[[nodiscard]] Result<Eigen::VectorXd> design_row_of(FrozenModel const& model, FrozenRegression const& regression,
                                                    NewPatient const& patient);

}  // namespace petra
