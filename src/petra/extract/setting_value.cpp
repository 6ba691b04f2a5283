// One value of a parameter file against its row: type, range, choices.

#include <fmt/format.h>

#include <cmath>

#include "petra/base/text.hpp"
#include "petra/extract/setting_rows.hpp"

namespace petra {

namespace {

std::string type_text(SettingRow const& row) {
  switch (row.type) {
    case SettingType::boolean:
      return "true or false";
    case SettingType::integer:
      return "a whole number";
    case SettingType::number:
      return "a number";
    case SettingType::integer_list:
      return "a list of whole numbers, such as [1, 2]";
    case SettingType::number_list:
      return "a list of numbers, such as [1.0, 2.0]";
    case SettingType::text:
      return row.choices.empty() ? "a name" : "one of " + join(row.choices, ", ");
  }
  return {};
}

std::string range_text(SettingRow const& row) {
  std::string text;
  if (std::isfinite(row.low))
    text += fmt::format(" {} {}", row.low_allowed ? "of at least" : "above", format_number(row.low));
  if (std::isfinite(row.high))
    text += fmt::format("{} at most {}", text.empty() ? "" : " and", format_number(row.high));
  return text;
}

std::string shown(YamlNode const& node) {
  switch (node.kind) {
    case YamlNode::Kind::null:
      return "nothing";
    case YamlNode::Kind::sequence:
      return "a list";
    case YamlNode::Kind::map:
      return "a group of keys";
    case YamlNode::Kind::scalar:
      return fmt::format("\"{}\"", node.text.substr(0, 80));
  }
  return {};
}

// What a check has at hand.
struct Check {
  SettingRow const& row;
  std::string const& where;
  std::vector<std::string>& warnings;

  [[nodiscard]] Error refuse(YamlNode const& node, std::string remedy = {}) const {
    if (remedy.empty()) remedy = fmt::format("Write {}{}", type_text(row), range_text(row));
    return make_error(ErrorCode::invalid_input, where,
                      fmt::format("is {}, where {}{} is expected", shown(node), type_text(row), range_text(row)),
                      std::move(remedy));
  }

  [[nodiscard]] Result<bool> boolean(YamlNode const& node) const {
    auto const lower = to_lower(node.text);
    if (node.kind == YamlNode::Kind::scalar && (lower == "true" || lower == "false")) {
      if (node.quoted) warn_quoted(node);
      return lower == "true";
    }
    return refuse(node);
  }

  void warn_quoted(YamlNode const& node) const {
    auto const text = node.text.substr(0, 80);
    warnings.push_back(fmt::format("{}: \"{}\" is in quotes, taken as {}", where, text, text));
  }

  [[nodiscard]] Result<double> number(YamlNode const& node, bool whole) const {
    if (node.kind != YamlNode::Kind::scalar) return refuse(node);
    auto const value = whole ? parse_whole(node.text) : parse_number(node.text);
    if (!value || !std::isfinite(*value)) return refuse(node, number_remedy(node.text, whole));
    bool const in_range = *value <= row.high && (row.low_allowed ? *value >= row.low : *value > row.low);
    if (!in_range) return refuse(node);
    if (node.quoted) warn_quoted(node);
    return *value;
  }

  [[nodiscard]] static std::optional<double> parse_whole(std::string_view text) {
    auto const value = parse_integer(text);
    constexpr long long kExact = 1LL << 53U;
    if (!value || *value > kExact || *value < -kExact) return std::nullopt;
    return static_cast<double>(*value);
  }

  [[nodiscard]] std::string number_remedy(std::string const& text, bool whole) const {
    if (whole && parse_number(text))
      return fmt::format("PyRadiomics' schema asks for a whole number here: write one{}", range_text(row));
    auto dotted = text;
    for (char& letter : dotted) {
      if (letter == ',') letter = '.';
    }
    if (dotted != text && parse_number(dotted)) return fmt::format("Write the decimal point as a point: {}", dotted);
    return {};
  }

  // SimpleITK's numbers, 1 to 10 as PyRadiomics' schema allows; since SimpleITK 2.3 the third is none.
  [[nodiscard]] Result<std::string> interpolator_by_number(YamlNode const& node, long long number) const {
    constexpr long long kNone = 3;
    if (number < 1 || number > static_cast<long long>(row.choices.size())) return refuse(node);
    if (number == kNone) return refuse(node, "SimpleITK knows no interpolator of this number: write sitkBSpline");
    return row.choices[static_cast<std::size_t>(number - 1)];
  }

  [[nodiscard]] Result<std::string> name(YamlNode const& node) const {
    if (node.kind != YamlNode::Kind::scalar || node.text.empty()) return refuse(node);
    if (row.choices.empty()) return node.text;
    for (auto const& choice : row.choices) {
      if (choice == node.text) return node.text;
    }
    if (row.key == "interpolator") {
      if (auto const number = parse_integer(node.text)) return interpolator_by_number(node, *number);
    }
    auto const near = nearest_name(node.text, row.choices);
    return refuse(node, near ? fmt::format("Did you mean \"{}\"", *near) : std::string());
  }
};

}  // namespace

Result<SettingValue> check_setting(SettingRow const& row, YamlNode const& node, std::string const& where,
                                   std::vector<std::string>& warnings) {
  Check const check{row, where, warnings};
  SettingValue value;
  if (node.kind == YamlNode::Kind::null && row.may_be_null) {
    value.is_null = true;
    return value;
  }
  switch (row.type) {
    case SettingType::boolean: {
      PETRA_TRY(value.boolean, check.boolean(node));
      return value;
    }
    case SettingType::integer: {
      PETRA_TRY(auto const number, check.number(node, true));
      value.integer = static_cast<long long>(number);
      return value;
    }
    case SettingType::number: {
      PETRA_TRY(value.number, check.number(node, false));
      return value;
    }
    case SettingType::text: {
      PETRA_TRY(value.text, check.name(node));
      return value;
    }
    case SettingType::integer_list:
    case SettingType::number_list: {
      if (node.kind != YamlNode::Kind::sequence) return check.refuse(node);
      if (node.items.empty() && row.default_text != "[]") return check.refuse(node);
      for (auto const& item : node.items) {
        PETRA_TRY(auto const number, check.number(item, row.type == SettingType::integer_list));
        value.numbers.push_back(number);
        value.whole.push_back(parse_integer(item.text).has_value());
      }
      return value;
    }
  }
  return value;
}

YamlNode override_node(SettingRow const& row, std::string_view value) {
  auto scalar = [](std::string_view text) {
    YamlNode node;
    node.kind = YamlNode::Kind::scalar;
    node.text = trim(text);
    node.line = 1;
    if (to_lower(node.text) == "null" || to_lower(node.text) == "none") node.kind = YamlNode::Kind::null;
    return node;
  };
  bool const is_list = row.type == SettingType::integer_list || row.type == SettingType::number_list;
  if (!is_list) return scalar(value);
  auto text = trim(value);
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  YamlNode list;
  list.kind = YamlNode::Kind::sequence;
  list.line = 1;
  for (auto const part : split(text, ',')) {
    list.items.push_back(scalar(part));
    // PyRadiomics' command line makes a float of every number of such a list; a file keeps the integers.
    auto& item = list.items.back();
    if (row.type == SettingType::number_list && parse_integer(item.text)) item.text += ".0";
  }
  return list;
}

}  // namespace petra
