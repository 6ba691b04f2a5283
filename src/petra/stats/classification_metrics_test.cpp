#include "petra/stats/classification_metrics.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace petra {
namespace {

TEST(ClassificationMetrics, a_table_by_hand_analytic) {
  auto const m = metrics_of_counts(8, 2, 4, 6);
  EXPECT_DOUBLE_EQ(m.accuracy.value, 0.7);
  EXPECT_DOUBLE_EQ(m.precision.value, 0.8);
  EXPECT_DOUBLE_EQ(m.recall.value, 8.0 / 12);
  EXPECT_DOUBLE_EQ(m.f1, 16.0 / 22);
  EXPECT_NEAR(m.mcc, 40 / std::sqrt(10.0 * 12 * 8 * 10), 1e-15);
  EXPECT_NEAR(m.kappa, (0.7 - 0.5) / 0.5, 1e-15);
  EXPECT_NEAR(m.positive_likelihood_ratio, (8.0 / 12) / 0.25, 1e-15);
  EXPECT_DOUBLE_EQ(m.diagnostic_odds_ratio, 6);
}

TEST(ClassificationMetrics, a_denominator_of_zero_is_undefined_mechanics) {
  auto const m = metrics_of_counts(0, 0, 3, 5);
  EXPECT_TRUE(std::isnan(m.precision.value));
  EXPECT_TRUE(std::isnan(m.precision.exact.low));
  EXPECT_TRUE(std::isnan(m.mcc));
  EXPECT_TRUE(std::isnan(m.positive_likelihood_ratio));
  EXPECT_EQ(m.recall.value, 0);
}

TEST(ClassificationMetrics, changing_the_labels_round_mirrors_the_table_invariant) {
  std::vector<double> const p = {0.1, 0.45, 0.62, 0.9, 0.33, 0.71}, mirrored = {0.9, 0.55, 0.38, 0.1, 0.67, 0.29};
  std::vector<int> const y = {0, 1, 0, 1, 0, 1}, flipped = {1, 0, 1, 0, 1, 0};
  auto const a = classification_metrics(p, y), b = classification_metrics(mirrored, flipped);
  ASSERT_TRUE(a.has_value() && b.has_value());
  EXPECT_EQ(a->recall.value, b->specificity.value);
  EXPECT_EQ(a->precision.value, b->npv.value);
  EXPECT_DOUBLE_EQ(a->mcc, b->mcc);
  EXPECT_NEAR(brier_score(p, y), brier_score(mirrored, flipped), 1e-15);
  EXPECT_NEAR(log_loss(p, y), log_loss(mirrored, flipped), 1e-14);
}

TEST(ClassificationMetrics, average_precision_of_ties_is_the_prevalence_analytic) {
  EXPECT_DOUBLE_EQ(average_precision(std::vector<double>{1, 1, 1, 1}, std::vector<int>{0, 1, 0, 0}), 0.25);
  EXPECT_DOUBLE_EQ(average_precision(std::vector<double>{4, 3, 2, 1}, std::vector<int>{1, 0, 1, 0}), 0.5 + 0.5 * 2 / 3);
}

TEST(ClassificationMetrics, bad_input_is_refused_mechanics) {
  EXPECT_FALSE(classification_metrics(std::vector<double>{}, std::vector<int>{}).has_value());
  EXPECT_FALSE(classification_metrics(std::vector<double>{std::nan("")}, std::vector<int>{1}).has_value());
  EXPECT_FALSE(classification_metrics(std::vector<double>{0.5}, std::vector<int>{2}).has_value());
}

TEST(ProportionInterval, the_ends_are_exact_analytic) {
  // No success in n: the upper limit solves (1 - u)^n = 0.025.
  auto const none = clopper_pearson_interval(0, 10);
  EXPECT_EQ(none.low, 0);
  EXPECT_NEAR(none.high, 1 - std::pow(0.025, 0.1), 1e-14);
  auto const all = clopper_pearson_interval(10, 10);
  EXPECT_NEAR(all.low, std::pow(0.025, 0.1), 1e-14);
  EXPECT_EQ(all.high, 1);
  EXPECT_TRUE(std::isnan(wilson_interval(0, 0).low));
}

}  // namespace
}  // namespace petra
