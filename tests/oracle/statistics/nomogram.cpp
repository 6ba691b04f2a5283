// nomogram: rms's axes, points and probabilities; 1e-6, tick lists 1e-9.
#include "petra/model/nomogram.hpp"

#include <cmath>

#include "factor_design.hpp"
#include "petra/model/data_distribution.hpp"
#include "petra/stats/logistic.hpp"
#include "topics.hpp"

namespace petra::oracle {

namespace {

constexpr double kTolerance = 1e-6;
constexpr double kTickTolerance = 1e-9;

struct Columns {
  std::vector<double> value, linear, points;
  std::vector<std::string> labels;
};

Columns columns_of(std::vector<NomogramTick> const& ticks) {
  Columns columns;
  for (auto const& tick : ticks) {
    columns.value.push_back(tick.value);
    columns.linear.push_back(tick.linear_predictor);
    columns.points.push_back(tick.points);
    columns.labels.push_back(tick.label);
  }
  return columns;
}

void check_drawing(Nomogram const& nomogram, std::vector<NomogramVariable> const& variables, std::string const& path,
                   Checker& checker) {
  std::vector<std::string> names;
  std::vector<double> low, high;
  for (std::size_t k = 0; k < variables.size(); ++k) {
    auto const columns = columns_of(nomogram.variables[k].ticks);
    auto const axis = path + "/axes/" + variables[k].name;
    if (variables[k].levels.empty())
      checker.numbers(axis + "/value", columns.value, kTickTolerance);
    else
      checker.texts(axis + "/value", columns.labels);
    checker.numbers(axis + "/xbeta", columns.linear, kTolerance);
    checker.numbers(axis + "/points", columns.points, kTolerance);
    names.push_back(variables[k].name);
    low.push_back(*std::min_element(columns.linear.begin(), columns.linear.end()));
    high.push_back(*std::max_element(columns.linear.begin(), columns.linear.end()));
  }
  checker.numbers(path + "/axes/total.points/ticks", nomogram.total_points_ticks, kTickTolerance);
  auto const linear = columns_of(nomogram.linear_predictor_axis);
  if (checker.has(path + "/axes/lp")) {
    checker.numbers(path + "/axes/lp/lp", linear.value, kTickTolerance);
    checker.numbers(path + "/axes/lp/total_points", linear.points, kTolerance);
  }
  auto const risk = columns_of(nomogram.probability_axis);
  checker.numbers(path + "/axes/Risk/value", risk.value, kTickTolerance);
  checker.numbers(path + "/axes/Risk/total_points", risk.points, kTolerance);
  checker.texts(path + "/axes/Risk/labels", risk.labels);
  checker.number(path + "/scale_points_per_lp", nomogram.points_per_unit, kTolerance);
  checker.number(path + "/intercept_at_zero_points", nomogram.intercept_at_zero_points, kTolerance);
  checker.numbers(path + "/lp_at", linear.value, kTickTolerance);
  checker.texts(path + "/range_xbeta/variable", names);
  checker.numbers(path + "/range_xbeta/min", low, kTolerance);
  checker.numbers(path + "/range_xbeta/max", high, kTolerance);
}

// datadist's seven numbers: a factor's as levels, its effect limits null.
void check_distribution(VariableDistribution const& d, Checker& checker) {
  auto const at = "/datadist/" + d.name;
  std::vector<double> const rows = {d.low_effect,      d.adjust_to, d.high_effect, d.low_prediction,
                                    d.high_prediction, d.low,       d.high};
  if (d.levels.empty()) {
    checker.numbers(at, rows, kTolerance);
    if (checker.has("/datadist_values/" + d.name) != !d.values.empty())
      checker.fail("/datadist_values/" + d.name, "petra and rms differ on whether the values are few");
    if (!d.values.empty()) checker.numbers("/datadist_values/" + d.name, d.values, kTickTolerance);
    return;
  }
  for (std::size_t k = 0; k < rows.size(); ++k) {
    auto const cell = at + "/" + std::to_string(k);
    if (std::isnan(rows[k]))
      checker.number(cell, rows[k], kTolerance);
    else
      checker.text(cell, d.levels[static_cast<std::size_t>(rows[k])]);
  }
  checker.texts("/datadist_values/" + d.name, d.levels);
}

void check_effects(std::vector<VariableEffect> const& effects, Checker& checker) {
  std::string const path = "/summary_iqr_effects";
  std::vector<std::string> rows;
  for (std::size_t k = 0; k < effects.size(); ++k) {
    auto const& e = effects[k];
    double const nan = std::nan(""), difference = e.name.find(" - ") == std::string::npos ? e.high - e.low : nan;
    rows.insert(rows.end(), {e.name, " Odds Ratio"});
    checker.numbers(path + "/values/" + std::to_string(2 * k),
                    std::vector{e.low, e.high, difference, e.effect, e.error, e.lower, e.upper, 1.0}, kTolerance);
    checker.numbers(
        path + "/values/" + std::to_string(2 * k + 1),
        std::vector{e.low, e.high, difference, e.odds_ratio(), nan, std::exp(e.lower), std::exp(e.upper), 2.0},
        kTolerance);
  }
  checker.texts(path + "/rows", rows);
  checker.texts(path + "/columns", {"Low", "High", "Diff.", "Effect", "S.E.", "Lower 0.95", "Upper 0.95", "Type"});
}

// The outcome too is a variable of datadist's.
Result<void> check_distributions(Table const& table, std::map<std::string, std::vector<std::string>> const& levels,
                                 FactorDesign const& design, LogisticFit const& fit, Checker& checker) {
  checker.texts("/datadist_rows",
                {"Low:effect", "Adjust to", "High:effect", "Low:prediction", "High:prediction", "Low", "High"});
  std::vector<EffectVariable> variables;
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    auto const& name = table.columns[column];
    EffectVariable variable;
    if (auto const found = levels.find(name); found != levels.end()) {
      std::vector<std::string> cells;
      for (auto const& row : table.rows) cells.push_back(row[column]);
      PETRA_TRY(variable.distribution, describe_factor(name, found->second, cells));
    } else {
      PETRA_TRY(auto const values, number_column(table, name, "input.csv"));
      PETRA_TRY(variable.distribution, describe_number(name, values));
    }
    check_distribution(variable.distribution, checker);
    if (column == 0) continue;
    for (int const place : design.blocks.at(name)) variable.coefficients.push_back(place + 1);
    variables.push_back(std::move(variable));
  }
  check_effects(summarise_effects(fit, variables), checker);
  return {};
}

}  // namespace

