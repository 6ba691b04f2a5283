// Clinical variables and the Rad score as the columns of a regression. A factor has one column per level but the
// reference.
#pragma once

#include <Eigen/Dense>
#include <span>
#include <string>
#include <vector>

#include "petra/study/cohort.hpp"

namespace petra {

struct DesignMatrix {
  Eigen::MatrixXd values;           // all patients × columns
  std::vector<std::string> names;   // "age", "gender=Male", "rad_score"
  std::vector<std::size_t> source;  // per column: position of its variable, kRadScore for the Rad score
  static constexpr std::size_t kRadScore = static_cast<std::size_t>(-1);

  // The rows of training patients.
  [[nodiscard]] Eigen::MatrixXd training_rows(Cohort const& cohort) const;
};

// The same of other values of the candidates than the cohort's (imputed ones), one entry per patient each.
[[nodiscard]] DesignMatrix make_design(std::span<ClinicalVariable const> clinical, std::size_t patients,
                                       std::span<std::size_t const> variables, Eigen::VectorXd const* rad_score);

// rad_score first where it is given, then the variables in the given order.
[[nodiscard]] DesignMatrix make_design(Cohort const& cohort, std::span<std::size_t const> variables,
                                       Eigen::VectorXd const* rad_score = nullptr);

}  // namespace petra
