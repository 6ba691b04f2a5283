#include "petra/study/check_schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "petra/base/text.hpp"

namespace petra {

namespace {

struct Place {
  std::string path;     // as a row has it: "modalities.*.image"
  std::string written;  // as the user wrote it: "modalities.PET.image"
  std::size_t line;
  [[nodiscard]] std::string where() const { return fmt::format("line {}, {}", line, written); }
};

KeyRow const* find_row(std::string_view path) {
  auto const found =
      std::find_if(kStudyKeys.begin(), kStudyKeys.end(), [&](KeyRow const& row) { return row.path == path; });
  return found == kStudyKeys.end() ? nullptr : &*found;
}

// The names that may stand directly below `path`.
std::vector<std::string> children_of(std::string_view path) {
  std::string const prefix = path.empty() ? std::string() : std::string(path) + '.';
  std::vector<std::string> names;
  for (auto const& row : kStudyKeys) {
    if (row.path.size() <= prefix.size() || !row.path.starts_with(prefix)) continue;
    auto const rest = row.path.substr(prefix.size());
    if (rest.find('.') == std::string_view::npos && rest.find('[') == std::string_view::npos) names.emplace_back(rest);
  }
  return names;
}

bool asks_for_nothing(YamlNode const& node, std::string_view off) {
  switch (node.kind) {
    case YamlNode::Kind::null:
      return true;
    case YamlNode::Kind::sequence:
      return node.items.empty();
    case YamlNode::Kind::map:
      return std::all_of(node.entries.begin(), node.entries.end(),
                         [](auto const& entry) { return asks_for_nothing(entry.second, {}); });
    case YamlNode::Kind::scalar:
      break;
  }
  if (off.empty()) return false;
  auto const number = parse_number(off), value = parse_number(node.text);
  return node.text == off || (number && value && *number == *value);
}

std::string_view kind_name(YamlNode::Kind kind) {
  switch (kind) {
    case YamlNode::Kind::null:
      return "nothing";
    case YamlNode::Kind::scalar:
      return "a value";
    case YamlNode::Kind::sequence:
      return "a list";
    case YamlNode::Kind::map:
      return "a group of keys";
  }
  return "";
}

void check_choice(std::string const& value, KeyRow const& row, Place const& place, Problems& problems) {
  if (row.choices.empty()) return;
  auto const choices = split(row.choices, '|');
  if (std::find(choices.begin(), choices.end(), value) != choices.end()) return;
  std::vector<std::string> const names(choices.begin(), choices.end());
  auto const nearest = nearest_name(value, names);
  problems.add(place.where(), fmt::format("{} is not one of: {}", value, join(names, ", ")),
               nearest ? fmt::format("Did you mean {}?", *nearest) : "");
}

void check_scalar(YamlNode const& node, KeyRow const& row, Place const& place, Problems& problems) {
  if (row.kind == KeyKind::text) {
    check_choice(node.text, row, place, problems);
    return;
  }
  if (row.kind == KeyKind::flag) {
    if (node.quoted || (node.text != "true" && node.text != "false"))
      problems.add(place.where(), fmt::format("{} is not true or false", node.text));
    return;
  }
  auto const number = parse_number(node.text);
  bool const is_whole = parse_integer(node.text).has_value();
  if (node.quoted || !number || !(*number - *number == 0) || (row.kind == KeyKind::whole && !is_whole)) {
    problems.add(place.where(),
                 fmt::format("{} is not a {}number", node.text, row.kind == KeyKind::whole ? "whole " : ""),
                 node.quoted ? "Remove the quotes" : "");
    return;
  }
  bool const bounded = row.minimum != 0 || row.maximum != 0;
  if (bounded && (*number < row.minimum || *number > row.maximum)) {
    problems.add(place.where(), fmt::format("{} is outside {} to {}", node.text, format_number(row.minimum),
                                            format_number(row.maximum)));
  }
}

void check_map(YamlNode const& node, Place const& place, Problems& problems);

void check_value(YamlNode const& node, KeyRow const& row, Place const& place, Problems& problems) {
  if (node.kind == YamlNode::Kind::null) return;  // as if absent
  if (row.support == KeySupport::not_yet && !asks_for_nothing(node, row.off)) {
    auto const value =
        node.kind == YamlNode::Kind::scalar ? fmt::format("{}: {}", place.written, node.text) : place.written;
    problems.add(make_error(ErrorCode::not_supported, place.where(), fmt::format("{} is not supported yet", value),
                            row.off.empty() ? "Remove the key" : fmt::format("Remove the key or write {}", row.off)));
    return;
  }
  if (row.support == KeySupport::not_yet) return;
  switch (row.kind) {
    case KeyKind::map:
      if (node.kind != YamlNode::Kind::map)
        problems.add(place.where(), fmt::format("is {}, where a group of keys is expected", kind_name(node.kind)));
      else
        check_map(node, place, problems);
      return;
    case KeyKind::names:
    case KeyKind::entries:
      if (node.kind != YamlNode::Kind::sequence) {
        problems.add(place.where(), fmt::format("is {}, where a list is expected", kind_name(node.kind)),
                     "Write [a, b]");
        return;
      }
      for (std::size_t k = 0; k < node.items.size(); ++k) {
        auto const& item = node.items[k];
        Place const inner{place.path + "[]", fmt::format("{}[{}]", place.written, k + 1), item.line};
        if (item.kind == YamlNode::Kind::scalar)
          check_choice(item.text, row, inner, problems);
        else if (item.kind == YamlNode::Kind::map && row.kind == KeyKind::entries)
          check_map(item, inner, problems);
        else
          problems.add(inner.where(), fmt::format("is {}, where a column's name is expected", kind_name(item.kind)));
      }
      return;
    default:
      if (node.kind != YamlNode::Kind::scalar)
        problems.add(place.where(), fmt::format("is {}, where one value is expected", kind_name(node.kind)));
      else
        check_scalar(node, row, place, problems);
  }
}

void check_map(YamlNode const& node, Place const& place, Problems& problems) {
  auto below = [](std::string const& path, std::string_view name) {
    return path.empty() ? std::string(name) : fmt::format("{}.{}", path, name);
  };
  for (auto const& [key, value] : node.entries) {
    Place inner{below(place.path, key), below(place.written, key), value.line};
    auto const* row = find_row(inner.path);
    if (row == nullptr) {
      inner.path = below(place.path, "*");
      row = find_row(inner.path);
    }
    if (row != nullptr) {
      check_value(value, *row, inner, problems);
      continue;
    }
    auto const known = children_of(place.path);
    auto const nearest = nearest_name(key, known);
    problems.add(
        inner.where(), "is not a key that petra knows",
        nearest ? fmt::format("Did you mean {}?", *nearest) : fmt::format("Known here: {}", join(known, ", ")));
  }
}

}  // namespace

void check_schema(YamlNode const& root, Problems& problems) {
  if (root.kind != YamlNode::Kind::map) {
    problems.add("", "holds no keys", "See `petra study init` for a commented example");
    return;
  }
  check_map(root, {"", "", root.line}, problems);
}

}  // namespace petra
