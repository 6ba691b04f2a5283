// The whole way from features and clinical candidates to the three models, as one function of some patients, so that a
// resample can repeat all of it: agreement of readers, correlation, LASSO with its cross-validation, clinical
// screening, the regressions. What is validated then is the procedure, not the last regression.
#pragma once

#include <Eigen/Dense>
#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/model/clinical_choice.hpp"
#include "petra/select/funnel.hpp"

namespace petra {

inline constexpr std::array<std::string_view, 3> kFunnelModels = {"clinical", "radiomics", "combined"};
inline constexpr std::size_t kClinicalModel = 0, kRadiomicsModel = 1, kCombinedModel = 2;  // in kFunnelModels

// Second readings of one group of features.
struct FunnelReadings {
  static constexpr int kOutside = -1;  // of a patient who is not in the training view (rows: all)
  std::vector<int> patient;            // per reading: the row of the training view
  DoubleReading readings;
};

// Training patients and nothing else, but for the readings (images only, never outcomes) of patients outside.
struct FunnelData {
  TrainingView training;  // with folds
  ClinicalCandidates clinical;
  std::vector<FunnelReadings> readings;  // empty: nobody read twice, or the list of features is fixed beforehand

  // Rows by position, as often as they are named, with their clinical values and readings. Readings of rows that are
  // not named are left out; those of patients outside stay. folds: as TrainingView::resample.
  [[nodiscard]] Result<FunnelData> resample(std::span<int const> positions, std::vector<int> folds = {}) const;
};

struct FunnelProcedure {
  FunnelRules rules;
  ClinicalRule clinical;
};

// Linear predictor = intercept + rad_score · score + Σ clinical · column.
struct FunnelLinear {
  double intercept = 0, rad_score = 0;
  Eigen::VectorXd clinical;  // one per column of the candidates; 0: not in the model
};

struct FittedFunnel {
  std::vector<int> features;  // columns of the view that the LASSO kept
  Eigen::VectorXd coefficients;
  double score_intercept = 0;
  double lambda = 0;
  std::size_t unrepeated = 0;            // features left by the correlation step
  std::vector<std::size_t> independent;  // clinical predictors
  std::array<FunnelLinear, 3> models;    // kFunnelModels
  // Linear predictors of other patients: rows × models. Columns as the data's that were fitted.
  [[nodiscard]] Eigen::MatrixXd predict(Eigen::MatrixXd const& features_of_rows,
                                        Eigen::MatrixXd const& clinical_of_rows) const;
};

// A step that leaves nothing is no error here: the radiomics or clinical model is then the share of cases alone, and
// combined is what is left of its two parts. Errors: those of the funnel and the regressions.
[[nodiscard]] Result<FittedFunnel> fit_whole_funnel(FunnelData const& data, FunnelProcedure const& procedure);

// The features that the agreement of readers leaves, and no readings: the list is then fixed in every resample.
[[nodiscard]] FunnelData with_fixed_reproducibility(FunnelData const& data, FunnelRules const& rules);

}  // namespace petra
