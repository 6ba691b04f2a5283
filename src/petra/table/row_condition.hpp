// A condition on the rows of a table: "age <= 18 and (sex == \"female\" or not missing(scan))". It compares; it cannot
// call, assign or read anything else.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/table/table.hpp"

namespace petra {

// Three-valued, as in SQL: a comparison with a missing cell is unknown, `unknown or yes` is yes.
enum class Truth { no, yes, unknown };

// Grammar, in falling strength:
//   comparison  column or literal, then < <= > >= == (or =) != and another; `column in ("a", "b")`, `not in`;
//               `column is missing`, `is not missing`, `missing(column)`
//   not, and, or (also !, & or &&, | or ||), parentheses
// A name is a column (in `backquotes` where it holds more than letters, digits, _ and .); "…" or '…' is text; numbers
// are plain. Text is compared by == and != only, but dates written 2024-05-31 also by order.
class RowCondition {
 public:
  struct Node;

  // Errors name the place: unknown characters, what was expected, text compared by order, more than 1,000 characters.
  [[nodiscard]] static Result<RowCondition> parse(std::string_view text);

  // Errors: a column that the table lacks, with the nearest name.
  [[nodiscard]] Result<void> check_columns(Table const& table) const;

  // Of one row (0-based). -999 and -9999 count as missing where they are compared with numbers. Errors name line,
  // column and cell: text where a number is compared. Call check_columns first.
  [[nodiscard]] Result<Truth> evaluate(Table const& table, std::size_t row) const;

  [[nodiscard]] std::vector<std::string> const& columns() const { return columns_; }

 private:
  RowCondition() = default;
  std::shared_ptr<Node const> root_;
  std::vector<std::string> columns_;
};

}  // namespace petra
