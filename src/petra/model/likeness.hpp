// Is a new patient like the training patients? The Mahalanobis distance of the signature's features, standardised by
// the training patients, under their covariance shrunken towards a multiple of the identity (Ledoit & Wolf,
// J Multivar Anal 2004;88:365-411): with 93 patients and 23 features the plain covariance would call everybody new an
// outlier. Held against the distances that the training patients themselves have when a fold's patients are judged by
// the other folds.
#pragma once

#include <Eigen/Dense>
#include <string>
#include <vector>

#include "petra/base/result.hpp"

namespace petra {

struct ShrunkenCovariance {
  Eigen::MatrixXd covariance;  // p × p, of n rows about their mean, divisor n
  double shrinkage = 0;        // 0: none; 1: all variances equal and no covariance
};

// rows: n × p, finite, n >= 1.
[[nodiscard]] ShrunkenCovariance ledoit_wolf(Eigen::MatrixXd const& rows);

struct Likeness {
  std::vector<std::string> features;
  Eigen::VectorXd mean, sd;    // of the training patients (divisor n - 1)
  Eigen::MatrixXd covariance;  // of the standardised features, shrunken
  double shrinkage = 0;
  std::vector<double> distances;  // twentieths of the training patients' out-of-fold distances

  [[nodiscard]] double distance(Eigen::VectorXd const& values) const;
};

// rows: training patients × features, raw; folds: one per row, any labels, at least two of them. Patients with an
// undefined value are passed over. Errors: fewer than three complete patients, a feature that does not vary.
[[nodiscard]] Result<Likeness> learn_likeness(std::vector<std::string> features, Eigen::MatrixXd const& rows,
                                              std::vector<int> const& folds);

}  // namespace petra
