// Subgroups: counts by hand, the whole as its own subgroup, and a reason where a part has no AUC.

#include "petra/evaluate/subgroups.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace petra {
namespace {

TEST(Subgroups, counts_and_auc_analytic) {
  std::vector<int> const y = {0, 1, 0, 1, 0, 1, 1};
  std::vector<bool> const training(7, true);
  std::vector<ModelProbabilities> const models = {{"m", {0.1, 0.9, 0.4, 0.3, 0.2, 0.8, 0.5}}};
  std::vector<SubgroupVariable> const sexes = {{"sex", {"f", "m"}, {0, 0, 0, 0, 1, 1, -1}}};
  auto const rows = measure_subgroups(y, training, models, sexes);
  ASSERT_EQ(rows.size(), 4U);  // train and test × two levels
  EXPECT_EQ(rows[0].patients, 4);
  EXPECT_EQ(rows[0].cases, 2);
  EXPECT_DOUBLE_EQ(rows[0].auc, 0.75);  // three of four pairs
  EXPECT_DOUBLE_EQ(rows[0].expected, (0.1 + 0.9 + 0.4 + 0.3) / 4);
  EXPECT_EQ(rows[1].reason, "too_few_patients");
  EXPECT_TRUE(std::isnan(rows[1].auc));
  EXPECT_EQ(rows[2].reason, "no_patients");
}

TEST(Subgroups, all_patients_are_their_own_subgroup_invariant) {
  std::vector<int> y;
  std::vector<bool> training;
  std::vector<double> p;
  for (int i = 0; i < 40; ++i) {
    y.push_back(i % 3 == 0);
    training.push_back(i < 25);
    p.push_back(0.5 + 0.4 * std::sin(i * i));
  }
  std::vector<ModelProbabilities> const models = {{"m", p}};
  auto const rows = measure_subgroups(y, training, models, {{"all", {"all"}, std::vector<int>(40, 0)}});
  auto const whole = evaluate_models(y, training, models);
  ASSERT_TRUE(whole.has_value());
  for (std::size_t set = 0; set < 2; ++set) {
    EXPECT_EQ(rows[set].auc, whole->performance[set].auc);
    EXPECT_EQ(rows[set].auc_low, whole->performance[set].auc_low);
    EXPECT_NEAR(rows[set].brier, whole->performance[set].brier, 1e-15);
  }
}

}  // namespace
}  // namespace petra
