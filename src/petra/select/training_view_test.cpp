// Invariants: a test row cannot reach a selection step.

#include "petra/select/training_view.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <type_traits>

#include "petra/select/funnel.hpp"

namespace petra {
namespace {

// Steps after the reproducibility check take a TrainingView and nothing that holds test rows, and there is no other way
// to make one.
static_assert(!std::is_invocable_v<decltype(assess_redundancy), FeatureMatrix const&, RedundancyRule const&>);
static_assert(!std::is_invocable_v<decltype(fit_signature), FeatureMatrix const&, LambdaRule>);
static_assert(!std::is_constructible_v<TrainingView, FeatureMatrix, std::vector<int>, std::vector<int>>);
static_assert(!std::is_default_constructible_v<TrainingView>);
static_assert(!std::is_invocable_v<decltype(assess_reproducibility), TrainingView const&, std::vector<int> const&>,
              "agreement of readers never looks at outcomes");

struct Cohort60 {
  FeatureMatrix features;
  std::vector<int> outcome;
  std::vector<bool> training;
  std::vector<int> folds;
};

// 60 patients (40 train), 12 features of which the first two follow the outcome.
Cohort60 make_cohort() {
  Cohort60 cohort;
  cohort.features.values.resize(60, 12);
  std::mt19937 words(7);  // NOLINT: any numbers will do
  auto uniform = [&] { return static_cast<double>(words()) / 4294967296.0 - 0.5; };
  for (int i = 0; i < 60; ++i) {
    cohort.outcome.push_back(i % 2);
    cohort.training.push_back(i < 40);
    if (i < 40) cohort.folds.push_back(i / 2 % 5 + 1);
    for (int j = 0; j < 12; ++j) cohort.features.values(i, j) = uniform() + (j < 2 ? 0.5 * (i % 2) : 0.0);
  }
  for (int j = 0; j < 12; ++j) cohort.features.names.push_back("f" + std::to_string(j));
  return cohort;
}

FunnelResult run(Cohort60 const& cohort) {
  auto view = TrainingView::take(cohort.features, cohort.outcome, cohort.training, cohort.folds);
  EXPECT_TRUE(view.has_value());
  auto result = run_funnel(std::move(*view), {}, {});
  EXPECT_TRUE(result.has_value());
  return std::move(*result);
}

TEST(TrainingView, planted_leak_in_test_rows_changes_nothing_invariant) {
  auto const honest = make_cohort();
  auto leaking = honest;
  for (int i = 40; i < 60; ++i) {
    leaking.features.values.row(i).setConstant(std::numeric_limits<double>::quiet_NaN());
    leaking.features.values(i, 11) = 1000.0 * leaking.outcome[static_cast<std::size_t>(i)];  // the outcome itself
    leaking.outcome[static_cast<std::size_t>(i)] = 1 - leaking.outcome[static_cast<std::size_t>(i)];
  }
  auto const a = run(honest), b = run(leaking);
  ASSERT_TRUE(a.signature && b.signature);
  ASSERT_FALSE(a.signature->signature.terms.empty());
  EXPECT_EQ(a.signature->signature.intercept, b.signature->signature.intercept);
  ASSERT_EQ(a.signature->signature.terms.size(), b.signature->signature.terms.size());
  for (std::size_t k = 0; k < a.signature->signature.terms.size(); ++k) {
    EXPECT_EQ(a.signature->signature.terms[k].feature, b.signature->signature.terms[k].feature);
    EXPECT_EQ(a.signature->signature.terms[k].coefficient, b.signature->signature.terms[k].coefficient);
  }
}

TEST(TrainingView, planted_leak_in_training_rows_is_found_mechanics) {  // the check above can see a difference
  auto leaking = make_cohort();
  for (int i = 0; i < 40; ++i)
    leaking.features.values(i, 11) = leaking.outcome[static_cast<std::size_t>(i)] + 0.001 * i;
  auto const result = run(leaking);
  ASSERT_TRUE(result.signature);
  ASSERT_FALSE(result.signature->signature.terms.empty());
  EXPECT_EQ(result.signature->signature.terms.back().feature, "f11");
}

TEST(TrainingView, holds_training_rows_only_mechanics) {
  auto const cohort = make_cohort();
  auto const view = TrainingView::take(cohort.features, cohort.outcome, cohort.training, cohort.folds);
  ASSERT_TRUE(view.has_value());
  EXPECT_EQ(view->values().rows(), 40);
  EXPECT_EQ(view->values(), cohort.features.values.topRows(40));
  EXPECT_EQ(view->outcome().size(), 40U);
}

TEST(TrainingView, refuses_what_cannot_train_mechanics) {
  auto cohort = make_cohort();
  EXPECT_FALSE(TrainingView::take(cohort.features, cohort.outcome, std::vector<bool>(60, false)).has_value());
  auto one_class = cohort;
  for (int i = 0; i < 40; ++i) one_class.outcome[static_cast<std::size_t>(i)] = 1;
  EXPECT_FALSE(TrainingView::take(one_class.features, one_class.outcome, one_class.training).has_value());
}

}  // namespace
}  // namespace petra
