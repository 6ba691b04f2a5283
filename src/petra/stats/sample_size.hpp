// How many patients a logistic prediction model needs (Riley et al., Statistics in Medicine 2019 and BMJ 2020).
#pragma once

namespace petra {

// Cox & Snell's R² of a model with this AUC at this share of cases, when the linear predictor is normal with equal
// spread in cases and controls (Riley, Van Calster & Collins 2021, solved by integration instead of simulation). auc in
// (0.5, 1), share in (0, 1).
[[nodiscard]] double cox_snell_from_auc(double auc, double share_of_cases);

struct RileyCriteria {
  double cox_snell = 0, largest_cox_snell = 0;  // anticipated, and its maximum at this share of cases
  int for_shrinkage = 0;                        // 1: uniform shrinkage of 0.9 or better
  int for_optimism = 0;                         // 2: optimism of Nagelkerke's R² of 0.05 at most
  int for_prevalence = 0;                       // 3: the share of cases within 0.05 (95 %)
  int patients = 0;                             // the largest of the three
};

// parameters: candidate coefficients (a factor has one per level but the reference), 1 or more.
// cox_snell: the anticipated R².
[[nodiscard]] RileyCriteria riley_sample_size(int parameters, double cox_snell, double share_of_cases);

}  // namespace petra
