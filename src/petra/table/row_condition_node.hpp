// The tree of a RowCondition. A helper of row_condition.cpp and row_condition_parse.cpp.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "petra/table/row_condition.hpp"

namespace petra {

struct ConditionOperand {
  enum class Kind { column, number, text } kind = Kind::column;
  std::string text;  // a column's name, or the text
  double number = 0;
};

enum class Comparison { less, at_most, greater, at_least, equal, different };

struct RowCondition::Node {
  enum class Kind { compare, missing, is_in, negate, both, either } kind = Kind::compare;
  ConditionOperand left, right;  // compare; missing and is_in use left
  Comparison comparison = Comparison::equal;
  std::vector<ConditionOperand> set;  // is_in
  std::vector<std::shared_ptr<Node const>> parts;
};

// "2024-05-31", with a month and a day that exist.
[[nodiscard]] bool is_iso_date(std::string_view text);

struct ParsedCondition {
  std::shared_ptr<RowCondition::Node const> root;
  std::vector<std::string> columns;  // each once, in order of appearance
};
[[nodiscard]] Result<ParsedCondition> parse_condition(std::string_view text);

}  // namespace petra
