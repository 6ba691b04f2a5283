#include "petra/model/data_distribution.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "petra/stats/distributions.hpp"
#include "petra/stats/quantile.hpp"

namespace petra {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kDiscreteValues = 10;
constexpr double kConfidence = 0.95;

Error input_error(std::string const& name, std::string message, std::string remedy) {
  return make_error(ErrorCode::invalid_input, "variable " + name, std::move(message), std::move(remedy));
}

// β·(difference) with its Wald limits; weights of the coefficients that take part.
VariableEffect contrast(LogisticFit const& fit, std::string name, double low, double high,
                        std::vector<std::pair<int, double>> const& weights) {
  VariableEffect effect;
  effect.name = std::move(name);
  effect.low = low;
  effect.high = high;
  double variance = 0;
  for (auto const& [a, weight_a] : weights) {
    effect.effect += weight_a * fit.coefficient[a];
    for (auto const& [b, weight_b] : weights) variance += weight_a * weight_b * fit.covariance(a, b);
  }
  effect.error = std::sqrt(variance);
  double const half_width = normal_quantile((1 + kConfidence) / 2) * effect.error;
  effect.lower = effect.effect - half_width;
  effect.upper = effect.effect + half_width;
  return effect;
}

void add_factor(LogisticFit const& fit, EffectVariable const& variable, std::vector<VariableEffect>& effects) {
  auto const& [distribution, coefficients] = variable;
  auto const base = static_cast<std::size_t>(distribution.adjust_to);
  for (std::size_t level = 0; level < distribution.levels.size(); ++level) {
    if (level == base) continue;
    std::vector<std::pair<int, double>> weights;
    if (level > 0) weights.emplace_back(coefficients[level - 1], 1.0);
    if (base > 0) weights.emplace_back(coefficients[base - 1], -1.0);
    effects.push_back(contrast(fit,
                               distribution.name + " - " + distribution.levels[level] + ":" + distribution.levels[base],
                               static_cast<double>(base) + 1, static_cast<double>(level) + 1, weights));
  }
}

}  // namespace

double VariableEffect::odds_ratio() const {
  return std::exp(effect);
}

Result<VariableDistribution> describe_number(std::string name, std::span<double const> values) {
  std::vector<double> sorted;
  for (double const value : values) {
    if (std::isinf(value)) return input_error(name, "has a value that is not finite", "Correct the value.");
    if (!std::isnan(value)) sorted.push_back(value);
  }
  if (sorted.empty()) return input_error(name, "has no value", "Leave the variable out.");
  std::sort(sorted.begin(), sorted.end());
  VariableDistribution d;
  d.name = std::move(name);
  d.low = sorted.front();
  d.high = sorted.back();
  auto distinct = sorted;
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  d.adjust_to = distinct.size() == 2 ? distinct[0] : distinct.size() == 3 ? distinct[1] : quantile_sorted(sorted, 0.5);
  if (distinct.size() < 4) {
    d.low_effect = d.low_prediction = d.low;
    d.high_effect = d.high_prediction = d.high;
  } else {
    double const tail = 10 / std::max(static_cast<double>(sorted.size()), 200.0);
    d.low_effect = quantile_sorted(sorted, 0.25);
    d.high_effect = quantile_sorted(sorted, 0.75);
    d.low_prediction = quantile_sorted(sorted, tail);
    d.high_prediction = quantile_sorted(sorted, 1 - tail);
  }
  if (distinct.size() <= kDiscreteValues) d.values = std::move(distinct);
  return d;
}

Result<VariableDistribution> describe_factor(std::string name, std::vector<std::string> levels,
                                             std::vector<std::string> const& cells) {
  if (levels.empty()) return input_error(name, "has no level", "Leave the variable out.");
  std::vector<std::size_t> count(levels.size(), 0);
  for (auto const& cell : cells) {
    auto const at = std::find(levels.begin(), levels.end(), cell);
    if (at == levels.end()) return input_error(name, "has the unknown level \"" + cell + "\"", "Name all levels.");
    ++count[static_cast<std::size_t>(at - levels.begin())];
  }
  VariableDistribution d;
  d.name = std::move(name);
  d.levels = std::move(levels);
  d.low_effect = d.high_effect = kNaN;
  d.adjust_to = static_cast<double>(std::max_element(count.begin(), count.end()) - count.begin());
  d.high_prediction = d.high = static_cast<double>(d.levels.size() - 1);
  return d;
}

std::vector<VariableEffect> summarise_effects(LogisticFit const& fit, std::vector<EffectVariable> const& variables) {
  std::vector<VariableEffect> effects;
  for (auto const& variable : variables) {
    auto const& d = variable.distribution;
    if (!d.levels.empty()) continue;
    effects.push_back(contrast(fit, d.name, d.low_effect, d.high_effect,
                               {{variable.coefficients.at(0), d.high_effect - d.low_effect}}));
  }
  for (auto const& variable : variables) {
    if (!variable.distribution.levels.empty()) add_factor(fit, variable, effects);
  }
  return effects;
}

}  // namespace petra
