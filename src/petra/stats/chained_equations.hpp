// Multiple imputation by chained equations, as R's mice 3.15 with its default methods: the same seed draws the same
// values. Source: van Buuren & Groothuis-Oudshoorn, J Stat Software 45 (2011).
#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <string>
#include <vector>

#include "petra/base/result.hpp"

namespace petra {

struct ImputationColumn {
  std::string name;
  int levels = 0;          // 0: a number; else values are 0 … levels - 1, the first being the reference
  Eigen::VectorXd values;  // one per row; NaN: missing
};

struct ImputationSettings {
  int imputations = 20;
  int iterations = 5;  // rounds over the columns (mice's maxit)
  std::uint32_t seed = 1;
};

// Completed tables: rows × columns each. `fitted`: rows that the models are fitted to and whose values are handed on
// (mice's rows that are not ignored); the others are imputed by these models, and take no part in them. Errors: a
// column without any value among the fitted rows.
[[nodiscard]] Result<std::vector<Eigen::MatrixXd>> impute_by_chained_equations(
    std::vector<ImputationColumn> const& columns, std::vector<bool> const& fitted, ImputationSettings const& settings);

}  // namespace petra
