// Tables with factors -> design matrices, as R's model.matrix with treatment contrasts makes them.
#pragma once

#include <Eigen/Dense>
#include <map>
#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/table/table.hpp"

namespace petra::oracle {

struct FactorDesign {
  Eigen::MatrixXd columns;
  std::vector<std::string> names;  // "age", "raceblack" (variable and level run together, as R prints them)
  std::map<std::string, std::vector<int>> blocks;  // variable -> its columns
};

// `levels`: variables that are factors, reference first; all others are numbers.
[[nodiscard]] Result<FactorDesign> make_factor_design(Table const& table, std::vector<std::string> const& variables,
                                                      std::map<std::string, std::vector<std::string>> const& levels,
                                                      std::string const& subject);

[[nodiscard]] Result<std::vector<int>> outcome_column(Table const& table, std::string const& column,
                                                      std::string const& subject);

}  // namespace petra::oracle
