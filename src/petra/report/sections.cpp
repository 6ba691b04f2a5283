#include "petra/report/html_report.hpp"

namespace petra {

std::vector<SectionRow> const& sections() {
  static std::vector<SectionRow> const rows{
      {"performance",
       "How well the models tell cases from controls",
       "AUC is the chance that a random case gets a higher probability than a random control: 0.5 is a coin, 1 is "
       "perfect. Numbers of the training "
       "patients flatter, because the model was made from them; judge by the test patients. Sensitivity and "
       "specificity at the cut-off use "
       "Youden's cut-off of the training patients. With fewer than some 50 cases or controls DeLong's interval holds "
       "the "
       "truth less often than the 95 % it says (89 to 94 % in simulations of 20 to 48 a class): read the logit "
       "interval beside it. "
       "p-values "
       "of the training set for models that contain each other (combined against clinical or radiomics) are too small, "
       "because the larger one was fitted to the same patients: there the likelihood ratio below is their comparison.",
       {"roc_train", "roc_test"},
       {"performance", "auc_intervals", "delong"}},
      {"patients",
       "Patients",
       "Who was looked at, who left and why; what training and test patients are like, with a t test where both are "
       "normal, else Mann-Whitney, chi-squared, or Fisher's exact test where counts are small.",
       {"patient_flow"},
       {"flow", "excluded", "table1", "pet_metrics"}},
      {"added-value",
       "What the combined model adds to the clinical one",
       "In the training patients only the likelihood ratio compares nested models, and even it flatters a Rad score "
       "made from the same patients. The NRI can rise for a model that adds nothing and is only badly calibrated: no "
       "claim should rest on it. The last rows say at which thresholds the combined model's net benefit is above both "
       "others.",
       {},
       {"added_value"}},
      {"calibration",
       "Do the probabilities hold?",
       "Observed share of cases against predicted probability: apparent and corrected for optimism by bootstrap in "
       "the training patients, smoothed and in fifths in both sets. The correction is that of the last regression "
       "only: what the selection of features took from the same patients is still in it.",
       {"calibration_train", "calibration_test"},
       {"validation", "fold_validation", "calibration"}},
      {"decision-curve",
       "Would acting on the model do more good than harm?",
       "Net benefit at each threshold probability, against treating everyone and no one, with bootstrap limits.",
       {"decision_curve_train", "decision_curve_test"},
       {"decision_curve"}},
      {"resampling",
       "How honest these numbers are",
       "The whole way from all features to the models, run again on resamples of the training patients (optimism: "
       "apparent minus mean optimism, and .632+), without the patients on whom it is judged (nested cross-validation), "
       "and with outcomes dealt to other patients (permutation). Corrected values are what to expect of new patients "
       "like these. The same patients with other random folds of the LASSO select other features (fold draws): a "
       "feature that few resamples or draws select is there by chance.",
       {"optimism", "selection_frequency"},
       {"optimism", "nested_cv", "permutation", "fold_seeds", "selection_frequency"}},
      {"sample-size",
       "Patients needed, many tests, parts of the patients",
       "Riley's criteria: shrinkage of 0.9 or better, optimism of Nagelkerke's R² of 0.05 at most, the share of cases "
       "within 0.05. p-values adjusted by Benjamini and Hochberg within each family. In subgroups, expected is the sum "
       "of the probabilities, to hold against the cases; a subgroup of a few patients says little. Training p-values "
       "of "
       "models that contain each other (combined against its parts) are too small: the likelihood ratio compares them.",
       {},
       {"sample_size", "fdr", "subgroups"}},
      {"nomogram",
       "Nomogram",
       "The combined model as a drawing to calculate with: look up the points of each value, add them, read the "
       "probability under the total.",
       {"nomogram"},
       {"combined", "nomogram"}},
      {"funnel",
       "From all features to the signature",
       "Features that two readers do not measure alike go first, then those that repeat an earlier one, then those "
       "that the LASSO gives no "
       "coefficient. All steps after the first look at training patients only.",
       {"funnel"},
       {"funnel"}},
      {"lasso",
       "The LASSO and its signature",
       "The penalty is chosen where the cross-validated deviance is lowest. Another random division into folds can "
       "choose another penalty and "
       "another signature.",
       {"lasso_path", "lasso_coefficients", "signature"},
       {"signature", "signature_summary", "lasso_path", "lasso_coefficients"}},
      {"rad-score",
       "Rad score",
       "The signature's linear predictor: intercept plus the sum of coefficient times feature. The LASSO shrinks it on "
       "purpose; the radiomics and the combined model are fitted to it again, and a slope above 1 in that refit takes "
       "the shrinkage back. Cross-fitted scores (models.combined.rad_score) give each training patient the score of a "
       "LASSO that did not see the patient.",
       {"rad_score_train", "rad_score_test"},
       {"refit_slope", "rad_score_test", "rad_score", "rad_score_cross_fitted"}},
      {"variants",
       "One modality alone, and volume alone",
       "The whole funnel on each modality's features, and a model of the tumour's volume without any signature: what "
       "a signature has to beat.",
       {},
       {"signature_variants"}},
      {"clinical",
       "Clinical variables",
       "Each candidate alone (univariable), those below the screening p together (multivariable), and the clinical "
       "model refitted on the "
       "independent ones. Odds ratios are per unit of the variable, with Wald 95 % confidence intervals.",
       {},
       {"table2", "univariable", "stepwise", "multivariable", "clinical", "imputation", "pooled"}},
      {"reproducibility",
       "Agreement of the two readers",
       "How far the two outlines overlap and how far apart their surfaces lie, and the intraclass correlation of each "
       "feature in the patients read twice. Dice is 1 for the same outline. Hausdorff distances are between surface "
       "voxels: the largest, and the larger of the two outlines' 95th percentiles. This step alone may see images of "
       "test patients (selection.icc.rows: all, the default; train keeps them out), never outcomes; every later step "
       "sees training patients only.",
       {"reader_overlap", "icc_histogram"},
       {"reader_agreement", "icc", "combat"}},
      {"redundancy",
       "Features that repeat others",
       "For each dropped feature the kept one that it repeats. Which of two stays depends on the order of the columns.",
       {"redundancy"},
       {"correlation"}},
      {"predictions",
       "Probability of each patient",
       "Patients are numbered by their row in the cohort's table.",
       {},
       {"predictions", "split"}},
      {"undefined",
       "What could not be computed",
       "Empty cells of the tables above, and why they are empty.",
       {},
       {"undefined"}},
  };
  return rows;
}

}  // namespace petra
