#include <system_error>

#include "petra/base/file.hpp"
#include "petra/study/run_study.hpp"

namespace petra {

std::string study_template() {
  return R"yaml(# A study: what petra is to do with the patients of cohort.csv. Run it with: petra study run .
# Keys that are commented out hold their defaults or alternatives. Unknown keys are errors.
name: My study
cohort: cohort.csv                 # one row per patient; columns not named here are ignored
id: patient_id                     # tells the patients apart
outcome: {column: outcome, positive: 1}

# Who may be in: conditions on the cohort's columns, in this order; patients for whom one is not known are left out, too.
# eligibility: {screened: 328, rules: [{reason: older than 18 years, keep: "age <= 18"}]}

# Images and masks: columns with paths, relative to cohort.csv. The order of the modalities is the order of the feature columns.
modalities:
  PET: {image: pet_image, mask: pet_mask, second_reader_mask: pet_mask_reader2, params: "builtin:pet"}
  CT:  {image: ct_image,  mask: ct_mask,  second_reader_mask: ct_mask_reader2,  params: "builtin:ct"}
# ... or features that were extracted elsewhere (one row per patient, one column per feature):
# features: {table: features.csv, second_reader: features_reader2.csv}

# Candidates for the clinical model. A bare name is a column without label or unit.
clinical:
  continuous: [{column: age, label: Age at diagnosis, unit: years}]
  categorical: [{column: gender, reference: Female}]
# Columns for Table 1 only, never candidates:
# describe: {continuous: [], categorical: [stage]}

# Training and test patients: drawn with R's generator, the same share of cases in both ...
split: {ratio: 0.7, stratify: true, seed: 1}
# ... or told by a column:
# split: {column: set, train: train, test: test}

selection:
  icc: {minimum: 0.8, form: "ICC(2,1)", rows: all}        # agreement of two readers; rows: all | train
  correlation: {maximum: 0.9, methods: [pearson, spearman], rule: first_come}   # rule: first_come | sequential | caret | caret_exact | caret_fast
  lasso: {folds: 5, rule: min, seed: 1}                   # rule: min | 1se; fold_column: a column with each training patient's fold

models:
  clinical: {screen_p: 0.05, final_p: 0.05, stepwise: none}   # stepwise: none | forward | backward | backward_wald | aic | bic
  combined: {rad_score: fitted}                               # fitted | cross_fitted: each training patient's from the folds without it
  rivals: [naive_bayes, neural_network]

missing: {method: complete_cases}                         # patients with an empty cell are left out, and counted; or {method: mice, imputations: 20, seed: 1}
# centre: scanner                                         # hospital or scanner: subgroups; with harmonise its features are brought together
# harmonise: {method: combat}

evaluation: {bootstrap: 1000, seed: 1}                    # resamples of the final models: optimism, calibration and decision-curve bands
)yaml";
}

Result<void> init_study(std::filesystem::path const& folder) {
  PETRA_CHECK(make_folder(folder));
  auto const path = folder / "study.yaml";
  std::error_code status;
  if (std::filesystem::exists(std::filesystem::symlink_status(path, status))) {
    return make_error(ErrorCode::invalid_input, path.string(), "is there already and is not overwritten",
                      "Move it away, or name another folder");
  }
  return write_whole_file(path, study_template());
}

}  // namespace petra
