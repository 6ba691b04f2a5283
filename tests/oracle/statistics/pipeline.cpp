// pipeline: the paper from feature tables to evaluation (expected.json; models, Table 1, evaluation and rivals in files
// of their own), and the whole selection on bootstrap resamples (optimism_whole_pipeline.json). ICC 1e-9, kept lists
// exact, lambda 1e-9, coefficients and scores 1e-6, counts and names exact.
#include <map>
#include <memory>

#include "glmnet_study.hpp"
#include "petra/stats/correlation.hpp"
#include "petra/stats/find_correlation.hpp"
#include "petra/stats/quantile.hpp"
#include "pipeline_selection.hpp"
#include "pipeline_study.hpp"
#include "topics.hpp"

namespace petra::oracle {

namespace {

constexpr double kTolerance = 1e-6;

std::vector<std::string> names(std::vector<std::string> const& all, std::vector<std::size_t> const& places) {
  std::vector<std::string> out;
  for (auto const place : places) out.push_back(all[place]);
  return out;
}

double area_under_curve(Eigen::VectorXd const& score, std::vector<int> const& y) {
  Eigen::VectorXd const ranks = average_ranks(score);
  double cases = 0, sum = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (y[i] == 1) ++cases, sum += ranks(static_cast<Eigen::Index>(i));
  }
  return (sum - cases * (cases + 1) / 2) / (cases * (static_cast<double>(y.size()) - cases));
}

struct Resample {
  Selection selection;
  double auc_resample = 0, auc_original = 0;
};

// Everything that petra computes of the study; kept from one check to the next, since it depends on the input files
// only.
struct Computed {
  PipelineStudy study;
  std::vector<std::size_t> stable;  // by ICC(A,1) > 0.8
  std::vector<std::string> stable_names;
  std::vector<int> y;        // of training rows
  Eigen::MatrixXd training;  // training rows × stable
  Selection selection;
  LassoCrossValidation glmnet;  // the same at glmnet's own threshold
  PipelineModels models;
  std::vector<std::vector<std::string>> by_caret;  // kept: exact, fast
  std::vector<Resample> resamples;                 // filled on demand
};

// Kept by caret's findCorrelation on max(|Pearson|, |Spearman|).
Result<std::vector<std::string>> kept_by_caret(Computed const& computed, CaretRule rule) {
  Eigen::MatrixXd const strongest =
      pearson_matrix(computed.training).cwiseAbs().cwiseMax(spearman_matrix(computed.training).cwiseAbs());
  PETRA_TRY(auto const dropped, find_correlation(strongest, 0.9, rule));
  std::vector<char> gone(computed.stable.size(), 0);
  for (int const column : dropped) gone[static_cast<std::size_t>(column)] = 1;
  std::vector<std::string> kept;
  for (std::size_t j = 0; j < gone.size(); ++j) {
    if (gone[j] == 0) kept.push_back(computed.stable_names[j]);
  }
  return kept;
}

Result<void> fit_default_glmnet(Computed& computed) {
  auto const& selection = computed.selection;
  Eigen::MatrixXd z = computed.training(Eigen::all, selection.unique);
  z.rowwise() -= selection.mean.transpose();
  z = z.array().rowwise() / selection.deviation.transpose().array();
  LassoSettings settings;
  settings.threshold = 1e-7;
  PETRA_TRY(computed.glmnet, cross_validate_lasso(z, computed.y, computed.study.folds, settings));
  return {};
}

Result<std::shared_ptr<Computed>> compute(std::filesystem::path const& folder) {
  static std::map<std::string, std::shared_ptr<Computed>> kept;
  if (auto const found = kept.find(folder.string()); found != kept.end()) return found->second;
  auto computed = std::make_shared<Computed>();
  PETRA_TRY(computed->study, read_pipeline_study(folder));
  auto const& study = computed->study;
  computed->stable = kept_by_icc(study, IccForm::A1, 0.8);
  computed->stable_names = names(study.features, computed->stable);
  for (auto const row : study.training) computed->y.push_back(study.outcome[static_cast<std::size_t>(row)]);
  computed->training = take(study.first, study.training, computed->stable);
  PETRA_TRY(computed->selection, select_features(computed->training, computed->y, study.folds));
  PETRA_CHECK(fit_default_glmnet(*computed));
  for (auto const rule : {CaretRule::exact, CaretRule::fast}) {
    PETRA_TRY(auto names_kept, kept_by_caret(*computed, rule));
    computed->by_caret.push_back(std::move(names_kept));
  }
  PETRA_TRY(computed->models,
            fit_pipeline_models(folder, study, computed->selection.score(study.first(Eigen::all, computed->stable))));
  kept[folder.string()] = computed;
  return computed;
}

void check_icc_step(Computed const& computed, Checker& checker) {
  auto const& study = computed.study;
  auto const estimates = compute_icc_two_readings(study.first_twice_read, study.second, IccForm::A1);
  std::vector<double> values;
  double margin = INFINITY;
  long long undefined = 0;
  for (auto const& e : estimates) {
    values.push_back(e.icc);
    undefined += std::isnan(e.icc) ? 1 : 0;
    if (!std::isnan(e.icc)) margin = std::min(margin, std::abs(e.icc - 0.8));
  }
  checker.numbers("/icc/values_A1", values, 1e-9);
  checker.texts("/icc/kept", computed.stable_names);
  checker.integer("/icc/n_kept_A1", static_cast<long long>(computed.stable.size()));
  checker.integer("/icc/n_kept_C1", static_cast<long long>(kept_by_icc(study, IccForm::C1, 0.8).size()));
  checker.integer("/icc/n_kept_oneway", static_cast<long long>(kept_by_icc(study, IccForm::oneway_single, 0.8).size()));
  checker.integer("/icc/n_undefined", undefined);
  checker.number("/icc/margin_to_0.8", margin, 1e-9);
}

void check_kept(std::string const& path, std::vector<std::string> const& kept, Checker& checker) {
  checker.integer(path + "/n", static_cast<long long>(kept.size()));
  checker.texts(path + "/kept", kept);
}

std::vector<std::size_t> first_come_places(Eigen::MatrixXd const& columns, bool use_pearson, bool use_spearman) {
  std::vector<std::size_t> kept;
  auto const decisions = first_come(columns, {0.9, use_pearson, use_spearman});
  for (std::size_t j = 0; j < decisions.size(); ++j) {
    if (decisions[j].kept) kept.push_back(j);
  }
  return kept;
}

void check_redundancy(Computed const& computed, Checker& checker) {
  auto const& selection = computed.selection;
  checker.integer("/redundancy/n_pairs_over", selection.pairs_over);
  checker.number("/redundancy/margin_to_0.9", selection.margin, 1e-9);
  check_kept("/redundancy/first_come", names(computed.stable_names, selection.unique), checker);
  auto const by_pearson = first_come_places(computed.training, true, false);
  auto const then_spearman = first_come_places(computed.training(Eigen::all, by_pearson), false, true);
  check_kept("/redundancy/pearson_then_spearman", names(names(computed.stable_names, by_pearson), then_spearman),
             checker);
  check_kept("/redundancy/findCorrelation_exact", computed.by_caret[0], checker);
  check_kept("/redundancy/findCorrelation_fast", computed.by_caret[1], checker);
  Eigen::MatrixXd const all_rows = computed.study.first(Eigen::all, computed.stable);
  check_kept("/redundancy/first_come_all_133_rows",
             names(computed.stable_names, first_come_places(all_rows, true, true)), checker);
}

void check_lasso(Computed const& computed, Checker& checker) {
  auto const& selection = computed.selection;
  auto const& cv = selection.cv;
  std::string const at = "/lasso/tight";
  auto const unique_names = names(computed.stable_names, selection.unique);
  checker.numbers(at + "/lambda", cv.path.lambda, 1e-9);
  GlmnetStudy folds;  // 1e-7, and at the overfitted end what glmnet's own distance from the optimum explains
  folds.x = computed.training(Eigen::all, selection.unique);
  folds.y = computed.y;
  folds.folds = computed.study.folds;
  auto const bounds = loss_bounds(folds, cv.path.lambda, {});
  for (Eigen::Index k = 0; k < cv.cv_mean.size(); ++k) {
    auto const row = std::to_string(k);
    checker.number(at + "/cvm/" + row, cv.cv_mean(k), bounds[static_cast<std::size_t>(k)]);
    checker.number(at + "/cvsd/" + row, cv.cv_se(k), bounds[static_cast<std::size_t>(k)]);
  }
  checker.integers(at + "/nzero", cv.nonzero);
  checker.number(at + "/lambda_min", cv.path.lambda(cv.index_min), 1e-9);
  checker.number(at + "/lambda_1se", cv.path.lambda(cv.index_1se), 1e-9);
  checker.integer(at + "/index_min", cv.index_min + 1);
  checker.integer(at + "/index_1se", cv.index_1se + 1);
  checker.number(at + "/dev_ratio_min", cv.path.dev_ratio(cv.index_min), 1e-7);
  double const best = cv.cv_mean(cv.index_min);
  double const gap = std::min(cv.cv_mean(cv.index_min - 1), cv.cv_mean(cv.index_min + 1)) - best;
  checker.number(at + "/cvm_gap_to_neighbours", gap, 1e-7);
  checker.integer(at + "/n_selected", static_cast<long long>(selection.selected.size()));
  checker.texts(at + "/selected", names(unique_names, selection.selected));
  checker.number(at + "/intercept", selection.intercept, kTolerance);
  double raw_intercept = selection.intercept, moved = 0;
  for (auto const j : selection.selected) {
    auto const column = static_cast<Eigen::Index>(j);
    double const mean = selection.mean(column), deviation = selection.deviation(column),
                 b = selection.coefficients(column);
    auto const& name = unique_names[j];
    checker.number("/lasso/center/" + name, mean, Tolerance(1e-12, deviation));
    checker.number("/lasso/scale/" + name, deviation, Tolerance(1e-12, 0));
    checker.number(at + "/coef_per_sd/" + name, b, kTolerance);
    checker.number(at + "/coef_raw/" + name, b / deviation, Tolerance(kTolerance, 1 / deviation));
    raw_intercept -= b * mean / deviation;
    moved += std::abs(mean / deviation);
  }
  checker.number(at + "/intercept_raw", raw_intercept,
                 Tolerance(kTolerance, moved));  // an error of 1e-6 in each coefficient moves it so far
}

// What glmnet's users see: its own stopping rule, followed step by step; 1e-9.
void check_default_lasso(Computed const& computed, Checker& checker) {
  constexpr double kDescentTolerance = 1e-9;
  auto const& cv = computed.glmnet;
  auto const& selection = computed.selection;
  std::string const at = "/lasso/default";
  checker.number(at + "/thresh", 1e-7, Tolerance(1e-6, 0));
  checker.numbers(at + "/lambda", cv.path.lambda, kDescentTolerance);
  checker.numbers(at + "/cvm", cv.cv_mean, kDescentTolerance);
  checker.numbers(at + "/cvsd", cv.cv_se, kDescentTolerance);
  checker.integers(at + "/nzero", cv.nonzero);
  checker.integer(at + "/index_min", cv.index_min + 1);
  checker.integer(at + "/index_1se", cv.index_1se + 1);
  checker.number(at + "/lambda_min", cv.path.lambda(cv.index_min), kDescentTolerance);
  checker.number(at + "/lambda_1se", cv.path.lambda(cv.index_1se), kDescentTolerance);
  checker.number(at + "/dev_ratio_min", cv.path.dev_ratio(cv.index_min), kDescentTolerance);
  double const gap = std::min(cv.cv_mean(cv.index_min - 1), cv.cv_mean(cv.index_min + 1)) - cv.cv_mean(cv.index_min);
  checker.number(at + "/cvm_gap_to_neighbours", gap, kDescentTolerance);
  std::vector<std::string> selected;
  double const intercept = cv.path.intercept(cv.index_min);
  double raw_intercept = intercept, moved = 0;
  for (Eigen::Index j = 0; j < cv.path.coefficients.rows(); ++j) {
    double const b = cv.path.coefficients(j, cv.index_min);
    if (b == 0) continue;
    auto const& name = computed.stable_names[selection.unique[static_cast<std::size_t>(j)]];
    double const deviation = selection.deviation(j), shift = selection.mean(j) / deviation;
    selected.push_back(name);
    checker.number(at + "/coef_per_sd/" + name, b, kDescentTolerance);
    checker.number(at + "/coef_raw/" + name, b / deviation, Tolerance(kDescentTolerance, 1 / deviation));
    raw_intercept -= b * shift;
    moved += std::abs(shift);
  }
  checker.texts(at + "/selected", selected);
  checker.integer(at + "/n_selected", static_cast<long long>(selected.size()));
  checker.number(at + "/intercept", intercept, kDescentTolerance);
  checker.number(at + "/intercept_raw", raw_intercept, Tolerance(kDescentTolerance, moved));
}

Result<void> check_expected(Computed& computed, Checker& checker) {
  auto const& study = computed.study;
  auto const cases = [&](std::vector<Eigen::Index> const& rows) {
    long long count = 0;
    for (auto const row : rows) count += study.outcome[static_cast<std::size_t>(row)];
    return count;
  };
  checker.integer("/sizes/patients", study.first.rows());
  checker.integer("/sizes/features", study.first.cols());
  checker.integer("/sizes/read_twice", study.second.rows());
  checker.integer("/sizes/train", static_cast<long long>(study.training.size()));
  checker.integer("/sizes/train_bmi", cases(study.training));
  checker.integer("/sizes/test", static_cast<long long>(study.test.size()));
  checker.integer("/sizes/test_bmi", cases(study.test));
  check_icc_step(computed, checker);
  check_redundancy(computed, checker);
  check_lasso(computed, checker);
  check_default_lasso(computed, checker);
  checker.numbers("/rad_score/values", computed.models.rad_score, kTolerance);
  PETRA_CHECK(check_pipeline_table1(computed.models, checker));
  PETRA_CHECK(check_pipeline_models(computed.models, checker));
  PETRA_CHECK(check_pipeline_evaluation(computed.models, checker));
  return check_pipeline_rivals(computed.models, checker);
}

Result<void> run_resamples(Computed& computed, std::size_t count) {
  for (std::size_t b = computed.resamples.size(); b < count; ++b) {
    std::vector<Eigen::Index> rows;
    std::vector<int> y, folds;
    for (Eigen::Index i = 0; i < computed.study.resamples.cols(); ++i) {
      auto const row = static_cast<Eigen::Index>(computed.study.resamples(static_cast<Eigen::Index>(b), i)) - 1;
      rows.push_back(row);
      y.push_back(computed.y[static_cast<std::size_t>(row)]);
      folds.push_back(computed.study.folds[static_cast<std::size_t>(row)]);
    }
    Eigen::MatrixXd const sample = computed.training(rows, Eigen::all);
    Resample resample;
    PETRA_TRY(resample.selection, select_features(sample, y, folds));
    resample.auc_resample = area_under_curve(resample.selection.score(sample), y);
    resample.auc_original = area_under_curve(resample.selection.score(computed.training), computed.y);
    computed.resamples.push_back(std::move(resample));
  }
  return {};
}

Result<void> check_optimism(Computed& computed, Checker& checker) {
  constexpr std::size_t kCount = 50;
  PETRA_CHECK(run_resamples(computed, kCount));
  checker.integer("/B", kCount);
  std::map<std::string, double> frequency;
  std::vector<double> selected_counts;
  double optimism = 0;
  for (std::size_t b = 0; b < kCount; ++b) {
    auto const& [selection, auc_resample, auc_original] = computed.resamples[b];
    auto const at = "/resamples/" + std::to_string(b);
    auto const selected = names(names(computed.stable_names, selection.unique), selection.selected);
    auto const& cvm = selection.cv.cv_mean;
    double gap = INFINITY;
    for (Eigen::Index k = 0; k < cvm.size(); ++k) {
      if (k != selection.cv.index_min) gap = std::min(gap, std::abs(cvm(k) - cvm(selection.cv.index_min)));
    }
    checker.integer(at + "/n_redundancy", static_cast<long long>(selection.unique.size()));
    checker.number(at + "/margin_to_0.9", selection.margin, 1e-9);
    checker.number(at + "/lambda_min", selection.cv.path.lambda(selection.cv.index_min), 1e-9);
    checker.integer(at + "/index_min", selection.cv.index_min + 1);
    checker.number(at + "/cvm_gap", gap, kTolerance);
    checker.integer(at + "/n_selected", static_cast<long long>(selected.size()));
    checker.texts(at + "/selected", selected);
    checker.number(at + "/auc_resample", auc_resample, 1e-9);
    checker.number(at + "/auc_original", auc_original, 1e-9);
    optimism += (auc_resample - auc_original) / kCount;
    selected_counts.push_back(static_cast<double>(selected.size()));
    for (auto const& name : selected) frequency[name] += 1.0 / kCount;
  }
  double const apparent = area_under_curve(computed.selection.score(computed.training), computed.y);
  checker.number("/apparent_auc", apparent, 1e-9);
  checker.number("/mean_optimism", optimism, 1e-9);
  checker.number("/corrected_auc", apparent - optimism, 1e-9);
  std::vector<double> quantiles;
  for (double const p : {0.0, 0.25, 0.5, 0.75, 1.0}) quantiles.push_back(quantile(selected_counts, p));
  checker.numbers("/n_selected_quantiles_type7", quantiles, 1e-12);
  for (auto const& [name, share] : frequency) checker.number("/selection_frequency/" + name, share, 1e-12);
  auto const unique_names = names(computed.stable_names, computed.selection.unique);
  for (auto const& name : names(unique_names, computed.selection.selected)) {
    checker.number("/apparent_selected_frequency/" + name, frequency[name], 1e-12);
  }
  return {};
}

}  // namespace

Result<void> check_pipeline(Case const& the_case, Checker& checker) {
  PETRA_TRY(auto const computed, compute(the_case.folder));
  if (the_case.document.filename() == "optimism_whole_pipeline.json") return check_optimism(*computed, checker);
  return check_expected(*computed, checker);
}

}  // namespace petra::oracle
