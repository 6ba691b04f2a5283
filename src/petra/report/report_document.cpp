#include "petra/report/report_document.hpp"

#include <limits>

#include "petra/base/text.hpp"

namespace petra {

Table const* ReportDocument::find(std::string_view name) const {
  auto const found = tables.find(name);
  return found == tables.end() || found->second.rows.empty() ? nullptr : &found->second;
}

std::string ReportDocument::label_of(std::string_view column) const {
  auto const found = labels.find(column);
  return found == labels.end() ? std::string(column) : found->second;
}

std::string const& cell(Table const& table, std::size_t row, std::string_view column) {
  static std::string const empty;
  auto const found = table.find_column(column);
  return found ? table.rows[row][*found] : empty;
}

double cell_number(Table const& table, std::size_t row, std::string_view column) {
  return parse_number(cell(table, row, column)).value_or(std::numeric_limits<double>::quiet_NaN());
}

}  // namespace petra
