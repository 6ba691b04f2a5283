#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "petra/base/text.hpp"
#include "petra/table/table.hpp"

namespace petra {

namespace {

constexpr std::size_t kProblemsShown = 5;

// The cell as a number under the table's decimal mark. A point where the comma is the mark is refused: 1.234 means 1234
// there.
std::optional<double> parse_cell(std::string_view cell, bool decimal_comma) {
  if (!decimal_comma) return parse_number(cell);
  if (cell.find('.') != std::string_view::npos) return std::nullopt;
  std::string with_point(cell);
  if (auto const comma = with_point.find(','); comma != std::string::npos) with_point[comma] = '.';
  return parse_number(with_point);
}

}  // namespace

std::optional<std::size_t> Table::find_column(std::string_view name) const {
  auto const found = std::find(columns.begin(), columns.end(), name);
  if (found == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns.begin());
}

bool is_missing(std::string_view cell) {
  constexpr auto kWords = std::to_array<std::string_view>({"", "na", "n/a", "nan", ".", "null"});
  cell = trim(cell);
  if (cell.size() > 4) return false;
  return std::find(kWords.begin(), kWords.end(), to_lower(cell)) != kWords.end();
}

Result<std::vector<double>> number_column(Table const& table, std::string_view column, std::string const& subject) {
  auto const index = table.find_column(column);
  if (!index) {
    auto const near = nearest_name(column, table.columns);
    return make_error(
        ErrorCode::invalid_input, subject, fmt::format("has no column {}", column),
        near ? fmt::format("Did you mean {}?", *near)
             : "Its columns are " +
                   join(std::span(table.columns).first(std::min<std::size_t>(20, table.columns.size())), ", "));
  }
  std::vector<double> numbers;
  numbers.reserve(table.rows.size());
  std::vector<std::string> problems;
  std::size_t problem_count = 0;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    auto const& cell = table.rows[i][*index];
    auto number = parse_cell(cell, table.decimal_comma);
    if (!number && is_missing(cell)) number = std::numeric_limits<double>::quiet_NaN();
    if (!number && ++problem_count <= kProblemsShown) {
      problems.push_back(i < table.lines.size() ? fmt::format("line {}: \"{:.40}\"", table.lines[i], cell)
                                                : fmt::format("row {}: \"{:.40}\"", i + 1, cell));
    }
    numbers.push_back(number.value_or(0));
  }
  if (problem_count == 0) return numbers;
  auto const more =
      problem_count > kProblemsShown ? fmt::format(" and {} more", problem_count - kProblemsShown) : std::string();
  return make_error(ErrorCode::invalid_input, fmt::format("{} column {}", subject, column),
                    fmt::format("holds what is not a number: {}{}", join(problems, ", "), more),
                    table.decimal_comma ? "Write numbers as 1234,5 without thousands marks, missing ones as NA"
                                        : "Write numbers as 1234.5 without thousands marks, missing ones as NA");
}

}  // namespace petra
