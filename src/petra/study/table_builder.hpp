// A table, row by row, from texts and numbers. A number that is not finite is an empty cell.
#pragma once

#include <cmath>
#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>

#include "petra/base/text.hpp"
#include "petra/table/table.hpp"

namespace petra {

struct Cell {
  std::string text;
  Cell(std::string value) : text(std::move(value)) {}                      // NOLINT: implicit on purpose
  Cell(std::string_view value) : text(value) {}                            // NOLINT
  Cell(char const* value) : text(value) {}                                 // NOLINT
  Cell(std::same_as<bool> auto value) : text(value ? "true" : "false") {}  // NOLINT
  Cell(std::floating_point auto value) : text(std::isfinite(value) ? format_number(value) : std::string()) {}  // NOLINT
  template <std::integral T>
  requires(!std::same_as<T, bool>) Cell(T value) : text(std::to_string(value)) {}  // NOLINT
};

class TableBuilder {
 public:
  explicit TableBuilder(std::initializer_list<std::string_view> columns) {
    table_.columns.assign(columns.begin(), columns.end());
  }

  void row(std::initializer_list<Cell> cells) {
    std::vector<std::string> texts;
    texts.reserve(cells.size());
    for (auto const& cell : cells) texts.push_back(cell.text);
    table_.rows.push_back(std::move(texts));
  }
  [[nodiscard]] Table& table() { return table_; }
  [[nodiscard]] Table take() { return std::move(table_); }

 private:
  Table table_;
};

}  // namespace petra
