#include "inputs.hpp"

#include <algorithm>

#include "petra/table/table.hpp"

namespace petra::oracle {

Eigen::Index NumberTable::index(std::string const& column) const {
  auto const found = std::find(columns.begin(), columns.end(), column);
  return found == columns.end() ? -1 : found - columns.begin();
}

Result<NumberTable> read_numbers(std::filesystem::path const& path, std::vector<std::string> const& skip) {
  PETRA_TRY(auto const table, read_csv(path));
  NumberTable out;
  for (auto const& column : table.columns) {
    if (std::find(skip.begin(), skip.end(), column) == skip.end()) out.columns.push_back(column);
  }
  out.values.resize(static_cast<Eigen::Index>(table.rows.size()), static_cast<Eigen::Index>(out.columns.size()));
  for (std::size_t c = 0; c < out.columns.size(); ++c) {
    PETRA_TRY(auto const values, number_column(table, out.columns[c], path.string()));
    out.values.col(static_cast<Eigen::Index>(c)) = Eigen::Map<Eigen::VectorXd const>(values.data(), out.values.rows());
  }
  return out;
}

}  // namespace petra::oracle
