#include "petra/evaluate/added_value.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "petra/stats/distributions.hpp"

namespace petra {

namespace {

// Difference of two means of independent groups and its normal limits.
AddedMeasure measure(double value, double variance) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  if (!(variance > 0)) return {value, kNaN, kNaN, kNaN, kNaN};
  double const error = std::sqrt(variance), width = normal_quantile(0.975) * error;
  return {value, value - width, value + width, value / error, normal_two_sided(value / error)};
}

struct Moments {
  double n = 0, mean = 0, squares = 0;  // sum of squared deviations
};

Moments moments(std::vector<double> const& values) {
  Moments m;
  m.n = static_cast<double>(values.size());
  for (double const value : values) m.mean += value / m.n;
  for (double const value : values) m.squares += (value - m.mean) * (value - m.mean);
  return m;
}

template <class Change>
Result<std::array<Moments, 2>> by_outcome(std::span<double const> old_p, std::span<double const> new_p,
                                          std::span<int const> y, Change const& change) {
  if (old_p.size() != y.size() || new_p.size() != y.size())
    return make_error(ErrorCode::bug, "added value",
                      fmt::format("{} and {} probabilities for {} patients", old_p.size(), new_p.size(), y.size()));
  std::array<std::vector<double>, 2> changes;
  for (std::size_t i = 0; i < y.size(); ++i)
    changes[static_cast<std::size_t>(y[i])].push_back(change(old_p[i], new_p[i]));
  if (changes[0].size() < 2 || changes[1].size() < 2)
    return make_error(ErrorCode::invalid_input, "added value", "fewer than two cases or two controls",
                      "Both outcomes are needed");
  return std::array<Moments, 2>{moments(changes[0]), moments(changes[1])};
}

}  // namespace

Result<AddedMeasure> discrimination_improvement(std::span<double const> old_p, std::span<double const> new_p,
                                                std::span<int const> y) {
  PETRA_TRY(auto const m, by_outcome(old_p, new_p, y, [](double before, double after) { return after - before; }));
  double variance = 0;
  for (auto const& group : m) variance += group.squares / (group.n - 1) / group.n;
  return measure(m[1].mean - m[0].mean, variance);
}

Result<AddedMeasure> net_reclassification(std::span<double const> old_p, std::span<double const> new_p,
                                          std::span<int const> y) {
  PETRA_TRY(auto const m, by_outcome(old_p, new_p, y, [](double before, double after) {
              return after > before ? 1.0 : after < before ? -1.0 : 0.0;
            }));
  // Of a share of ups minus downs the multinomial variance: (mean of squares - square of the mean) / n.
  double variance = 0;
  for (auto const& group : m) variance += group.squares / group.n / group.n;
  return measure(m[1].mean - m[0].mean, variance);
}

}  // namespace petra
