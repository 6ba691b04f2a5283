// Models × sets: metrics of each model in the training and the test patients, and the comparison of their AUCs.
#pragma once

#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/stats/roc.hpp"

namespace petra {

struct ModelProbabilities {
  std::string model;                // "clinical", "radiomics", "radiomics_lasso", "combined"
  std::vector<double> probability;  // one per patient; NaN where a feature of the signature is undefined
};

struct PerformanceRow {
  std::string model, set;
  double auc = 0, auc_low = 0, auc_high = 0;
  double accuracy = 0, precision = 0, recall = 0, specificity = 0,
         f1 = 0;  // positive when p >= threshold; NaN where the denominator is 0
  double brier = 0;
  double cutoff_youden = 0, sensitivity_youden = 0, specificity_youden = 0;  // cut-off from the training patients
};

struct DelongRow {
  std::string set, model_a, model_b;
  DelongTest test;
};

struct Evaluation {
  std::vector<PerformanceRow> performance;  // per model, training first
  std::vector<DelongRow> delong;  // per set: combined-radiomics, combined-clinical, radiomics-clinical, combined and
                                  // each rival, the rivals; where both models are there
};

// outcome and training: one entry per patient. Patients without a probability are left out of a model's metrics; a
// comparison takes the patients that both models have. Test patients of one outcome only (or fewer than two of one)
// have no AUC: NaN there. threshold: a probability of this or more counts as a case. Errors: training patients of one
// outcome only.
[[nodiscard]] Result<Evaluation> evaluate_models(std::vector<int> const& outcome, std::vector<bool> const& training,
                                                 std::vector<ModelProbabilities> const& models, double threshold = 0.5);

}  // namespace petra
