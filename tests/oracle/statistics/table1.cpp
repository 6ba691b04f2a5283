// table1: base R's descriptions and tests of two groups; 1e-9, Fisher 1e-7, Hodges-Lehmann and Shapiro 1e-6.
#include <algorithm>
#include <cmath>
#include <set>

#include "petra/stats/contingency.hpp"
#include "petra/stats/mann_whitney.hpp"
#include "petra/stats/mean_tests.hpp"
#include "petra/stats/quantile.hpp"
#include "petra/stats/shapiro.hpp"
#include "petra/table/table.hpp"
#include "topics.hpp"

namespace petra::oracle {

namespace {

constexpr double kTolerance = 1e-9, kFisherTolerance = 1e-7, kLooseTolerance = 1e-6;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
using Values = std::vector<double>;

// An R htest: what a test does not have is null.
struct RTest {
  double statistic = kNaN;
  Values parameter = {kNaN};
  double p = kNaN;
  Values estimate = {kNaN}, limits = {kNaN};
};

void check_test(RTest const& test, std::string const& path, Checker& checker, double tolerance = kTolerance) {
  checker.number(path + "/statistic", test.statistic, tolerance);
  checker.numbers(path + "/parameter", test.parameter, tolerance);
  checker.number(path + "/p", test.p, tolerance);
  checker.numbers(path + "/estimate", test.estimate, tolerance);
  checker.numbers(path + "/conf_int", test.limits, tolerance);
}

RTest mean_test(MeanTest const& t, Values const& a, Values const& b) {
  return {t.statistic, {t.df}, t.p, {mean_of(a), mean_of(b)}, {t.low, t.high}};
}

void check_ranks(Values const& a, Values const& b, std::string const& path, Checker& checker) {
  auto const plain = [](RankSumTest const& test) { return RTest{test.w, {kNaN}, test.p, {kNaN}, {kNaN}}; };
  auto const chosen = rank_sum_test(a, b);
  check_test(plain(chosen), path + "/wilcox_default", checker);
  checker.text(path + "/wilcox_default/method",
               chosen.exact ? "Wilcoxon rank sum exact test" : "Wilcoxon rank sum test with continuity correction");
  auto const exact = rank_sum_exact(a, b);
  if (std::isnan(exact.p))
    checker.number(path + "/wilcox_exact", kNaN, kTolerance);
  else
    check_test(plain(exact), path + "/wilcox_exact", checker);
  if (checker.has(path + "/wilcox_exact_with_ties_coin"))
    checker.number(path + "/wilcox_exact_with_ties_coin", rank_sum_exact_with_ties(a, b).p, kTolerance);
  check_test(plain(rank_sum_normal(a, b, true)), path + "/wilcox_normal_corrected", checker);
  check_test(plain(rank_sum_normal(a, b, false)), path + "/wilcox_normal_uncorrected", checker);
  auto const shift = hodges_lehmann_normal(a, b);  // the reference has wilcox.test(exact = FALSE) in small_exact too
  checker.number(path + "/hodges_lehmann/estimate", shift.estimate, kLooseTolerance);
  checker.numbers(path + "/hodges_lehmann/ci", Values{shift.low, shift.high}, kLooseTolerance);
  auto const kruskal = kruskal_test(a, b);
  check_test({kruskal.statistic, {kruskal.df}, kruskal.p, {kNaN}, {kNaN}}, path + "/kruskal", checker);
}

void check_continuous(Values const& a, Values const& b, std::string const& path, Checker& checker) {
  checker.numbers(path + "/n", Values{static_cast<double>(a.size()), static_cast<double>(b.size())}, 0.0);
  checker.numbers(path + "/mean", Values{mean_of(a), mean_of(b)}, kTolerance);
  checker.numbers(path + "/sd", Values{std::sqrt(variance_of(a)), std::sqrt(variance_of(b))}, kTolerance);
  checker.numbers(path + "/median", Values{quantile(a, 0.5), quantile(b, 0.5)}, kTolerance);
  for (int group = 0; group < 2; ++group) {
    auto const& values = group == 0 ? a : b;
    auto const [least, most] = std::minmax_element(values.begin(), values.end());
    checker.numbers(path + "/range/" + std::to_string(group), Values{*least, *most}, kTolerance);
    for (int type = 1; type <= 9; ++type) {
      checker.numbers(path + "/q_group" + std::to_string(group + 1) + "/type" + std::to_string(type),
                      Values{quantile(values, 0.25, type), quantile(values, 0.5, type), quantile(values, 0.75, type)},
                      kTolerance);
    }
    auto const shapiro = shapiro_test(values);
    check_test({shapiro.w, {kNaN}, shapiro.p, {kNaN}, {kNaN}}, path + "/shapiro/" + std::to_string(group), checker,
               kLooseTolerance);
  }
  check_test(mean_test(student_t_test(a, b), a, b), path + "/student_t", checker);
  check_test(mean_test(welch_t_test(a, b), a, b), path + "/welch_t", checker);
  auto const ratio = variance_ratio_test(a, b);
  check_test({ratio.statistic, {ratio.df1, ratio.df2}, ratio.p, {ratio.statistic}, {ratio.low, ratio.high}},
             path + "/var_F", checker);
  auto const by_median = levene_test(a, b, LeveneCentre::median), by_mean = levene_test(a, b, LeveneCentre::mean);
  checker.number(path + "/levene_median/F", by_median.statistic, kTolerance);
  checker.number(path + "/levene_median/df1", by_median.df1, 0.0);
  checker.number(path + "/levene_median/df2", by_median.df2, 0.0);
  checker.number(path + "/levene_median/p", by_median.p, kTolerance);
  checker.number(path + "/levene_mean/F", by_mean.statistic, kTolerance);
  checker.number(path + "/levene_mean/p", by_mean.p, kTolerance);
  check_ranks(a, b, path, checker);
  auto const anova = one_way_anova(a, b);
  check_test({anova.statistic, {anova.df1, anova.df2}, anova.p, {kNaN}, {kNaN}}, path + "/oneway", checker);
  checker.number(path + "/smd_tableone", standardised_mean_difference(a, b), kTolerance);
}

Result<void> check_categorical(Eigen::MatrixXd const& counts, std::string const& path, Checker& checker) {
  checker.matrix(path + "/table_rows_are_levels", counts, 0.0);
  Eigen::MatrixXd const percent = 100 * counts * counts.colwise().sum().cwiseInverse().asDiagonal();
  checker.matrix(path + "/percent_by_group", percent, kTolerance);
  for (bool const yates : {false, true}) {
    auto const test = chi_squared_test(counts, yates);
    check_test({test.statistic, {test.df}, test.p, {kNaN}, {kNaN}},
               path + (yates ? "/chisq_default_yates" : "/chisq_uncorrected"), checker);
  }
  checker.matrix(path + "/expected", expected_counts(counts), kTolerance);
  checker.number(path + "/min_expected", expected_counts(counts).minCoeff(), kTolerance);
  PETRA_TRY(auto const fisher, fisher_test(counts));
  bool const square = counts.rows() == 2;
  check_test({kNaN, {kNaN}, fisher.p, {fisher.odds_ratio}, square ? Values{fisher.low, fisher.high} : Values{kNaN}},
             path + "/fisher", checker, kFisherTolerance);
  checker.number(path + "/lr_G2", likelihood_ratio_g2(counts), kTolerance);
  checker.number(path + "/smd_tableone", standardised_proportion_difference(counts), kTolerance);
  checker.number(path + "/cramers_v", cramers_v(counts), kTolerance);
  return {};
}

}  // namespace

Result<void> check_table1(Case const& the_case, Checker& checker) {
  auto const path = the_case.folder / "input.csv";
  PETRA_TRY(auto const table, read_csv(path));
  auto const group_column = checker.document().at("group").get<std::string>();  // an input
  checker.input("/group");
  auto const group_at = table.find_column(group_column);
  if (!group_at) return make_error(ErrorCode::invalid_input, path.string(), "lacks the column " + group_column);
  auto const group = *group_at;
  std::set<std::string> names;
  for (auto const& row : table.rows) names.insert(row[group]);
  std::vector<std::string> const groups(names.begin(), names.end());
  for (auto const& [name, expected] : checker.document().at("continuous").items()) {
    PETRA_TRY(auto const values, number_column(table, name, path.string()));
    Values parts[2];
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!std::isnan(values[i])) parts[table.rows[i][group] == groups[0] ? 0 : 1].push_back(values[i]);
    }
    checker.texts("/continuous/" + name + "/groups", groups);
    check_continuous(parts[0], parts[1], "/continuous/" + name, checker);
  }
  for (auto const& [name, expected] : checker.document().at("categorical").items()) {
    auto const column = *table.find_column(name);
    std::set<std::string> found;
    for (auto const& row : table.rows) found.insert(row[column]);
    std::vector<std::string> const levels(found.begin(), found.end());
    Eigen::MatrixXd counts = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(levels.size()), 2);
    for (auto const& row : table.rows) {
      auto const level = std::find(levels.begin(), levels.end(), row[column]) - levels.begin();
      ++counts(level, row[group] == groups[0] ? 0 : 1);
    }
    checker.texts("/categorical/" + name + "/levels", levels);
    checker.texts("/categorical/" + name + "/groups", groups);
    PETRA_CHECK(check_categorical(counts, "/categorical/" + name, checker));
  }
  return {};
}

}  // namespace petra::oracle
