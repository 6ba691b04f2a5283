#include "petra/model/nomogram.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "petra/stats/logistic.hpp"
#include "petra/stats/pretty.hpp"

namespace petra {

namespace {

constexpr double kMaximumPoints = 100;
constexpr int kTickCount = 10;               // rms's nint
constexpr std::size_t kDiscreteValues = 10;  // datadist: this many different values or fewer make an axis of just those
constexpr int kInversionPoints = 1000;       // rms inverts the probability by linear interpolation on this many points

struct MinMax {
  double low = std::numeric_limits<double>::infinity(), high = -std::numeric_limits<double>::infinity();
  void include(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

// 0.30000000000000004 reads "0.3".
std::string tick_label(double value) {
  auto const text = fmt::format("{:.10g}", value);
  return text == "-0" ? "0" : text;
}

std::vector<double> continuous_ticks(std::vector<double> data) {
  std::sort(data.begin(), data.end());
  double const low = data.front(), high = data.back();
  data.erase(std::unique(data.begin(), data.end()), data.end());
  return data.size() <= kDiscreteValues ? data : pretty(low, high, kTickCount);
}

Result<NomogramAxis> make_axis(NomogramVariable const& variable) {
  auto wrong = [&](std::string message) {
    return make_error(ErrorCode::invalid_input, "nomogram, variable " + variable.name, std::move(message));
  };
  NomogramAxis axis{variable.name, variable.label, {}};
  if (!variable.levels.empty()) {
    if (variable.levels.size() != variable.coefficients.size()) return wrong("has not one coefficient per level");
    for (std::size_t k = 0; k < variable.levels.size(); ++k) {
      axis.ticks.push_back({static_cast<double>(k), variable.levels[k], variable.coefficients[k], 0});
    }
  } else {
    if (variable.coefficients.size() != 1) return wrong("is continuous and needs exactly one coefficient");
    if (variable.data.empty()) return wrong("has no training values to draw its axis from");
    for (double const value : continuous_ticks(variable.data)) {
      axis.ticks.push_back({value, tick_label(value), variable.coefficients[0] * value, 0});
    }
  }
  for (auto const& tick : axis.ticks) {
    if (!std::isfinite(tick.linear_predictor)) return wrong("has a value or coefficient that is not finite");
  }
  return axis;
}

MinMax range_of(NomogramAxis const& axis) {
  MinMax range;
  for (auto const& tick : axis.ticks) range.include(tick.linear_predictor);
  return range;
}

// The linear predictor of a probability as R's approx(plogis(grid), grid, xout = probability) gives it; NaN outside the
// grid.
double interpolated_logit(double probability, double low, double high) {
  auto const grid = [&](int k) { return low + (high - low) * k / (kInversionPoints - 1); };
  int below = 0, above = kInversionPoints - 1;
  if (probability < inverse_logit(low) || probability > inverse_logit(high))
    return std::numeric_limits<double>::quiet_NaN();
  while (above - below > 1) {
    int const middle = (below + above) / 2;
    (inverse_logit(grid(middle)) <= probability ? below : above) = middle;
  }
  double const p0 = inverse_logit(grid(below)), p1 = inverse_logit(grid(above));
  return grid(below) + (grid(above) - grid(below)) * (probability - p0) / (p1 - p0);
}

void add_outcome_axes(Nomogram& nomogram, std::span<double const> linear_predictors,
                      std::vector<double> probability_ticks) {
  MinMax range;
  for (double const value : linear_predictors) range.include(value);
  auto const ticks = pretty(range.low, range.high, kTickCount);
  double const low = ticks.front(), high = ticks.back();
  auto const total_of = [&](double linear) {
    return nomogram.points_per_unit * (linear - nomogram.intercept_at_zero_points);
  };
  double const largest = nomogram.variables.size() == 1 ? kMaximumPoints : std::max(kMaximumPoints, total_of(high));
  nomogram.total_points_ticks = pretty(0, largest, kTickCount);
  for (double const tick : ticks)
    nomogram.linear_predictor_axis.push_back({tick, tick_label(tick), tick, total_of(tick)});
  if (probability_ticks.empty()) probability_ticks = pretty(inverse_logit(low), inverse_logit(high), kTickCount);
  for (double const probability : probability_ticks) {
    if (!(probability > 0 && probability < 1)) continue;
    double const linear = interpolated_logit(probability, low, high);
    if (std::isnan(linear)) continue;
    nomogram.probability_axis.push_back({probability, tick_label(probability), linear, total_of(linear)});
  }
}

Error refuse(std::string message) {
  return make_error(ErrorCode::invalid_input, "nomogram", std::move(message), "A nomogram needs a fitted model");
}

}  // namespace

Result<Nomogram> nomogram_of_axes(std::vector<NomogramAxis> axes, double intercept,
                                  std::span<double const> linear_predictors,
                                  std::vector<double> const& probability_ticks) {
  if (axes.empty()) return refuse("the model has no variable");
  if (linear_predictors.empty()) return refuse("there are no training patients");
  if (!std::isfinite(intercept)) return refuse("the intercept is not finite");
  for (double const value : linear_predictors) {
    if (!std::isfinite(value)) return refuse("a training patient's linear predictor is not finite");
  }
  Nomogram nomogram;
  double widest = 0;
  nomogram.intercept_at_zero_points = intercept;
  for (auto& axis : axes) {
    auto const range = range_of(axis);
    widest = std::max(widest, range.high - range.low);
    nomogram.intercept_at_zero_points += range.low;
    nomogram.variables.push_back(std::move(axis));
  }
  if (!(widest > 0)) return refuse("no variable moves the linear predictor");
  nomogram.points_per_unit = kMaximumPoints / widest;
  for (auto& axis : nomogram.variables) {
    double const lowest = range_of(axis).low;
    for (auto& tick : axis.ticks) tick.points = (tick.linear_predictor - lowest) * nomogram.points_per_unit;
  }
  add_outcome_axes(nomogram, linear_predictors, probability_ticks);
  return nomogram;
}

Result<Nomogram> make_nomogram(std::vector<NomogramVariable> const& variables, double intercept,
                               std::span<double const> linear_predictors,
                               std::vector<double> const& probability_ticks) {
  std::vector<NomogramAxis> axes;
  for (auto const& variable : variables) {
    PETRA_TRY(auto axis, make_axis(variable));
    axes.push_back(std::move(axis));
  }
  return nomogram_of_axes(std::move(axes), intercept, linear_predictors, probability_ticks);
}

double points_of(Nomogram const& nomogram, std::size_t variable, double value) {
  auto const& ticks = nomogram.variables.at(variable).ticks;
  // The axis is straight: two ticks give its slope. A factor's value is the index of a level, which is a tick itself.
  for (auto const& tick : ticks) {
    if (tick.value == value) return tick.points;
  }
  auto const& first = ticks.front();
  auto const& last = ticks.back();
  return first.points + (last.points - first.points) * (value - first.value) / (last.value - first.value);
}

double probability_of(Nomogram const& nomogram, double total_points) {
  return inverse_logit(total_points / nomogram.points_per_unit + nomogram.intercept_at_zero_points);
}

}  // namespace petra
