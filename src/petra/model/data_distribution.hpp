// What rms's datadist keeps of the variables, and what summary() of a logistic fit says with it: effects over the
// interquartile range, the number that makes odds ratios of different units comparable.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/stats/logistic.hpp"

namespace petra {

struct VariableDistribution {
  std::string name;
  std::vector<std::string> levels;  // of a factor, in their order; empty for a number
  // Numbers; of a factor the places of levels (0-based), effect limits without meaning (NaN).
  double low_effect = 0, adjust_to = 0, high_effect = 0, low_prediction = 0, high_prediction = 0, low = 0, high = 0;
  std::vector<double> values;  // the distinct ones where there are ten or fewer
};

// Quartiles (type 7), median (of two values the smaller, of three the middle), prediction limits at 10/max(n, 200) and
// its complement, range; fewer than four distinct values: all limits are the range. NaN values are left out. Errors: no
// value, an infinite one.
[[nodiscard]] Result<VariableDistribution> describe_number(std::string name, std::span<double const> values);

// Adjusts to the most frequent level (the first of ties). cells: the patients' levels; Errors: no level, an unknown
// one.
[[nodiscard]] Result<VariableDistribution> describe_factor(std::string name, std::vector<std::string> levels,
                                                           std::vector<std::string> const& cells);

struct EffectVariable {
  VariableDistribution distribution;
  std::vector<int> coefficients;  // places in the fit (0 is the intercept); a factor's: one per level but the first
};

struct VariableEffect {
  std::string name;          // "age", "gender - Male:Female"
  double low = 0, high = 0;  // the two values compared; of a factor the places of the levels, 1-based
  double effect = 0, error = 0, lower = 0, upper = 0;  // log odds, Wald 95 %
  [[nodiscard]] double odds_ratio() const;
};

// Numbers first (upper against lower effect limit), then factors (each level against the one that is adjusted to), in
// the order given. Values are NaN where the fit is separated.
[[nodiscard]] std::vector<VariableEffect> summarise_effects(LogisticFit const& fit,
                                                            std::vector<EffectVariable> const& variables);

}  // namespace petra
