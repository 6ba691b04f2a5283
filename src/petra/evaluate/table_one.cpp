#include "petra/evaluate/table_one.hpp"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

#include "petra/stats/contingency.hpp"
#include "petra/stats/mann_whitney.hpp"
#include "petra/stats/mean_tests.hpp"
#include "petra/stats/quantile.hpp"
#include "petra/stats/shapiro.hpp"

namespace petra {

namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

// Four significant digits; whole numbers from 1,000 on.
std::string readable(double value) {
  if (!std::isfinite(value)) return "NA";
  double const size = std::abs(value);
  auto const digits = size >= 1000 && size < 1e15 ? fmt::format("{:.0f}", size) : fmt::format("{:.4g}", size);
  return (value < 0 ? "−" : "") + digits;  // a true minus: a spreadsheet would take a hyphen for a formula
}

struct Group {
  std::vector<double> values;
  std::size_t missing = 0;
};

struct Groups {
  Group all, first, second;
};

Groups divide(Characteristic const& characteristic, std::vector<bool> const& in_first) {
  Groups groups;
  for (std::size_t i = 0; i < in_first.size(); ++i) {
    double const value = characteristic.values[i];
    for (auto* group : {&groups.all, in_first[i] ? &groups.first : &groups.second}) {
      if (std::isnan(value))
        ++group->missing;
      else
        group->values.push_back(value);
    }
  }
  return groups;
}

struct Test {
  std::string name;
  double statistic = kUndefined, p = kUndefined;
  std::string reason;
};

Test without_p_explained(Test test) {
  if (std::isnan(test.p) && test.reason.empty()) test.reason = "the values do not vary";
  return test;
}

bool looks_normal(std::vector<double> const& values, double threshold) {
  return shapiro_test(values).p > threshold;  // NaN, where it cannot be tested, does not
}

Test test_numbers(Groups const& g, TableOneRules const& rules, bool& normal) {
  auto const &a = g.first.values, &b = g.second.values;
  normal = looks_normal(a, rules.normal_p) && looks_normal(b, rules.normal_p);
  if (a.empty() || b.empty()) return {"", kUndefined, kUndefined, "a group has no value"};
  if (normal) {
    bool const welch = rules.means == MeanComparison::welch;
    auto const test = welch ? welch_t_test(a, b) : student_t_test(a, b);
    return without_p_explained({welch ? "Welch's t" : "Student's t", test.statistic, test.p, {}});
  }
  auto test = rank_sum_test(a, b);
  if (!test.exact && !rules.continuity) test = rank_sum_normal(a, b, false);
  return without_p_explained({test.exact ? "Mann-Whitney (exact)" : "Mann-Whitney", test.w, test.p, {}});
}

Eigen::MatrixXd count(Characteristic const& characteristic, Groups const& g) {
  Eigen::MatrixXd counts = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(characteristic.levels.size()), 2);
  for (Eigen::Index column = 0; column < 2; ++column) {
    for (double const level : (column == 0 ? g.first : g.second).values)
      counts(static_cast<Eigen::Index>(level), column) += 1;
  }
  return counts;
}

Test test_counts(Eigen::MatrixXd const& counts, TableOneRules const& rules) {
  std::vector<Eigen::Index> occurring;
  for (Eigen::Index level = 0; level < counts.rows(); ++level) {
    if (counts.row(level).sum() > 0) occurring.push_back(level);
  }
  if ((counts.colwise().sum().array() == 0).any()) return {"", kUndefined, kUndefined, "a group has no value"};
  if (occurring.size() < 2) return {"", kUndefined, kUndefined, "only one level occurs"};
  Eigen::MatrixXd const table = counts(occurring, Eigen::all);
  if (expected_counts(table).minCoeff() < rules.fewest_expected) {
    auto const fisher = fisher_test(table);
    if (fisher) return {"Fisher's exact", fisher->odds_ratio, fisher->p, {}};
  }
  bool const corrected = rules.yates && table.rows() == 2;
  auto const test = chi_squared_test(table, corrected);
  return {corrected ? "chi-squared (Yates)" : "chi-squared", test.statistic, test.p, {}};
}

std::string show_numbers(std::vector<double> const& values, bool normal, int quantile_type) {
  if (values.empty()) return "NA";
  if (normal) return fmt::format("{} ± {}", readable(mean_of(values)), readable(std::sqrt(variance_of(values))));
  return fmt::format("{} ({}–{})", readable(quantile(values, 0.5, quantile_type)),
                     readable(quantile(values, 0.25, quantile_type)), readable(quantile(values, 0.75, quantile_type)));
}

std::string show_count(double n, double whole) {
  return whole > 0 ? fmt::format("{:.0f} ({:.1f} %)", n, 100 * n / whole) : fmt::format("{:.0f}", n);
}

void add_characteristic(Characteristic const& characteristic, std::vector<bool> const& in_first,
                        TableOneRules const& rules, std::vector<TableOneRow>& rows) {
  auto const g = divide(characteristic, in_first);
  auto const start = rows.size();
  Test test;
  if (characteristic.levels.empty()) {
    bool normal = false;
    test = test_numbers(g, rules, normal);
    auto show = [&](Group const& group) { return show_numbers(group.values, normal, rules.quantile_type); };
    rows.push_back({characteristic.name,
                    normal ? "mean ± SD" : "median (quartiles)",
                    show(g.all),
                    show(g.first),
                    show(g.second),
                    {},
                    kUndefined,
                    kUndefined,
                    {}});
  } else {
    auto const counts = count(characteristic, g);
    Eigen::RowVectorXd const whole = counts.colwise().sum();
    test = test_counts(counts, rules);
    for (Eigen::Index level = 0; level < counts.rows(); ++level)
      rows.push_back({characteristic.name,
                      characteristic.levels[static_cast<std::size_t>(level)],
                      show_count(counts.row(level).sum(), whole.sum()),
                      show_count(counts(level, 0), whole(0)),
                      show_count(counts(level, 1), whole(1)),
                      {},
                      kUndefined,
                      kUndefined,
                      {}});
  }
  if (g.all.missing > 0)
    rows.push_back({characteristic.name,
                    "missing",
                    std::to_string(g.all.missing),
                    std::to_string(g.first.missing),
                    std::to_string(g.second.missing),
                    {},
                    kUndefined,
                    kUndefined,
                    {}});
  if (rows.size() == start) return;
  auto& first = rows[start];
  first.test_name = std::move(test.name);
  first.statistic = test.statistic;
  first.p = test.p;
  first.reason = std::move(test.reason);
}

}  // namespace

Result<std::vector<TableOneRow>> make_table_one(std::vector<Characteristic> const& characteristics,
                                                std::vector<bool> const& in_first, TableOneRules const& rules) {
  std::vector<TableOneRow> rows;
  for (auto const& characteristic : characteristics) {
    if (characteristic.values.size() != in_first.size())
      return make_error(ErrorCode::bug, characteristic.name,
                        fmt::format("has {} values for {} patients", characteristic.values.size(), in_first.size()));
    add_characteristic(characteristic, in_first, rules, rows);
  }
  return rows;
}

}  // namespace petra
