// Tests of the tests behind Table 1: mean_tests, shapiro, mann_whitney, contingency, fisher_exact, r_uniroot.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "petra/stats/contingency.hpp"
#include "petra/stats/mann_whitney.hpp"
#include "petra/stats/mean_tests.hpp"
#include "petra/stats/r_uniroot.hpp"
#include "petra/stats/shapiro.hpp"

namespace petra {
namespace {

std::vector<double> const kA = {1.1, 2.4, 0.3, 3.8, 2.2}, kB = {4.1, 2.9, 5.3, 3.3, 6.0, 2.7};

TEST(MeanTests, anova_of_two_groups_is_the_squared_t_invariant) {
  auto const t = student_t_test(kA, kB);
  auto const f = one_way_anova(kA, kB);
  EXPECT_NEAR(t.statistic * t.statistic, f.statistic, 1e-12);
  EXPECT_NEAR(t.p, f.p, 1e-13);
  EXPECT_NEAR(welch_t_test(kA, kB).statistic, -welch_t_test(kB, kA).statistic, 1e-15);
  EXPECT_NEAR(variance_ratio_test(kA, kB).p, variance_ratio_test(kB, kA).p, 1e-14);
}

// Every one of the C(11, 5) divisions of the ranks.
TEST(RankSum, exact_p_equals_the_plain_twin_invariant) {
  std::vector<double> const tied = {1, 2, 2, 3, 3, 3, 4, 5, 5, 6, 7};
  for (bool const with_ties : {false, true}) {
    std::vector<double> ranks(11);
    for (std::size_t i = 0; i < 11; ++i) {
      for (double const other : tied) ranks[i] += other < tied[i] ? 1 : other == tied[i] ? 0.5 : 0;
      ranks[i] = with_ties ? ranks[i] + 0.5 : static_cast<double>(i + 1);
    }
    std::vector<double> a, b;
    for (std::size_t i = 0; i < 11; ++i) ((i * 7) % 11 < 5 ? a : b).push_back(ranks[i]);
    double observed = 0, more = 0, all = 0;
    for (double const rank : a) observed += rank;
    for (unsigned set = 0; set < 2048; ++set) {
      if (__builtin_popcount(set) != 5) continue;
      double sum = 0;
      for (unsigned i = 0; i < 11; ++i) sum += (set >> i & 1U) != 0 ? ranks[i] : 0;
      ++all;
      more += std::abs(sum - 30) >= std::abs(observed - 30) - 1e-9 ? 1 : 0;
    }
    EXPECT_NEAR(rank_sum_exact_with_ties(a, b).p, more / all, 1e-13);
    EXPECT_NEAR(with_ties ? more / all : rank_sum_exact(a, b).p, more / all, 1e-13);
    EXPECT_EQ(std::isnan(rank_sum_exact(a, b).p), with_ties);
  }
}

TEST(RankSum, the_shift_is_the_median_difference_analytic) {
  std::vector<double> b = kA;
  for (double& value : b) value += 2;
  EXPECT_NEAR(hodges_lehmann(kA, b).estimate, -2, 1e-12);
  EXPECT_NEAR(kruskal_test(kA, kB).p, rank_sum_normal(kA, kB, false).p, 1e-14);
}

TEST(Shapiro, three_values_have_a_closed_form_analytic) {
  EXPECT_NEAR(shapiro_test(std::vector<double>{1, 2, 3}).w, 1, 1e-15);
  auto const test = shapiro_test(std::vector<double>{0, 0, 1});
  EXPECT_NEAR(test.w, 0.75, 1e-15);  // the smallest possible
  EXPECT_NEAR(test.p, 0, 1e-7);
  EXPECT_TRUE(std::isnan(shapiro_test(std::vector<double>{2, 2, 2, 2}).w));
}

TEST(Contingency, the_lady_tasting_tea_analytic) {
  Eigen::MatrixXd tea(2, 2);
  tea << 3, 1, 1, 3;
  auto const test = fisher_test(tea);
  ASSERT_TRUE(test.has_value());
  EXPECT_NEAR(test->p, 34.0 / 70, 1e-12);
  EXPECT_NEAR(chi_squared_test(tea, false).statistic, 2, 1e-14);
  EXPECT_NEAR(chi_squared_test(tea, true).statistic, 0.5, 1e-14);
  EXPECT_NEAR(cramers_v(tea), 0.5, 1e-14);
}

TEST(Contingency, an_empty_level_changes_nothing_for_fisher_invariant) {
  Eigen::MatrixXd tea(2, 2), longer(3, 2);
  tea << 3, 1, 1, 3;
  longer << 3, 1, 0, 0, 1, 3;
  EXPECT_NEAR(fisher_test(longer)->p, fisher_test(tea)->p, 1e-12);
  tea(0, 0) = 2.5;
  EXPECT_FALSE(fisher_test(tea).has_value());
}

TEST(Uniroot, stops_within_its_tolerance_analytic) {
  EXPECT_NEAR(r_uniroot([](double x) { return x * x - 2; }, 0, 2, 1e-10), std::sqrt(2.0), 1e-10);
}

}  // namespace
}  // namespace petra
