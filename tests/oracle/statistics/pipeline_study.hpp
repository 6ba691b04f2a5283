// The simulated study as the pipeline's checks share it: computed once from its files, kept from one check to the next.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "checker.hpp"
#include "petra/stats/bootstrap_validation.hpp"
#include "petra/stats/logistic.hpp"
#include "petra/stats/neural_network.hpp"
#include "petra/table/table.hpp"
#include "pipeline_selection.hpp"

namespace petra::oracle {

using Values = std::vector<double>;

// Patients' values of a set, by name of model ("radiomics", "clinical", "combined", rivals).
struct PipelineSet {
  std::string name;  // "train", "test"
  std::vector<Eigen::Index> rows;
  std::vector<int> y;
  [[nodiscard]] Values of(Eigen::VectorXd const& all_rows) const;
};

struct PipelineModels {
  Table clinical;
  std::vector<PipelineSet> sets;                   // train, test
  Eigen::VectorXd rad_score;                       // all rows
  std::map<std::string, Eigen::VectorXd> columns;  // clinical candidates, all rows; gender is 1 for Male
  std::map<std::string, LogisticFit> univariate;
  std::vector<std::string> screened, independent;
  LogisticFit multivariable, clinical_model, combined, radiomics;
  std::map<std::string, Eigen::VectorXd> probability;  // radiomics, clinical, combined, naive_bayes, neural_network
  BootstrapCalibration calibration_200, calibration_1000;  // on the resamples that rms kept
  BootstrapValidation validation_200, validation_1000;

  [[nodiscard]] Eigen::MatrixXd design(std::vector<std::string> const& names) const;  // all rows
  [[nodiscard]] Eigen::MatrixXd training(std::vector<std::string> const& names) const;
};

[[nodiscard]] Result<PipelineModels> fit_pipeline_models(std::filesystem::path const& folder,
                                                         PipelineStudy const& study, Eigen::VectorXd const& rad_score);

[[nodiscard]] Result<void> check_pipeline_table1(PipelineModels const& models, Checker& checker);
[[nodiscard]] Result<void> check_pipeline_models(PipelineModels const& models, Checker& checker);
[[nodiscard]] Result<void> check_pipeline_evaluation(PipelineModels const& models, Checker& checker);
[[nodiscard]] Result<void> check_pipeline_rivals(PipelineModels& models, Checker& checker);

}  // namespace petra::oracle
