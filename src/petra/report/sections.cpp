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
       "Youden's cut-off of the training patients.",
       {"roc_train", "roc_test"},
       {"performance", "delong"}},
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
       {"lasso_path"},
       {"signature", "signature_summary", "lasso_path"}},
      {"rad-score",
       "Rad score",
       "The signature's linear predictor: intercept plus the sum of coefficient times feature.",
       {"rad_score_train", "rad_score_test"},
       {"rad_score"}},
      {"clinical",
       "Clinical variables",
       "Each candidate alone (univariable), those below the screening p together (multivariable), and the clinical "
       "model refitted on the "
       "independent ones. Odds ratios are per unit of the variable, with Wald 95 % confidence intervals.",
       {},
       {"univariable", "multivariable", "clinical"}},
      {"reproducibility",
       "Agreement of the two readers",
       "Intraclass correlation of each feature in the patients read twice.",
       {},
       {"icc"}},
      {"redundancy",
       "Features that repeat others",
       "For each dropped feature the kept one that it repeats. Which of two stays depends on the order of the columns.",
       {},
       {"correlation"}},
      {"predictions",
       "Probability of each patient",
       "Patients are numbered by their row in the cohort's table.",
       {},
       {"predictions", "split"}},
  };
  return rows;
}

}  // namespace petra
