// A small model made by hand, for tests.
#pragma once

#include "petra/model/frozen_model.hpp"

namespace petra {

inline FrozenModel model_for_tests() {
  FrozenModel model;
  model.petra_version = "0.1.0";
  model.study = "by hand";
  model.id_column = "id";
  model.outcome_column = "bmi";
  model.outcome_positive = "1";
  model.training_patients = 93;
  model.training_cases = 45;
  model.modalities.push_back({"PET",
                              R"({"setting":{"binWidth":0.3}})",
                              "aa",
                              "pet_image",
                              "pet_mask",
                              "",
                              {{4, 4, 4, 4, 4}, {4, 4, 4, 4, 4}, {3, 3, 3, 3, 3}},
                              TrainingRange{2, 10, 40, 80, 300}});
  model.variables.push_back(
      {"age", "Age at diagnosis", "years", {{"months", 12}}, {}, TrainingRange{0.2, 1.5, 3, 5, 15}});
  model.variables.push_back({"gender", "Gender", "", {}, {"Female", "Male"}, {}});
  model.signature = FrozenSignature{-0.2,
                                    0.03,
                                    {{"PET_a", 2, 1, 0.5, 0.5, TrainingRange{-1, 0, 0.5, 1, 2}},
                                     {"CT_b", -0.01, -0.4, 100, 40, TrainingRange{0, 70, 100, 130, 200}}},
                                    TrainingRange{-3, -1, 0, 1, 3}};
  FrozenRegression combined{"combined",
                            {"(Intercept)", "rad_score", "age", "gender=Male"},
                            Eigen::Vector4d(-1, 1.5, 0.25, 0.5),
                            Eigen::Matrix4d::Identity() * 0.04,
                            {-4, -2, 0, 2, 4},
                            0.4};
  combined.covariance(0, 2) = combined.covariance(2, 0) = -0.01;
  model.regressions.push_back(std::move(combined));
  model.regressions.push_back({"clinical",
                               {"(Intercept)", "age"},
                               Eigen::Vector2d(-0.5, 0.1),
                               Eigen::Matrix2d::Identity() * 0.01,
                               {-1, 0, 1},
                               {}});
  model.likeness =
      Likeness{{"PET_a", "CT_b"}, Eigen::Vector2d(0.5, 100), Eigen::Vector2d(0.5, 40), Eigen::Matrix2d::Identity(), 0.1,
               {0.1, 1, 2, 3, 4}};
  auto nomogram = make_nomogram({{"rad_score", "Rad score", {}, {1.5}, {-3, -1, 0, 1, 3}},
                                 {"age", "Age at diagnosis (years)", {}, {0.25}, {0.2, 3, 15}},
                                 {"gender", "Gender", {"Female", "Male"}, {0, 0.5}, {}}},
                                -1, std::vector<double>{-4, -2, 0, 2, 4});
  model.nomogram = std::move(nomogram).value();
  model.card = {{"intended use", "tests"}};
  return model;
}

}  // namespace petra
