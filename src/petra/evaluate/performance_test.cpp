#include "petra/evaluate/performance.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace petra {
namespace {

// Ten training patients and four test patients; the threshold 0.5 calls the last five of the first ten cases.
struct Example {
  std::vector<int> outcome = {0, 0, 0, 0, 1, 0, 1, 1, 1, 1, 0, 0, 1, 1};
  std::vector<bool> training = {true, true, true, true, true, true, true, true, true, true, false, false, false, false};
  std::vector<ModelProbabilities> models = {{"clinical", {.1, .2, .3, .35, .4, .5, .6, .7, .8, .9, .2, .6, .4, .7}},
                                            {"radiomics", {.2, .1, .4, .3, .6, .35, .5, .8, .7, .9, .1, .2, .8, .9}}};
};

TEST(Performance, counts_at_a_half_analytic) {
  Example const e;
  auto const evaluation = evaluate_models(e.outcome, e.training, e.models);
  ASSERT_TRUE(evaluation.has_value());
  auto const& row = evaluation->performance[0];
  EXPECT_EQ(row.model, "clinical");
  EXPECT_EQ(row.set, "train");
  // Called cases (p >= 0.5): .5 (a control), .6, .7, .8, .9; missed: .4.
  EXPECT_DOUBLE_EQ(row.accuracy, 0.8);
  EXPECT_DOUBLE_EQ(row.precision, 0.8);
  EXPECT_DOUBLE_EQ(row.recall, 0.8);
  EXPECT_DOUBLE_EQ(row.specificity, 0.8);
  EXPECT_DOUBLE_EQ(row.f1, 0.8);
  EXPECT_DOUBLE_EQ(row.auc, 24.0 / 25);  // one of 25 pairs is the wrong way round: .4 below .5
  EXPECT_NEAR(row.brier, (.01 + .04 + .09 + .1225 + .36 + .25 + .16 + .09 + .04 + .01) / 10, 1e-15);
}

TEST(Performance, the_cut_off_comes_from_the_training_patients_analytic) {
  Example const e;
  auto const evaluation = evaluate_models(e.outcome, e.training, e.models);
  ASSERT_TRUE(evaluation.has_value());
  auto const& train = evaluation->performance[0];
  auto const& test = evaluation->performance[1];
  EXPECT_EQ(test.set, "test");
  EXPECT_NEAR(train.cutoff_youden, 0.375, 1e-15);  // sensitivity 1, specificity 0.8
  EXPECT_EQ(train.cutoff_youden, test.cutoff_youden);
  EXPECT_DOUBLE_EQ(train.sensitivity_youden, 1);
  EXPECT_DOUBLE_EQ(test.sensitivity_youden, 1);
  EXPECT_DOUBLE_EQ(test.specificity_youden, 0.5);
}

TEST(Performance, a_patient_without_probability_is_left_out_mechanics) {
  Example e;
  e.models[0].probability[4] = std::nan("");
  auto const evaluation = evaluate_models(e.outcome, e.training, e.models);
  ASSERT_TRUE(evaluation.has_value());
  EXPECT_DOUBLE_EQ(evaluation->performance[0].auc, 1);
  EXPECT_DOUBLE_EQ(evaluation->performance[0].recall, 1);
}

TEST(Performance, test_patients_of_one_outcome_have_no_auc_but_an_accuracy_mechanics) {
  Example e;
  e.outcome[10] = e.outcome[11] = 1;
  auto const evaluation = evaluate_models(e.outcome, e.training, e.models);
  ASSERT_TRUE(evaluation.has_value());
  auto const& test = evaluation->performance[1];
  EXPECT_TRUE(std::isnan(test.auc));
  EXPECT_TRUE(std::isnan(test.specificity));
  EXPECT_DOUBLE_EQ(test.accuracy, 0.5);
  EXPECT_TRUE(std::isnan(evaluation->delong.back().test.p));
}

TEST(Performance, training_patients_of_one_outcome_are_refused_mechanics) {
  Example e;
  for (std::size_t i = 0; i < 10; ++i) e.outcome[i] = 1;
  EXPECT_FALSE(evaluate_models(e.outcome, e.training, e.models).has_value());
}

TEST(Performance, comparisons_stand_in_the_stated_order_mechanics) {
  Example const e;
  auto const evaluation = evaluate_models(e.outcome, e.training, e.models);
  ASSERT_TRUE(evaluation.has_value());
  ASSERT_EQ(evaluation->delong.size(), 2U);  // without the combined model: radiomics against clinical, per set
  EXPECT_EQ(evaluation->delong[0].model_a, "radiomics");
  EXPECT_EQ(evaluation->delong[0].model_b, "clinical");
  EXPECT_NEAR(evaluation->delong[0].test.auc_difference,
              evaluation->performance[2].auc - evaluation->performance[0].auc, 1e-15);
}

}  // namespace
}  // namespace petra
