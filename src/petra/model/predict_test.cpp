#include "petra/model/predict.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "petra/model/model_for_tests.hpp"

namespace petra {
namespace {

NewPatient a_patient() {
  NewPatient patient;
  patient.features = {{"PET_a", 0.75}, {"CT_b", 90}, {"PET_other", 1}};
  patient.clinical = {{"age", "4"}, {"gender", "Male"}};
  return patient;
}

TEST(Predict, probability_and_wald_interval_analytic) {
  auto const model = model_for_tests();
  auto const made = predict(model, a_patient());
  ASSERT_TRUE(made) << format_error(made.error());
  double const score = -0.2 + 2 * 0.75 - 0.01 * 90;  // 0.4
  EXPECT_NEAR(*made->rad_score, score, 1e-15);
  double const lp = -1 + 1.5 * score + 0.25 * 4 + 0.5;
  EXPECT_NEAR(made->linear_predictor, lp, 1e-15);
  double const variance = 0.04 * (1 + score * score + 16 + 1) - 2 * 0.01 * 4;
  EXPECT_NEAR(made->standard_error, std::sqrt(variance), 1e-15);
  EXPECT_NEAR(made->low, 1 / (1 + std::exp(-(lp - 1.959963984540054 * std::sqrt(variance)))), 1e-15);
  EXPECT_EQ(made->model, "combined");
  ASSERT_EQ(made->other_models.size(), 1U);
  EXPECT_NEAR(made->other_models[0].second, 1 / (1 + std::exp(0.5 - 0.4)), 1e-15);
  EXPECT_TRUE(made->warnings.empty());
}

TEST(Predict, points_add_up_to_the_probability_invariant) {
  auto const model = model_for_tests();
  auto const made = predict(model, a_patient());
  ASSERT_TRUE(made);
  ASSERT_TRUE(made->total_points);
  EXPECT_NEAR(probability_of(*model.nomogram, *made->total_points), made->probability, 1e-12);
  ASSERT_EQ(made->points.size(), 3U);
  EXPECT_EQ(made->points[2].value, "Male");
}

TEST(Predict, takes_a_value_in_another_unit) {
  auto const model = model_for_tests();
  auto patient = a_patient();
  patient.clinical["age"] = "48 months";
  EXPECT_EQ(predict(model, patient)->linear_predictor, predict(model, a_patient())->linear_predictor);
  patient.clinical["age"] = "4years";
  EXPECT_EQ(predict(model, patient)->linear_predictor, predict(model, a_patient())->linear_predictor);
  patient.clinical["age"] = "4 weeks";
  auto const refused = predict(model, patient);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("weeks"), std::string::npos);
  EXPECT_NE(refused.error().message.find("months"), std::string::npos);
}

TEST(Predict, tells_everything_that_is_missing_at_once) {
  auto patient = a_patient();
  patient.features.erase("CT_b");
  patient.features["PET_a"] = std::nan("");
  patient.clinical.erase("age");
  patient.clinical["gender"] = "male";
  auto const refused = predict(model_for_tests(), patient);
  ASSERT_FALSE(refused);
  for (auto const* word : {"CT_b", "PET_a", "undefined", "age", "Female, Male"})
    EXPECT_NE(refused.error().message.find(word), std::string::npos) << word << refused.error().message;
}

TEST(Predict, warns_outside_the_training_patients) {
  auto patient = a_patient();
  patient.clinical["age"] = "40";
  auto made = predict(model_for_tests(), patient);
  ASSERT_TRUE(made);
  ASSERT_EQ(made->warnings.size(), 1U);
  EXPECT_NE(made->warnings[0].find("0.2 to 15"), std::string::npos) << made->warnings[0];
  patient = a_patient();
  patient.features["CT_b"] = 290;  // 4.75 standard deviations from the mean
  made = predict(model_for_tests(), patient);
  ASSERT_TRUE(made);
  EXPECT_NEAR(*made->distance, std::hypot(0.5, 4.75), 1e-12);
  EXPECT_EQ(*made->distance_share_below, 1);
  EXPECT_NE(made->warnings[0].find("unlike"), std::string::npos);
}

TEST(Predict, takes_a_rad_score_instead_of_features) {
  NewPatient patient;
  patient.rad_score = 0.4;
  patient.clinical = a_patient().clinical;
  auto const made = predict(model_for_tests(), patient);
  ASSERT_TRUE(made);
  EXPECT_NEAR(made->linear_predictor, predict(model_for_tests(), a_patient())->linear_predictor, 1e-15);
  EXPECT_FALSE(made->distance);
}

TEST(Predict, names_the_models_there_are) {
  auto const refused = predict(model_for_tests(), a_patient(), "neural");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().remedy.find("combined, clinical"), std::string::npos);
}

}  // namespace
}  // namespace petra
