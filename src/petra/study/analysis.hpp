// The statistics of a study, in memory: from features and clinical values to models, their performance and the
// nomogram. Each step is a file of steps/ and a line of analysis_steps().
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/evaluate/calibration_curves.hpp"
#include "petra/evaluate/fold_seeds.hpp"
#include "petra/evaluate/funnel_bootstrap.hpp"
#include "petra/evaluate/nested_cv.hpp"
#include "petra/evaluate/performance.hpp"
#include "petra/evaluate/permutation.hpp"
#include "petra/evaluate/table_one.hpp"
#include "petra/model/nomogram.hpp"
#include "petra/select/funnel.hpp"
#include "petra/stats/bootstrap_validation.hpp"
#include "petra/stats/decision_curve.hpp"
#include "petra/stats/logistic.hpp"
#include "petra/stats/logistic_stepwise.hpp"
#include "petra/stats/mann_whitney.hpp"
#include "petra/study/cohort.hpp"
#include "petra/study/definition.hpp"
#include "petra/study/design_matrix.hpp"
#include "petra/study/imputation.hpp"
#include "petra/study/study_features.hpp"

namespace petra {

// What every step may read.
struct StudyInputs {
  StudyDefinition const& definition;
  Cohort const& cohort;
  StudyFeatures const& features;
  int jobs = 0;  // worker threads in all; 0: every core. Results do not depend on it
};

// One candidate alone.
struct UnivariableFit {
  std::string variable;
  LogisticFit fit;
  double p = 1;  // Wald; of a factor with several levels all of them together
};

// A logistic regression of the study: fitted on the training rows of its design, which holds all patients.
struct RegressionModel {
  std::string name;  // "clinical", "radiomics", "combined"
  DesignMatrix design;
  LogisticFit fit;
  // Training rows that it was fitted to, where they are not those of the design (cross-fitted Rad scores).
  std::optional<Eigen::MatrixXd> fitted_rows{};
  // Where cells were imputed: the design of all patients per imputed table; `design` is then their mean.
  std::vector<Eigen::MatrixXd> imputed_rows{};

  [[nodiscard]] Eigen::MatrixXd training_rows(Cohort const& cohort) const {
    return fitted_rows ? *fitted_rows : design.training_rows(cohort);
  }
};

// Cases against controls by their Rad score.
struct RadScoreTest {
  std::string set;
  RankSumTest test;
};

// rms's validate of a regression: the last regression only, whose Rad score keeps its own optimism.
struct ValidationRow {
  std::string model;
  BootstrapValidation validation;
};

// One coefficient over the imputed tables.
struct PooledTermRow {
  std::string model, term;
  PooledEstimate estimate;
};

struct CalibrationRow {
  std::string model, set;
  CalibrationPoint point;
};

struct DecisionCurveRow {
  std::string model, set;
  double threshold = 0, net_benefit = 0, low = 0, high = 0, treat_all = 0;
};

// Why a cell of a table is empty.
struct UndefinedRow {
  std::string table, row, column, reason;
};

// What combined adds to the clinical model.
struct AddedValueRow {
  std::string set, measure;
  double value = 0, low = 0, high = 0, statistic = 0, df = 0, p = 1;
  std::string note;
};

// A signature of one modality, of all, or a tumour's volume alone.
struct SignatureVariantRow {
  std::string variant;
  std::size_t features = 0, selected = 0;
  double auc[2] = {0, 0}, low[2] = {0, 0}, high[2] = {0, 0};  // training, test
  double spearman = 0;  // of the study's Rad score with the variant's own score, over the training patients
  double p_test = 0;    // DeLong, against the study's radiomics model in the test patients
  std::string note;
};

// What running the whole funnel again on other rows, folds or outcomes has shown.
struct FunnelResampling {
  std::vector<std::string> feature_names;  // of the columns that selections name
  std::optional<FunnelBootstrap> bootstrap;
  std::optional<NestedValidation> nested;
  std::optional<PermutationTest> permutation;
  std::vector<FoldSeedRow> fold_seeds;  // always looked at where there is a signature
};

struct StudyAnalysis {
  std::vector<TableOneRow> table_one;  // training patients first
  FunnelResult funnel;
  std::vector<FunnelRow> dropped_models;  // model as step, with the reason
  std::optional<Eigen::VectorXd> rad_score;
  std::vector<RadScoreTest> rad_score_tests;
  std::vector<UnivariableFit> univariable;
  std::vector<std::size_t> screened, independent;  // positions in the cohort's clinical variables
  std::optional<LogisticFit> multivariable;
  std::optional<Imputations> imputed;        // where empty cells of candidates were imputed
  std::vector<PooledTermRow> pooled_terms;   // of the regressions on them
  std::vector<StepwiseStep> stepwise;        // of models.clinical.stepwise
  std::vector<RegressionModel> regressions;  // in the order in which they were made
  std::vector<ModelProbabilities> probabilities;
  std::vector<PerformanceRow> performance;
  std::vector<DelongRow> delong;
  std::optional<Nomogram> nomogram;
  std::vector<ValidationRow> validation, fold_validation;  // by bootstrap, by folds
  std::vector<CalibrationRow> calibration;
  std::vector<DecisionCurveRow> decision_curve;
  std::vector<AddedValueRow> added_value;
  std::vector<SignatureVariantRow> signature_variants;
  std::vector<UndefinedRow> undefined;
  FunnelResampling resampling;
  std::vector<std::string> warnings;

  // The regression of that name; nullptr where it was not made.
  [[nodiscard]] RegressionModel const* regression(std::string_view name) const;
};

// A step reads the inputs and what earlier steps found, and adds to the analysis. Errors: what cannot be done with
// valid data (named); an empty step is no error, it adds to dropped_models.
struct AnalysisStep {
  std::string_view name;
  Result<void> (*run)(StudyInputs const& inputs, StudyAnalysis& analysis);
};

// The only list of steps, in their order.
[[nodiscard]] std::span<AnalysisStep const> analysis_steps();

[[nodiscard]] Result<StudyAnalysis> analyse_study(StudyInputs const& inputs);

}  // namespace petra
