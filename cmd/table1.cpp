// petra table1: characteristics in all and in two groups, with tests chosen by stated rules.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <set>

#include "cmd/statistics.hpp"
#include "cmd/statistics_table.hpp"
#include "petra/base/text.hpp"
#include "petra/evaluate/table_one.hpp"
#include "petra/study/table_builder.hpp"

namespace petra::cmd {
namespace {

struct Options {
  TableOptions table;
  std::string group, first, means = "student";
  std::vector<std::string> continuous, categorical;
  TableOneRules rules;
  bool no_continuity = false;
};

struct Groups {
  std::string first, second;
  std::vector<bool> in_first;
};

Result<Groups> groups_of(Options const& options, Table const& table) {
  auto const column = *table.find_column(options.group);
  std::set<std::string> levels;
  for (auto const& row : table.rows) levels.emplace(trim(row[column]));
  auto const where = fmt::format("{} column {}", options.table.input, options.group);
  if (levels.size() != 2)
    return make_error(ErrorCode::invalid_input, where,
                      fmt::format("has {} different values; two groups are compared", levels.size()),
                      "Name another column with --group");
  Groups groups{*levels.begin(), *levels.rbegin(), {}};
  if (!options.first.empty()) {
    if (!levels.contains(options.first))
      return make_error(ErrorCode::invalid_input, where, fmt::format("the group {} does not occur", options.first),
                        fmt::format("Groups: {}, {}", groups.first, groups.second));
    if (options.first == groups.second) std::swap(groups.first, groups.second);
  }
  for (auto const& row : table.rows) groups.in_first.push_back(trim(row[column]) == groups.first);
  return groups;
}

Result<Characteristic> factor(Table const& table, std::string const& name, std::string const& subject) {
  auto const column = table.find_column(name);
  if (!column) {
    auto const nearest = nearest_name(name, table.columns);
    return make_error(ErrorCode::invalid_input, subject, fmt::format("has no column {}", name),
                      nearest ? fmt::format("Did you mean {}?", *nearest) : "");
  }
  std::set<std::string> found;
  for (auto const& row : table.rows) {
    if (!is_missing(row[*column])) found.emplace(trim(row[*column]));
  }
  constexpr std::size_t kMostLevels = 50;
  if (found.size() > kMostLevels)
    return make_error(ErrorCode::limit, fmt::format("{} column {}", subject, name),
                      fmt::format("has {} levels, more than the limit of {}", found.size(), kMostLevels),
                      "List it under --continuous");
  Characteristic characteristic{name, {found.begin(), found.end()}, {}};
  for (auto const& row : table.rows) {
    auto const at = found.find(std::string(trim(row[*column])));
    characteristic.values.push_back(is_missing(row[*column]) ? std::numeric_limits<double>::quiet_NaN()
                                                             : static_cast<double>(std::distance(found.begin(), at)));
  }
  return characteristic;
}

Result<void> run(Options options) {
  options.rules.means = options.means == "welch" ? MeanComparison::welch : MeanComparison::student;
  options.rules.continuity = !options.no_continuity;
  if (options.continuous.empty() && options.categorical.empty())
    return make_error(ErrorCode::usage, "", "name columns with --continuous or --categorical");
  PETRA_TRY(auto const table, read_table("table1", options.table.input));
  PETRA_TRY(auto const grouped, complete_cases("table1", table, {options.group}, options.table.input));
  PETRA_TRY(auto const groups, groups_of(options, grouped));
  std::vector<Characteristic> characteristics;
  for (auto const& name : options.continuous) {
    PETRA_TRY(auto values, number_column(grouped, name, options.table.input));
    characteristics.push_back({name, {}, std::move(values)});
  }
  for (auto const& name : options.categorical) {
    PETRA_TRY(auto characteristic, factor(grouped, name, options.table.input));
    characteristics.push_back(std::move(characteristic));
  }
  PETRA_TRY(auto const rows, make_table_one(characteristics, groups.in_first, options.rules));
  TableBuilder out(
      {"characteristic", "level", "all", groups.first, groups.second, "test_name", "statistic", "p", "reason"});
  for (auto const& r : rows)
    out.row({r.characteristic, r.level, r.all, r.first, r.second, r.test_name, r.statistic, r.p, r.reason});
  return write_table(options.table, out.take());
}

}  // namespace

std::function<int()> declare_table1(CLI::App& app) {
  auto options = std::make_shared<Options>();
  add_table_options(app, options->table, "One row per patient");
  app.add_option("--group", options->group, "Column with two values")->required();
  app.add_option("--first", options->first, "The group shown first; without it in C-locale order");
  app.add_option("--continuous", options->continuous, "Columns of numbers")->delimiter(',');
  app.add_option("--categorical", options->categorical, "Columns of levels")->delimiter(',');
  app.add_option("--normal-p", options->rules.normal_p,
                 "A t test where Shapiro-Wilk's p is above this in both groups, else Mann-Whitney")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  app.add_option("--means", options->means, "The t test: student, or welch")
      ->check(CLI::IsMember({"student", "welch"}))
      ->capture_default_str();
  app.add_option("--fewest-expected", options->rules.fewest_expected,
                 "Fisher's exact test where an expected count is below this, else chi-squared")
      ->capture_default_str();
  app.add_flag("--yates", options->rules.yates, "Correct chi-squared of 2 × 2 tables (R's default)");
  app.add_flag("--no-continuity", options->no_continuity, "Mann-Whitney's normal p as SPSS prints it");
  app.add_option("--quantiles", options->rules.quantile_type, "Type of the quartiles: 7 (R), 6 (SPSS)")
      ->check(CLI::Range(1, 9))
      ->capture_default_str();
  return [options] { return finish("table1", run(*options)); };
}

}  // namespace petra::cmd
