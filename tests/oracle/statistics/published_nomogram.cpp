// The published nomogram's clinical part, drawn from Table 2's slopes on ranges that the reference states as assumed.
#include <algorithm>
#include <array>
#include <cmath>

#include "petra/model/nomogram.hpp"
#include "petra/stats/logistic.hpp"
#include "petra/stats/pretty.hpp"
#include "published.hpp"

namespace petra::oracle {

namespace {

constexpr double kTolerance = 1e-9;
constexpr std::array<char const*, 3> kNames = {"age", "nse", "vma"};
constexpr std::array<double, 3> kOddsRatios = {1.551, 1.003, 1.002};     // Table 2, multivariable
constexpr std::array<double, 3> kTrainingMedians = {2.8, 217.9, 162.5};  // Table 1
constexpr double kTrainingPrevalence = 45.0 / 93.0;
constexpr std::array<double, 3> kHighestInCohort = {8, 1500, 1000};  // of the spread that the reference assumes

// Enough values for a continuous axis (more than ten different ones).
std::vector<double> spread(double low, double high) {
  std::vector<double> values;
  for (int k = 0; k <= 12; ++k) values.push_back(k == 12 ? high : low + (high - low) * k / 12);
  return values;
}

std::vector<NomogramVariable> variables_of(std::vector<std::pair<double, double>> const& ranges) {
  std::vector<NomogramVariable> variables;
  for (std::size_t k = 0; k < kNames.size(); ++k)
    variables.push_back(
        {kNames[k], kNames[k], {}, {std::log(kOddsRatios[k])}, spread(ranges[k].first, ranges[k].second)});
  return variables;
}

std::vector<std::pair<double, double>> ranges_of(Json const& ranges) {
  std::vector<std::pair<double, double>> list;
  for (auto const* name : kNames)
    list.emplace_back(ranges.at(name).at(0).get<double>(), ranges.at(name).at(1).get<double>());
  return list;
}

}  // namespace

void check_worked_nomogram(Checker& checker) {
  std::string const at = "/worked_nomogram";
  auto const ranges = ranges_of(checker.document().at("worked_nomogram").at("ranges"));
  auto const nomogram = make_nomogram(variables_of(ranges), 0, std::vector<double>{0, 1});
  if (!nomogram) return checker.fail(at, nomogram.error().message);
  constexpr std::array<std::pair<double, double>, 3> kQuartiles = {{{1.4, 4.7}, {61.7, 532.3}, {49.8, 552.6}}};
  double const scale = nomogram->points_per_unit;
  checker.number(at + "/points_per_lp", scale, kTolerance);
  for (std::size_t k = 0; k < kNames.size(); ++k) {
    std::string const name = kNames[k];
    double const beta = std::log(kOddsRatios[k]);
    checker.number(at + "/beta/" + name, beta, kTolerance);
    checker.number(at + "/points_per_unit/" + name, points_of(*nomogram, k, 1) - points_of(*nomogram, k, 0),
                   kTolerance);
    checker.number(at + "/axis_length_points/" + name, nomogram->variables[k].ticks.back().points, kTolerance);
    checker.number(at + "/or_per_training_iqr/" + name, std::exp(beta * (kQuartiles[k].second - kQuartiles[k].first)),
                   kTolerance);
    for (std::size_t end = 0; end < 2; ++end) {
      // Ticks cover the range: a change is seen when it takes one more or one less.
      auto const& ticks = nomogram->variables[k].ticks;
      checker.input(at + "/ranges/" + name + "/" + std::to_string(end), (ticks[1].value - ticks[0].value) * 0.6);
    }
    // The reference has ticks by 2 years and by 500; VMA's own axis has one each 500 too.
    auto const& expected = checker.document().at("worked_nomogram").at("ticks").at(name);
    for (std::size_t t = 0; t < nomogram->variables[k].ticks.size() || t < expected.size(); ++t) {
      if (t >= expected.size() || t >= nomogram->variables[k].ticks.size()) {
        checker.fail(at + "/ticks/" + name, "petra has another number of ticks");
        break;
      }
      auto const& tick = nomogram->variables[k].ticks[t];
      checker.numbers(at + "/ticks/" + name + "/" + std::to_string(t), std::vector{tick.value, tick.points},
                      kTolerance);
    }
    checker.input(at + "/example_child/" + name, 1e-6);
    double const value = checker.document().at("worked_nomogram").at("example_child").at(name).get<double>();
    checker.number(at + "/example_child/points/" + name, points_of(*nomogram, k, value), kTolerance);
  }
  double const apart = (points_of(*nomogram, 0, 5) - points_of(*nomogram, 0, 2)) +
                       (points_of(*nomogram, 1, 1000) - points_of(*nomogram, 1, 100));
  checker.number(at + "/odds_ratio_child_5y_nse1000_vs_2y_nse100", std::exp(apart / scale), kTolerance);
}

void check_nomogram_geometry(Checker& checker) {
  auto const& document = checker.document();
  auto const ranges = ranges_of(document.at("assumed").at("ranges"));
  double intercept = std::log(kTrainingPrevalence / (1 - kTrainingPrevalence));
  double lowest = 0, highest = 0;
  for (std::size_t k = 0; k < kNames.size(); ++k) {
    double const beta = std::log(kOddsRatios[k]);
    intercept -= beta * kTrainingMedians[k];
    lowest += beta * ranges[k].first;
    highest += beta * kHighestInCohort[k];
    std::string const at = std::string("/assumed/ranges/") + kNames[k];
    checker.input(at + "/0", 1e-6);
    // The upper end is seen when the ticks cover another one; below the distance to either neighbour is half a step.
    auto const ticks = pretty(ranges[k].first, ranges[k].second, 10);
    double const step = ticks[1] - ticks[0];
    checker.input(at + "/1", std::max(ticks.back() - ranges[k].second, ranges[k].second - (ticks.back() - step)) / 2);
  }
  checker.number("/assumed/intercept", intercept, kTolerance);
  std::vector<double> const linear = {intercept + lowest, intercept + highest};
  checker.numbers("/assumed/lp_range", linear, kTolerance);
  auto const nomogram = make_nomogram(variables_of(ranges), intercept, linear);
  if (!nomogram) return checker.fail("", nomogram.error().message);

  checker.numbers("/points_axis", pretty(0, 100, 10), kTolerance);
  checker.number("/scale_points_per_lp", nomogram->points_per_unit, kTolerance);
  checker.number("/intercept_at_zero_points", nomogram->intercept_at_zero_points, kTolerance);
  checker.numbers("/total_points_ticks", nomogram->total_points_ticks, kTolerance);
  struct Columns {
    std::vector<double> value, linear, points;
    explicit Columns(std::vector<NomogramTick> const& ticks) {
      for (auto const& tick : ticks) {
        value.push_back(tick.value);
        linear.push_back(tick.linear_predictor);
        points.push_back(tick.points);
      }
    }
  };
  for (std::size_t k = 0; k < kNames.size(); ++k) {
    Columns const axis(nomogram->variables[k].ticks);
    std::string const at = std::string("/axes/") + kNames[k];
    checker.numbers(at + "/value", axis.value, kTolerance);
    checker.numbers(at + "/xbeta", axis.linear, kTolerance);
    checker.numbers(at + "/points", axis.points, kTolerance);
  }
  Columns const lp(nomogram->linear_predictor_axis), risk(nomogram->probability_axis);
  checker.numbers("/lp/lp", lp.value, kTolerance);
  checker.numbers("/lp/total_points", lp.points, kTolerance);
  checker.numbers("/risk/value", risk.value, kTolerance);
  checker.numbers("/risk/lp", risk.linear, kTolerance);
  checker.numbers("/risk/total_points", risk.points, kTolerance);
  for (std::size_t child = 0; child < document.at("children").size(); ++child) {
    auto const at = "/children/" + std::to_string(child);
    double total = 0, predictor = intercept;
    for (std::size_t k = 0; k < kNames.size(); ++k) {
      double const value = document.at("children").at(child).at("input").at(kNames[k]).get<double>();
      checker.input(at + "/input/" + kNames[k], 1e-5);
      double const points = points_of(*nomogram, k, value);
      checker.number(at + "/points/" + kNames[k], points, kTolerance);
      total += points;
      predictor += std::log(kOddsRatios[k]) * value;
    }
    checker.number(at + "/total_points", total, kTolerance);
    checker.number(at + "/lp", predictor, kTolerance);
    checker.number(at + "/probability", probability_of(*nomogram, total), kTolerance);
  }
}

}  // namespace petra::oracle