Result<void> check_nomogram(Case const& the_case, Checker& checker) {
  auto const path = the_case.folder / "input.csv";
  PETRA_TRY(auto const table, read_csv(path));
  PETRA_TRY(auto const y, outcome_column(table, table.columns[0], path.string()));
  std::vector<std::string> const names(table.columns.begin() + 1, table.columns.end());
  // The order of a factor's levels is an input (R's factor has it; the CSV does not).
  std::map<std::string, std::vector<std::string>> levels;
  for (auto const& name : names) {
    auto const& axis = checker.document().at("nomogram_default").at("axes").at(name).at("value");
    if (axis.at(0).is_string()) levels[name] = axis.get<std::vector<std::string>>();
  }
  PETRA_TRY(auto const design, make_factor_design(table, names, levels, path.string()));
  PETRA_TRY(auto const fit, fit_logistic(design.columns, y, design.names));
  checker.number("/coef/Intercept", fit.coefficient[0], kTolerance);
  PETRA_CHECK(check_distributions(table, levels, design, fit, checker));
  std::vector<NomogramVariable> variables;
  for (auto const& name : names) {
    NomogramVariable variable{name, name, {}, {}, {}};
    auto const& block = design.blocks.at(name);
    if (levels.contains(name)) {
      variable.levels = levels.at(name);
      variable.coefficients = {0};
      for (std::size_t k = 0; k < block.size(); ++k) {
        variable.coefficients.push_back(fit.coefficient[block[k] + 1]);
        checker.number("/coef/" + name + "=" + variable.levels[k + 1], fit.coefficient[block[k] + 1], kTolerance);
      }
    } else {
      variable.coefficients = {fit.coefficient[block[0] + 1]};
      variable.data.assign(design.columns.col(block[0]).begin(), design.columns.col(block[0]).end());
      checker.number("/coef/" + name, variable.coefficients[0], kTolerance);
    }
    variables.push_back(std::move(variable));
  }
  Eigen::VectorXd const linear = linear_predictor(fit, design.columns);
  PETRA_TRY(auto const nomogram, make_nomogram(variables, fit.coefficient[0],
                                               std::span(linear.data(), static_cast<std::size_t>(linear.size()))));
  check_drawing(nomogram, variables, "/nomogram_default", checker);
  PETRA_TRY(auto const given, make_nomogram(variables, fit.coefficient[0],
                                            std::span(linear.data(), static_cast<std::size_t>(linear.size())),
                                            {.01, .05, .1, .2, .3, .4, .5, .6, .7, .8, .9, .95, .99}));
  check_drawing(given, variables, "/nomogram_fun_at", checker);
  // Every patient read off the drawing: points per variable, added up, turned into the probability.
  std::vector<double> totals, probabilities;
  for (std::size_t i = 0; i < y.size(); ++i) {
    double total = 0;
    for (std::size_t k = 0; k < variables.size(); ++k) {
      double value = 0;
      if (variables[k].levels.empty()) {
        value = variables[k].data[i];
      } else {
        auto const& cell = table.rows[i][*table.find_column(names[k])];
        value = static_cast<double>(std::find(variables[k].levels.begin(), variables[k].levels.end(), cell) -
                                    variables[k].levels.begin());
      }
      total += points_of(nomogram, k, value);
    }
    totals.push_back(total);
    probabilities.push_back(probability_of(nomogram, total));
  }
  checker.numbers("/patient_linear_predictor", linear, kTolerance);
  checker.numbers("/patient_total_points", totals, kTolerance);
  checker.numbers("/patient_probability", probabilities, kTolerance);
  return {};
}

}  // namespace petra::oracle
