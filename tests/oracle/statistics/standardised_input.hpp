// The input.csv of a rival (naive Bayes, neural network): set, y, then predictors, z-scored by the training rows.
#pragma once

#include <Eigen/Dense>
#include <filesystem>
#include <string>
#include <vector>

#include "petra/base/result.hpp"

namespace petra::oracle {

struct StandardisedInput {
  std::vector<std::string> predictors;
  Eigen::MatrixXd x, z;           // all rows
  Eigen::VectorXd center, scale;  // training mean and SD (n - 1)
  std::vector<int> y, train_y;
  std::vector<Eigen::Index> train, test;

  // AUC of a probability per row, on the training rows or on the others.
  [[nodiscard]] double auc(Eigen::VectorXd const& probability, bool training) const;
};

[[nodiscard]] Result<StandardisedInput> read_standardised_input(std::filesystem::path const& path);

}  // namespace petra::oracle
