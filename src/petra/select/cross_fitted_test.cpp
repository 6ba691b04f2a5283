// Invariants of cross-fitted Rad scores.

#include "petra/select/cross_fitted.hpp"

#include <gtest/gtest.h>

#include <random>

namespace petra {
namespace {

struct Data {
  FeatureMatrix features;
  std::vector<int> outcome, folds;
  std::vector<bool> training = std::vector<bool>(60, true);
};

Data sixty() {
  Data data;
  data.features.values.resize(60, 6);
  std::mt19937 words(3);  // NOLINT: any numbers will do
  for (int i = 0; i < 60; ++i) {
    data.outcome.push_back(i % 2);
    data.folds.push_back(i / 2 % 5 + 1);
    for (int j = 0; j < 6; ++j)
      data.features.values(i, j) = static_cast<double>(words()) / 4294967296.0 + (j == 0 ? 0.6 * (i % 2) : 0.0);
  }
  for (int j = 0; j < 6; ++j) data.features.names.push_back("f" + std::to_string(j));
  return data;
}

Eigen::VectorXd scores(Data const& data, double lambda) {
  auto const view = TrainingView::take(data.features, data.outcome, data.training, data.folds);
  EXPECT_TRUE(view.has_value());
  auto const result = cross_fitted_scores(*view, lambda);
  EXPECT_TRUE(result.has_value());
  return *result;
}

TEST(CrossFitted, outcomes_of_a_fold_do_not_reach_its_own_scores_invariant) {
  auto const honest = sixty();
  auto changed = honest;
  for (std::size_t i = 0; i < 60; ++i) {
    if (changed.folds[i] == 2) changed.outcome[i] = 1 - changed.outcome[i];
  }
  auto const a = scores(honest, 0.02), b = scores(changed, 0.02);
  double others = 0;
  for (int i = 0; i < 60; ++i) {
    if (honest.folds[static_cast<std::size_t>(i)] == 2)
      EXPECT_EQ(a(i), b(i)) << i;
    else
      others = std::max(others, std::abs(a(i) - b(i)));
  }
  EXPECT_GT(others, 1e-3);  // the check can see a difference
}

TEST(CrossFitted, above_the_largest_lambda_the_score_is_the_share_of_cases_analytic) {
  auto const a = scores(sixty(), 10);
  for (double const value : a) EXPECT_NEAR(value, 0, 1e-9);  // 24 of 48 outside each fold
}

}  // namespace
}  // namespace petra
