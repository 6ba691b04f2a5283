#include "petra/table/row_condition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "petra/base/text.hpp"
#include "petra/table/row_condition_node.hpp"

namespace petra {

namespace {

using Node = RowCondition::Node;
using Kind = ConditionOperand::Kind;

struct Row {
  Table const& table;
  std::size_t row;

  [[nodiscard]] std::string_view cell(std::string const& column) const {
    return trim(table.rows[row][*table.find_column(column)]);
  }
  [[nodiscard]] std::string where(std::string const& column) const {
    auto const line =
        row < table.lines.size() ? fmt::format("line {}", table.lines[row]) : fmt::format("row {}", row + 1);
    return fmt::format("{}, column {}", line, column);
  }
  [[nodiscard]] std::optional<double> number(std::string_view cell) const {
    std::string text(cell);
    if (table.decimal_comma) {
      if (text.find('.') != std::string::npos) return std::nullopt;
      std::replace(text.begin(), text.end(), ',', '.');
    }
    return parse_number(text);
  }
};

bool is_code_of_missing(double value) {
  return value == -999 || value == -9999;
}

Truth as_truth(bool value) {
  return value ? Truth::yes : Truth::no;
}

template <class T>
Truth compare(T const& a, Comparison comparison, T const& b) {
  switch (comparison) {
    case Comparison::less:
      return as_truth(a < b);
    case Comparison::at_most:
      return as_truth(a <= b);
    case Comparison::greater:
      return as_truth(a > b);
    case Comparison::at_least:
      return as_truth(a >= b);
    case Comparison::equal:
      return as_truth(a == b);
    case Comparison::different:
      return as_truth(a != b);
  }
  return Truth::unknown;
}

struct Value {
  std::string text;
  std::optional<double> number;
  ConditionOperand const* from;
};

Result<Truth> compare_values(Row const& row, Value const& a, Comparison comparison, Value const& b) {
  bool const as_numbers = a.from->kind == Kind::number || b.from->kind == Kind::number ||
                          (a.from->kind == Kind::column && b.from->kind == Kind::column && a.number && b.number);
  if (as_numbers) {
    for (auto const* side : {&a, &b}) {
      if (!side->number)
        return make_error(ErrorCode::invalid_input, row.where(side->from->text),
                          fmt::format("\"{}\" is not a number, but is compared with one", side->text),
                          "Compare with a \"text\", or mend the cell");
      if (side->from->kind == Kind::column && is_code_of_missing(*side->number)) return Truth::unknown;
    }
    return compare(*a.number, comparison, *b.number);
  }
  bool const by_order = comparison != Comparison::equal && comparison != Comparison::different;
  for (auto const* side : {&a, &b}) {
    if (by_order && !is_iso_date(side->text))
      return make_error(
          ErrorCode::invalid_input, row.where(side->from->text),
          fmt::format("\"{}\" is neither a number nor a date like 2024-05-31, and has no order", side->text));
  }
  return compare(a.text, comparison, b.text);
}

// The operand's value in the row; nothing where the cell is missing.
std::optional<Value> value_of(Row const& row, ConditionOperand const& operand) {
  if (operand.kind == Kind::number) return Value{operand.text, operand.number, &operand};
  if (operand.kind == Kind::text) return Value{operand.text, std::nullopt, &operand};
  auto const cell = row.cell(operand.text);
  if (is_missing(cell)) return std::nullopt;
  return Value{std::string(cell), row.number(cell), &operand};
}

Result<Truth> evaluate_node(Node const& node, Row const& row) {
  switch (node.kind) {
    case Node::Kind::missing: {
      auto const value = value_of(row, node.left);
      return as_truth(!value || (value->number && is_code_of_missing(*value->number)));
    }
    case Node::Kind::compare: {
      auto const a = value_of(row, node.left), b = value_of(row, node.right);
      if (!a || !b) return Truth::unknown;
      return compare_values(row, *a, node.comparison, *b);
    }
    case Node::Kind::is_in: {
      auto const a = value_of(row, node.left);
      if (!a) return Truth::unknown;
      for (auto const& item : node.set) {
        PETRA_TRY(auto const same, compare_values(row, *a, Comparison::equal, *value_of(row, item)));
        if (same != Truth::no) return same;
      }
      return Truth::no;
    }
    case Node::Kind::negate: {
      PETRA_TRY(auto const inner, evaluate_node(*node.parts.front(), row));
      return inner == Truth::unknown ? inner : as_truth(inner == Truth::no);
    }
    case Node::Kind::both:
    case Node::Kind::either: {
      auto const decides = node.kind == Node::Kind::both ? Truth::no : Truth::yes;
      bool unknown = false;
      for (auto const& part : node.parts) {
        PETRA_TRY(auto const truth, evaluate_node(*part, row));
        if (truth == decides) return truth;
        unknown = unknown || truth == Truth::unknown;
      }
      return unknown ? Truth::unknown : as_truth(decides == Truth::no);
    }
  }
  return Truth::unknown;
}

}  // namespace

Result<RowCondition> RowCondition::parse(std::string_view text) {
  PETRA_TRY(auto parsed, parse_condition(text));
  RowCondition condition;
  condition.root_ = std::move(parsed.root);
  condition.columns_ = std::move(parsed.columns);
  return condition;
}

Result<void> RowCondition::check_columns(Table const& table) const {
  for (auto const& column : columns_) {
    if (table.find_column(column)) continue;
    auto const nearest = nearest_name(column, table.columns);
    return make_error(ErrorCode::invalid_input, fmt::format("column {}", column), "is not in the table",
                      nearest ? fmt::format("Did you mean {}?", *nearest) : "Texts stand in \"quotes\"");
  }
  return {};
}

Result<Truth> RowCondition::evaluate(Table const& table, std::size_t row) const {
  return evaluate_node(*root_, {table, row});
}

}  // namespace petra
