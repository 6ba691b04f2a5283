// The simulated study's selection by petra, from its files alone: features read twice → ICC → redundancy → LASSO → Rad
// score.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "inputs.hpp"
#include "petra/stats/icc.hpp"
#include "petra/stats/lasso.hpp"

namespace petra::oracle {

struct PipelineStudy {
  std::vector<std::string> ids, features;
  std::vector<Eigen::Index> training, test;  // rows
  std::vector<int> outcome;                  // of all rows
  std::vector<int> folds;                    // of training rows
  Eigen::MatrixXd first;                     // patients × features, reader 1
  Eigen::MatrixXd first_twice_read, second;  // patients read twice × features
  Eigen::MatrixXd resamples;                 // 1-based training rows, one resample a row
};

// What one run of redundancy and LASSO gives on given rows.
struct Selection {
  std::vector<std::size_t> unique;  // columns kept, of those given
  double margin = 0;                // smallest distance of max(|Pearson|, |Spearman|) of a pair from the cut-off
  long long pairs_over = 0;
  Eigen::VectorXd mean, deviation;    // of `unique`, with n - 1
  LassoCrossValidation cv;            // on z-scores
  std::vector<std::size_t> selected;  // places in `unique` with a coefficient at lambda_min
  Eigen::VectorXd coefficients;       // of `unique`, per SD, at lambda_min
  double intercept = 0;

  [[nodiscard]] Eigen::VectorXd score(
      Eigen::MatrixXd const& columns) const;  // linear predictor; columns as given to select_features
};

[[nodiscard]] Result<PipelineStudy> read_pipeline_study(std::filesystem::path const& folder);
[[nodiscard]] std::vector<std::size_t> kept_by_icc(PipelineStudy const& study, IccForm form, double above);
[[nodiscard]] Result<Selection> select_features(Eigen::MatrixXd const& columns, std::vector<int> const& y,
                                                std::vector<int> const& folds);

// Columns of `table` by index, all rows or some.
[[nodiscard]] Eigen::MatrixXd take(Eigen::MatrixXd const& table, std::vector<Eigen::Index> const& rows,
                                   std::vector<std::size_t> const& columns);

}  // namespace petra::oracle
