// Analytic: which test a characteristic gets, and what is shown. The tests themselves are proved in stats.

#include "petra/evaluate/table_one.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace petra {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

std::vector<bool> halves(std::size_t n) {
  std::vector<bool> first(n);
  for (std::size_t i = 0; i < n; ++i) first[i] = i < n / 2;
  return first;
}

std::vector<TableOneRow> table_of(Characteristic const& characteristic, TableOneRules const& rules = {}) {
  auto rows = make_table_one({characteristic}, halves(characteristic.values.size()), rules);
  EXPECT_TRUE(rows.has_value());
  return *rows;
}

TEST(TableOne, normal_values_get_a_t_test_and_the_mean_analytic) {
  auto const rows = table_of({"age", {}, {4, 5, 6, 5, 4.5, 5.5, 7, 8, 9, 8, 7.5, 8.5}});
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].test_name, "Student's t");
  EXPECT_EQ(rows[0].level, "mean ± SD");
  EXPECT_EQ(rows[0].first, "5 ± 0.7071");
  // Difference -3, both variances 0.5, six each: t = -3 / sqrt(0.5/6 + 0.5/6).
  EXPECT_NEAR(rows[0].statistic, -3 / std::sqrt(1.0 / 6), 1e-12);
}

TEST(TableOne, skewed_values_get_mann_whitney_and_the_median_analytic) {
  auto const rows = table_of({"nse", {}, {1, 2, 3, 4, 5, 600, 10, 11, 12, 13, 14, 15000}});
  EXPECT_EQ(rows[0].test_name, "Mann-Whitney (exact)");
  EXPECT_EQ(rows[0].level, "median (quartiles)");
  EXPECT_EQ(rows[0].first, "3.5 (2.25–4.75)");
  EXPECT_EQ(rows[0].statistic, 5);  // 600 is above five of the other group
  TableOneRules spss;
  spss.quantile_type = 6;
  EXPECT_EQ(table_of({"nse", {}, {1, 2, 3, 4, 5, 600, 10, 11, 12, 13, 14, 15000}}, spss)[0].first, "3.5 (1.75–153.8)");
}

TEST(TableOne, rare_levels_get_fisher_analytic) {
  std::vector<double> common(80), rare(20, 0.0);
  for (std::size_t i = 0; i < 80; ++i) common[i] = i % 2 == 0 ? 1 : 0;
  rare[0] = 1;
  auto const rows = table_of({"sex", {"f", "m"}, common});
  EXPECT_EQ(rows[0].test_name, "chi-squared");
  EXPECT_EQ(rows[0].all, "40 (50.0 %)");
  EXPECT_NEAR(rows[0].p, 1, 1e-12);
  EXPECT_EQ(rows[1].test_name, "");
  auto const few = table_of({"mycn", {"no", "yes"}, rare});
  EXPECT_EQ(few[0].test_name, "Fisher's exact");
  EXPECT_NEAR(few[0].p, 1, 1e-9);
}

TEST(TableOne, missing_values_are_counted_and_left_out_mechanics) {
  auto const rows = table_of({"age", {}, {1, 2, 3, 400, kMissing, 5, 6, 7, 80, kMissing, kMissing, 9}});
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1].level, "missing");
  EXPECT_EQ(rows[1].all, "3");
  EXPECT_EQ(rows[1].second, "2");
}

TEST(TableOne, what_has_no_test_says_why_mechanics) {
  EXPECT_EQ(table_of({"x", {}, std::vector<double>(12, 3.0)})[0].reason, "the values do not vary");
  EXPECT_EQ(table_of({"x", {"a", "b"}, std::vector<double>(12, 0.0)})[0].reason, "only one level occurs");
  EXPECT_EQ(table_of({"x", {}, {1, 2, 3, kMissing, kMissing, kMissing}})[0].reason, "a group has no value");
  EXPECT_FALSE(make_table_one({{"x", {}, {1, 2}}}, halves(3)).has_value());
}

}  // namespace
}  // namespace petra
