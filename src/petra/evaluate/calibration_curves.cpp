#include "petra/evaluate/calibration_curves.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "petra/stats/calibration.hpp"
#include "petra/stats/lowess.hpp"
#include "petra/stats/proportion_interval.hpp"
#include "petra/stats/quantile.hpp"
#include "petra/stats/r_random.hpp"
#include "petra/stats/resampled_lowess.hpp"

namespace petra {

namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

struct Limits {
  double low = kUndefined, high = kUndefined;
};

std::vector<Limits> band(CalibrationTask const& task, std::vector<double> const& at) {
  std::vector<Limits> limits(at.size());
  if (task.replicates == 0) return limits;
  RRandom random(task.seed);
  auto const n = task.p.size();
  std::vector<std::vector<double>> drawn(at.size());
  ResampledLowess resampled(task.p, std::vector<double>(task.y.begin(), task.y.end()));
  std::vector<std::size_t> rows(n);
  for (auto& values : drawn) values.reserve(static_cast<std::size_t>(task.replicates));
  for (int replicate = 0; replicate < task.replicates; ++replicate) {
    for (auto& row : rows) row = static_cast<std::size_t>(random.index(static_cast<std::int64_t>(n)));
    auto const curve = resampled.curve(rows);
    for (std::size_t k = 0; k < at.size(); ++k) {
      double const value = interpolate(curve, at[k]);
      if (!std::isnan(value)) drawn[k].push_back(value);
    }
  }
  for (std::size_t k = 0; k < at.size(); ++k) {
    if (2 * drawn[k].size() < static_cast<std::size_t>(task.replicates)) continue;
    sort_for_quantiles(drawn[k], std::array{0.025, 0.975});
    limits[k] = {quantile_sorted(drawn[k], 0.025), quantile_sorted(drawn[k], 0.975)};
  }
  return limits;
}

std::vector<double> distinct(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

void add_fifths(CalibrationTask const& task, std::vector<CalibrationPoint>& points) {
  for (auto const& group : risk_groups(task.p, task.y, 5).groups) {
    if (group.n == 0) continue;
    auto const n = static_cast<double>(group.n), events = static_cast<double>(group.observed);
    auto const wilson = wilson_interval(events, n);
    points.push_back({"fifths", group.expected / n, events / n, wilson.low, wilson.high});
  }
}

}  // namespace

std::vector<CalibrationPoint> calibration_points(CalibrationTask const& task) {
  std::vector<CalibrationPoint> points;
  if (task.p.size() < 2) return points;
  auto const here = distinct(task.p);
  auto const grid = task.corrected ? task.corrected->predicted : std::vector<double>();
  auto everywhere = grid;
  everywhere.insert(everywhere.end(), here.begin(), here.end());
  auto const limits = band(task, everywhere);
  for (bool const corrected : {false, true}) {
    for (std::size_t k = 0; k < grid.size(); ++k) {
      double const shift = corrected ? task.corrected->optimism[k] : 0;
      points.push_back({corrected ? "corrected" : "apparent", grid[k],
                        corrected ? task.corrected->corrected[k] : task.corrected->apparent[k], limits[k].low - shift,
                        limits[k].high - shift});
    }
  }
  auto const curve = lowess(task.p, std::vector<double>(task.y.begin(), task.y.end()));
  for (std::size_t k = 0; k < here.size(); ++k) {
    auto const& limit = limits[grid.size() + k];
    points.push_back({"lowess", here[k], interpolate(curve, here[k]), limit.low, limit.high});
  }
  add_fifths(task, points);
  return points;
}

}  // namespace petra
