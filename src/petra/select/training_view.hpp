// What a selection step may see: training rows and nothing else.
//
// Steps after the reproducibility check look at outcomes or at relations between features; a test row that took part in
// them would leak into the signature. So they do not take the study's table, they take a TrainingView, and the only way
// to make one copies the training rows out of the table: test rows are not hidden in it, they are not there.
#pragma once

#include <Eigen/Dense>
#include <span>
#include <string>
#include <vector>

#include "petra/base/result.hpp"

namespace petra {

// Features of all patients: values is patients × features, names one per column.
struct FeatureMatrix {
  std::vector<std::string> names;
  Eigen::MatrixXd values;

  // The same rows, some columns in the given order.
  [[nodiscard]] FeatureMatrix columns(std::span<int const> which) const;
  // The same columns, some rows in the given order.
  [[nodiscard]] FeatureMatrix rows(std::span<int const> which) const;
};

class TrainingView {
 public:
  // Copies the training rows. outcome: 0 or 1 per patient; is_training: one flag per patient; folds: 1-based, one per
  // training row in their order (empty where no step needs folds). Errors (a caller's mistake in sizes is one): no
  // training row, one class only.
  [[nodiscard]] static Result<TrainingView> take(FeatureMatrix const& features, std::span<int const> outcome,
                                                 std::vector<bool> const& is_training, std::vector<int> folds = {});

  [[nodiscard]] std::vector<std::string> const& names() const { return features_.names; }
  [[nodiscard]] Eigen::MatrixXd const& values() const { return features_.values; }  // training rows × features
  [[nodiscard]] std::vector<int> const& outcome() const { return outcome_; }
  [[nodiscard]] std::vector<int> const& folds() const { return folds_; }

  // The same rows, some columns.
  [[nodiscard]] TrainingView keep(std::span<int const> columns) const;

  // Rows of this view by position, in the given order, as often as they are named: a resample, or the training part of
  // an inner split. A view made from a view holds training rows only, too. folds: one per entry of `positions`; empty:
  // each row keeps its own. Errors: one class only; a position that the view does not have (a caller's mistake).
  [[nodiscard]] Result<TrainingView> resample(std::span<int const> positions, std::vector<int> folds = {}) const;

  // The same features and folds with other outcomes (a permutation of them). Errors: as take's.
  [[nodiscard]] Result<TrainingView> with_outcome(std::vector<int> outcome) const;

 private:
  TrainingView(FeatureMatrix features, std::vector<int> outcome, std::vector<int> folds)
      : features_(std::move(features)), outcome_(std::move(outcome)), folds_(std::move(folds)) {}

  FeatureMatrix features_;
  std::vector<int> outcome_;
  std::vector<int> folds_;
};

}  // namespace petra
