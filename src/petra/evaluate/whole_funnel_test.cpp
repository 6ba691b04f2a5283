// Invariants: a patient who is held out cannot reach the fit, whatever is planted in the rows.

#include "petra/evaluate/whole_funnel.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <type_traits>

#include "petra/evaluate/nested_cv.hpp"
#include "petra/evaluate/resample_loop.hpp"
#include "petra/stats/r_random.hpp"

namespace petra {
namespace {

// The funnel takes training views, and those are made from the study's table with its flags alone.
static_assert(!std::is_invocable_v<decltype(fit_whole_funnel), FeatureMatrix const&, FunnelProcedure const&>);
static_assert(!std::is_constructible_v<FunnelData, FeatureMatrix, ClinicalCandidates, std::vector<FunnelReadings>>);

struct Made {
  FeatureMatrix features;
  std::vector<int> outcome;
  ClinicalCandidates clinical;
};

Made make_patients() {
  Made made;
  RRandom random(11);
  made.features.values.resize(60, 20);
  made.clinical.values.resize(60, 2);
  for (int j = 0; j < 20; ++j) made.features.names.push_back("f" + std::to_string(j));
  made.clinical.variables = made.clinical.column_names = {"age", "marker"};
  made.clinical.columns = {{0}, {1}};
  for (int i = 0; i < 60; ++i) {
    int const y = i % 2;
    made.outcome.push_back(y);
    for (int j = 0; j < 20; ++j) made.features.values(i, j) = random.normal() + (j < 3 ? y : 0);
    made.clinical.values(i, 0) = random.normal();
    made.clinical.values(i, 1) = random.normal() + y;
  }
  return made;
}

FunnelData to_data(Made const& made) {
  auto view = TrainingView::take(made.features, made.outcome, std::vector<bool>(60, true), glmnet_folds(60, 5, 1));
  EXPECT_TRUE(view.has_value());
  return {std::move(*view), made.clinical, {}};
}

TEST(WholeFunnel, outcomes_planted_in_held_out_patients_change_nothing_invariant) {
  Made const honest = make_patients();
  auto const splits = draw_outer_splits(honest.outcome, 5, 5, 1, 1);
  ASSERT_TRUE(splits.has_value());
  auto const& split = splits->front();
  Made leaking =
      honest;  // held-out patients of fold 1: a feature and a clinical column that are the outcome, outcomes turned
  for (std::size_t i = 0; i < 60; ++i) {
    if (split.fold[i] != 1) continue;
    auto const row = static_cast<Eigen::Index>(i);
    leaking.features.values(row, 19) = 1000.0 * leaking.outcome[i];
    leaking.clinical.values(row, 0) = 1000.0 * leaking.outcome[i];
    leaking.outcome[i] = 1 - leaking.outcome[i];
  }
  std::vector<int> left, inner;
  for (int i = 0; i < 60; ++i) {
    if (split.fold[static_cast<std::size_t>(i)] == 1) continue;
    left.push_back(i);
    inner.push_back(split.inner[0][static_cast<std::size_t>(i)]);
  }
  std::vector<FittedFunnel> fits;
  for (Made const* made : std::initializer_list<Made const*>{&honest, &leaking}) {
    auto const sample = to_data(*made).resample(left, inner);
    ASSERT_TRUE(sample.has_value());
    auto fitted = fit_whole_funnel(*sample, {});
    ASSERT_TRUE(fitted.has_value());
    fits.push_back(std::move(*fitted));
  }
  EXPECT_FALSE(fits[0].features.empty());
  EXPECT_EQ(fits[0].features, fits[1].features);
  EXPECT_EQ(fits[0].coefficients, fits[1].coefficients);
  EXPECT_EQ(fits[0].independent, fits[1].independent);
  for (std::size_t m = 0; m < 3; ++m) {
    EXPECT_EQ(fits[0].models[m].intercept, fits[1].models[m].intercept);
    EXPECT_EQ(fits[0].models[m].rad_score, fits[1].models[m].rad_score);
    EXPECT_EQ(fits[0].models[m].clinical, fits[1].models[m].clinical);
  }
}

TEST(WholeFunnel, outcome_planted_in_training_patients_is_found_mechanics) {  // the check above can see a difference
  auto leaking = make_patients();
  for (int i = 0; i < 60; ++i)
    leaking.features.values(i, 19) = leaking.outcome[static_cast<std::size_t>(i)] + 0.001 * i;
  auto const fitted = fit_whole_funnel(to_data(leaking), {});
  ASSERT_TRUE(fitted.has_value());
  ASSERT_FALSE(fitted->features.empty());
  EXPECT_EQ(fitted->features.back(), 19);
}

TEST(WholeFunnel, rows_that_the_view_has_not_are_refused_mechanics) {
  auto const data = to_data(make_patients());
  EXPECT_FALSE(data.training.resample(std::vector<int>{0, 1, 60}).has_value());
  EXPECT_FALSE(data.training.resample(std::vector<int>{0, 1, -1}).has_value());
  EXPECT_FALSE(data.training.resample(std::vector<int>{0, 2, 4}).has_value());  // controls only
}

TEST(WholeFunnel, a_step_that_leaves_nothing_gives_the_share_of_cases_mechanics) {
  auto made = make_patients();
  RRandom random(12);
  for (int i = 0; i < 60; ++i) {
    for (int j = 0; j < 20; ++j) made.features.values(i, j) = random.normal();
    for (int k = 0; k < 2; ++k) made.clinical.values(i, k) = random.normal();
  }
  FunnelProcedure never;
  never.clinical.screen_p = 0;  // no candidate enters
  auto const fitted = fit_whole_funnel(to_data(made), never);
  ASSERT_TRUE(fitted.has_value());
  EXPECT_TRUE(fitted->independent.empty());
  EXPECT_EQ(fitted->models[kClinicalModel].intercept, 0);  // 30 of 60
  EXPECT_EQ(fitted->models[kCombinedModel].intercept, fitted->models[kRadiomicsModel].intercept);
}

TEST(ResampleLoop, records_survive_their_text_invariant) {
  for (auto const& record : {ResampleRecord{{0.1, -1e-300, 3, std::nan("")}, ""}, ResampleRecord{{}, "one class only"},
                             ResampleRecord{{}, ""}}) {
    auto const back = parse_record(format_record(record));
    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(back->failure, record.failure);
    ASSERT_EQ(back->values.size(), record.values.size());
    for (std::size_t k = 0; k < record.values.size(); ++k)
      EXPECT_TRUE(back->values[k] == record.values[k] || (std::isnan(back->values[k]) && std::isnan(record.values[k])));
  }
  EXPECT_FALSE(parse_record("garbage").has_value());
  EXPECT_FALSE(parse_record("values 1 x").has_value());
}

}  // namespace
}  // namespace petra
