#include "factor_design.hpp"

namespace petra::oracle {

Result<FactorDesign> make_factor_design(Table const& table, std::vector<std::string> const& variables,
                                        std::map<std::string, std::vector<std::string>> const& levels,
                                        std::string const& subject) {
  auto const rows = static_cast<Eigen::Index>(table.rows.size());
  FactorDesign design;
  std::vector<Eigen::VectorXd> columns;
  auto add = [&](std::string const& variable, std::string name, Eigen::VectorXd values) {
    design.blocks[variable].push_back(static_cast<int>(columns.size()));
    design.names.push_back(std::move(name));
    columns.push_back(std::move(values));
  };
  for (auto const& variable : variables) {
    auto const factor = levels.find(variable);
    if (factor == levels.end()) {
      PETRA_TRY(auto const values, number_column(table, variable, subject));
      add(variable, variable, Eigen::Map<Eigen::VectorXd const>(values.data(), rows));
      continue;
    }
    auto const column = table.find_column(variable);
    if (!column) return make_error(ErrorCode::invalid_input, subject, "has no column " + variable);
    for (std::size_t k = 1; k < factor->second.size(); ++k) {
      Eigen::VectorXd values(rows);
      for (Eigen::Index i = 0; i < rows; ++i)
        values[i] = table.rows[static_cast<std::size_t>(i)][*column] == factor->second[k] ? 1 : 0;
      add(variable, variable + factor->second[k], std::move(values));
    }
  }
  design.columns.resize(rows, static_cast<Eigen::Index>(columns.size()));
  for (std::size_t j = 0; j < columns.size(); ++j) design.columns.col(static_cast<Eigen::Index>(j)) = columns[j];
  return design;
}

Result<std::vector<int>> outcome_column(Table const& table, std::string const& column, std::string const& subject) {
  PETRA_TRY(auto const values, number_column(table, column, subject));
  return std::vector<int>(values.begin(), values.end());
}

}  // namespace petra::oracle
