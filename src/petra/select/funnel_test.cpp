// Mechanics of the funnel: constant, undefined and repeated features go for their own reasons; empty steps end it.

#include "petra/select/funnel.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace petra {
namespace {

FeatureMatrix waves(int rows) {
  FeatureMatrix features{{"a", "b", "copy_of_a", "constant", "undefined"}, Eigen::MatrixXd(rows, 5)};
  for (int i = 0; i < rows; ++i) {
    features.values.row(i) << std::sin(1.0 + i), std::cos(3.1 * i), 2 * std::sin(1.0 + i) + 1, 4,
        i == 3 ? std::numeric_limits<double>::quiet_NaN() : i;
  }
  return features;
}

FunnelResult run(FeatureMatrix const& features, std::vector<DoubleReading> const& readings,
                 ReproducibilityRule rule = {}) {
  std::vector<int> outcome, folds;
  for (int i = 0; i < features.values.rows(); ++i) {
    outcome.push_back(features.values(i, 0) > 0.2 || i % 7 == 0 ? 1 : 0);
    folds.push_back(i % 5 + 1);
  }
  auto view = TrainingView::take(features, outcome, std::vector<bool>(outcome.size(), true), folds);
  EXPECT_TRUE(view.has_value());
  FunnelRules rules;
  rules.reproducibility = rule;
  auto result = run_funnel(std::move(*view), readings, rules);
  EXPECT_TRUE(result.has_value()) << format_error(result.error());
  return std::move(*result);
}

TEST(Funnel, each_feature_goes_for_its_own_reason_mechanics) {
  auto const result = run(waves(40), {});
  ASSERT_EQ(result.rows.size(), 4U);
  EXPECT_EQ(result.rows[0].step, "undefined");
  EXPECT_EQ(result.rows[0].features_out, 4U);
  EXPECT_EQ(result.rows[1].features_out, 4U);  // nobody read twice
  EXPECT_EQ(result.rows[2].step, "correlation");
  EXPECT_EQ(result.rows[2].features_out, 2U);
  ASSERT_EQ(result.redundancy.size(), 4U);
  EXPECT_EQ(result.redundancy[2].dropped_for, "a");
  EXPECT_NEAR(result.redundancy[2].pearson, 1, 1e-12);
  EXPECT_TRUE(result.redundancy[3].constant);
}

TEST(Funnel, readers_who_disagree_leave_nothing_mechanics) {
  auto const features = waves(40);
  auto second = features;
  for (int i = 0; i < 40; ++i) second.values.row(i) = features.values.row(39 - i) * -3;
  auto const result = run(features, {{features, second}});
  EXPECT_EQ(result.rows[1].step, "icc");
  EXPECT_EQ(result.rows[1].features_out, 0U);
  EXPECT_FALSE(result.signature.has_value());
  EXPECT_EQ(result.rows.back().reason, "not run: no feature was left");
}

TEST(Funnel, identical_readings_keep_what_varies_mechanics) {
  auto const features = waves(40);
  auto const result = run(features, {{features, features}});
  ASSERT_EQ(result.reproducibility.size(), 5U);
  EXPECT_TRUE(result.reproducibility[0].kept);
  EXPECT_EQ(result.reproducibility[3].reason, "constant");
  EXPECT_EQ(result.reproducibility[4].reason, "undefined");
}

TEST(Funnel, minimum_is_strict_mechanics) {
  auto const features = waves(40);
  auto const result = run(features, {{features, features}}, {IccForm::A1, 1.0});
  EXPECT_FALSE(result.reproducibility[0].kept);  // ICC is 1, not above 1
}

}  // namespace
}  // namespace petra
