// A nomogram as R's rms draws it (Harrell, Regression Modeling Strategies): ticks, points, total points, linear
// predictor, probability.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "petra/base/result.hpp"

namespace petra {

struct NomogramVariable {
  std::string name;                  // column: "age", "gender", "rad_score"
  std::string label;                 // for people, with unit
  std::vector<std::string> levels;   // of a factor, reference first; empty for a continuous variable
  std::vector<double> coefficients;  // continuous: one; factor: one per level (0 for the reference)
  std::vector<double> data;          // training values (continuous): range and distinct values decide the ticks
};

struct NomogramTick {
  double value;             // of the variable; for a factor the level's index
  std::string label;        // "1.5", "Male"
  double linear_predictor;  // contribution β·x
  double points;
};

struct NomogramAxis {
  std::string name, label;
  std::vector<NomogramTick> ticks;
};

struct Nomogram {
  std::vector<NomogramAxis> variables;
  std::vector<double> total_points_ticks;
  std::vector<NomogramTick> linear_predictor_axis;  // value = linear predictor, points = total points
  std::vector<NomogramTick>
      probability_axis;        // value = probability, points = total points (rms's interpolation on 1,000 points)
  double points_per_unit = 0;  // points per unit of linear predictor
  double intercept_at_zero_points = 0;  // p = plogis(total / points_per_unit + this)
};

// linear_predictors: of the training rows under the model. probability_ticks: rms's fun.at; empty = rms's default.
[[nodiscard]] Result<Nomogram> make_nomogram(std::vector<NomogramVariable> const& variables, double intercept,
                                             std::span<double const> linear_predictors,
                                             std::vector<double> const& probability_ticks = {});

// The nomogram of axes whose ticks have their values and contributions (a recalibrated model's): points and the
// outcome's axes anew.
[[nodiscard]] Result<Nomogram> nomogram_of_axes(std::vector<NomogramAxis> axes, double intercept,
                                                std::span<double const> linear_predictors,
                                                std::vector<double> const& probability_ticks = {});

// Points of one value of a variable (continuous), and the probability that goes with a total.
[[nodiscard]] double points_of(Nomogram const& nomogram, std::size_t variable, double value);
[[nodiscard]] double probability_of(Nomogram const& nomogram, double total_points);

}  // namespace petra
