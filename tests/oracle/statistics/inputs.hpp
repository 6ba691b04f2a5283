// Reads the input tables of a case.
#pragma once

#include <Eigen/Dense>
#include <filesystem>
#include <string>
#include <vector>

#include "petra/base/result.hpp"

namespace petra::oracle {

struct NumberTable {
  std::vector<std::string> columns;
  Eigen::MatrixXd values;  // rows × columns; missing cells are NaN

  [[nodiscard]] Eigen::Index index(std::string const& column) const;  // -1 where there is none
  [[nodiscard]] Eigen::VectorXd column(std::string const& name) const { return values.col(index(name)); }
};

// A CSV (or .csv.gz) of numbers; columns of text are refused unless named in `skip`, which are left out.
[[nodiscard]] Result<NumberTable> read_numbers(std::filesystem::path const& path,
                                               std::vector<std::string> const& skip = {});

}  // namespace petra::oracle
