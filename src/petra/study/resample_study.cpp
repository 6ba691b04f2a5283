#include "petra/study/resample_study.hpp"

#include <fmt/format.h>

#include <unordered_set>

#include "petra/base/interrupt.hpp"
#include "petra/study/funnel_inputs.hpp"
#include "petra/study/resample_store.hpp"

namespace petra {

namespace {

constexpr int kPermutationFolds = 5;  // where study.yaml does not ask for nested cross-validation

// What records depend on besides the data.
std::string settings_text(StudyDefinition const& d) {
  auto const& s = d.selection;
  auto const& r = d.resampling;
  return fmt::format("icc {} {} {} corr {} {} {} lasso {} {} clinical {} {} {} seed {} nested {} {} icc fixed {}",
                     s.icc_form, s.icc_minimum, s.icc_train_only, s.correlation_maximum, s.pearson, s.spearman,
                     s.lasso_folds, s.lasso_one_standard_error, d.screen_p, d.final_p, d.stepwise, d.evaluation_seed,
                     r.nested_folds, r.nested_repeats, r.fixed_reproducibility);
}

void warn_of_failures(std::vector<std::pair<std::string, int>> const& failures, std::string_view what,
                      StudyAnalysis& analysis) {
  for (auto const& [reason, count] : failures)
    analysis.warnings.push_back(fmt::format("{} {} could not be fitted and are left out: {}.", count, what, reason));
}

// The features that the correlation step left, over the training patients.
TrainingView unrepeated(TrainingView const& training, FunnelResult const& funnel) {
  std::unordered_set<std::string_view> kept;
  for (auto const& row : funnel.redundancy) {
    if (row.kept) kept.insert(row.feature);
  }
  std::vector<int> columns;
  for (std::size_t k = 0; k < training.names().size(); ++k) {
    if (kept.contains(training.names()[k])) columns.push_back(static_cast<int>(k));
  }
  return training.keep(columns);
}

Result<void> look_at_fold_seeds(StudyInputs const& inputs, StudyAnalysis& analysis) {
  if (!analysis.funnel.signature) return {};
  auto const& selection = inputs.definition.selection;
  PETRA_TRY(auto const view, training_view(inputs.cohort, inputs.features));
  auto const rule = selection.lasso_one_standard_error ? LambdaRule::one_standard_error : LambdaRule::min;
  analysis.resampling.fold_seeds =
      select_over_fold_seeds(unrepeated(view, analysis.funnel), rule, selection.lasso_folds, selection.lasso_seed,
                             &analysis.funnel.signature->cross_validation.path, inputs.jobs);
  std::size_t fewest = static_cast<std::size_t>(-1), most = 0;
  for (auto const& row : analysis.resampling.fold_seeds) {
    if (!row.failure.empty()) continue;
    fewest = std::min(fewest, row.features.size());
    most = std::max(most, row.features.size());
  }
  if (most > fewest) {
    analysis.warnings.push_back(
        fmt::format("Other draws of the LASSO's folds select {} to {} features from the same patients: the signature "
                    "depends on the draw.",
                    fewest, most));
  }
  return {};
}

Result<void> run_asked_for(StudyInputs const& inputs, FunnelInputs const& funnel, ResampleControl const& control,
                           StudyAnalysis& analysis) {
  auto const& asked = inputs.definition.resampling;
  auto const seed = inputs.definition.evaluation_seed;
  auto const& [data, procedure] = funnel;
  auto const n = data.training.outcome().size();
  auto& resampling = analysis.resampling;
  if (asked.funnel_bootstrap > 0) {
    PETRA_TRY(resampling.bootstrap,
              bootstrap_funnel(data, procedure, draw_resamples(n, asked.funnel_bootstrap, seed), control));
    warn_of_failures(resampling.bootstrap->failures, "resamples of the whole funnel", analysis);
  }
  int const inner = inputs.definition.selection.lasso_folds;
  if (asked.nested_folds > 0) {
    PETRA_TRY(auto const splits,
              draw_outer_splits(data.training.outcome(), asked.nested_folds, inner, asked.nested_repeats, seed));
    PETRA_TRY(resampling.nested, validate_nested(data, procedure, splits, control));
    warn_of_failures(resampling.nested->failures, "fits of the nested cross-validation", analysis);
  }
  if (asked.permutations > 0) {
    int const folds = asked.nested_folds > 0 ? asked.nested_folds : kPermutationFolds;
    PETRA_TRY(auto const splits, draw_outer_splits(data.training.outcome(), folds, inner, 1, seed));
    PETRA_TRY(resampling.permutation, test_by_permutation(data, procedure, splits.front(),
                                                          draw_permutations(n, asked.permutations, seed), control));
    warn_of_failures(resampling.permutation->failures, "permutations", analysis);
  }
  return {};
}

}  // namespace

Result<void> resample_study(StudyInputs const& inputs, std::filesystem::path const& results, StudyAnalysis& analysis) {
  PETRA_CHECK(look_at_fold_seeds(inputs, analysis));
  auto const& asked = inputs.definition.resampling;
  if (asked.funnel_bootstrap == 0 && asked.nested_folds == 0 && asked.permutations == 0) return {};
  if (inputs.definition.cross_fitted) {
    analysis.warnings.emplace_back(
        "Resamples of the whole funnel fit the combined model to fitted Rad scores, not to cross-fitted ones: its "
        "optimism there is that of the default.");
  }
  InterruptWatch const watch;  // from before the first record is kept to the last
  PETRA_TRY(auto const funnel, make_funnel_inputs(inputs));
  analysis.resampling.feature_names = funnel.data.training.names();
  PETRA_TRY(auto const store,
            SqliteResampleStore::open(results / "resamples.sqlite",
                                      funnel_inputs_sha256(funnel, settings_text(inputs.definition))));
  ResampleControl control;
  control.jobs = inputs.jobs;
  control.progress = true;
  control.store = store.get();
  return run_asked_for(inputs, funnel, control, analysis);
}

}  // namespace petra
