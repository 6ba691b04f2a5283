#include "petra/volumefile/structure_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <regex>

#include "petra/base/text.hpp"

namespace petra {

namespace {

std::string list_of(std::vector<StructureName> const& structures) {
  constexpr std::size_t kListed = 40;
  std::vector<std::string> parts;
  for (auto const& structure : structures) {
    if (parts.size() == kListed) break;
    parts.push_back(fmt::format("{} \"{}\"", structure.number, structure.name));
  }
  if (parts.empty()) return "none";
  return join(parts, ", ") + (structures.size() > kListed ? " and more" : "");
}

template <class Matches>
std::vector<std::size_t> positions(std::vector<StructureName> const& structures, Matches const& matches) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < structures.size(); ++i) {
    if (matches(structures[i])) found.push_back(i);
  }
  return found;
}

Error named_twice(std::vector<StructureName> const& structures, std::vector<std::size_t> const& found,
                  std::string_view wanted, std::string const& subject) {
  std::vector<std::string> numbers;
  for (auto const i : found) numbers.push_back(std::to_string(structures[i].number));
  return make_error(
      ErrorCode::invalid_input, subject,
      fmt::format("{} structures have the name \"{}\": numbers {}", found.size(), wanted, join(numbers, ", ")),
      "Name the structure by its number");
}

}  // namespace

Result<std::vector<std::size_t>> find_structures(std::vector<StructureName> const& structures, std::string_view wanted,
                                                 std::string const& subject) {
  auto const text = std::string(trim(wanted));
  bool const expression_only = text.size() > 2 && text.front() == '/' && text.back() == '/';
  if (!expression_only) {
    auto found = positions(structures, [&](auto const& s) { return trim(s.name) == text; });
    if (found.size() > 1) return named_twice(structures, found, text, subject);
    if (!found.empty()) return found;
    if (auto const number = parse_integer(text.starts_with('#') ? std::string_view(text).substr(1) : text)) {
      found = positions(structures, [&](auto const& s) { return s.number == *number; });
      if (!found.empty()) return found;
    }
    found = positions(structures, [&](auto const& s) { return to_lower(trim(s.name)) == to_lower(text); });
    if (found.size() > 1) return named_twice(structures, found, text, subject);
    if (!found.empty()) return found;
  }
  constexpr std::size_t kLongestExpression = 500;
  constexpr std::size_t kLongestName = 256;
  if (text.size() > kLongestExpression)
    return make_error(ErrorCode::limit, subject,
                      fmt::format("the structure wanted is longer than the limit of {} characters", kLongestExpression),
                      "Name the structure by its number");
  try {
    std::regex const expression(expression_only ? text.substr(1, text.size() - 2) : text,
                                std::regex::ECMAScript | std::regex::optimize);
    auto found = positions(structures, [&](auto const& s) {
      return s.name.size() <= kLongestName && std::regex_match(s.name, expression);
    });
    if (!found.empty()) return found;
  } catch (std::regex_error const&) {
    if (expression_only)
      return make_error(ErrorCode::invalid_input, subject, fmt::format("{} is no regular expression", text),
                        "Correct it, or name the structure by its number");
  }
  std::vector<std::string> names;
  for (auto const& structure : structures) names.push_back(structure.name);
  auto const near = nearest_name(text, names);
  return make_error(ErrorCode::invalid_input, subject,
                    fmt::format("it has no structure \"{}\"; it holds {}", text, list_of(structures)),
                    near ? fmt::format("Did you mean \"{}\"?", *near) : "Choose one of them by name or number");
}

Result<std::size_t> find_structure(std::vector<StructureName> const& structures, std::string_view wanted,
                                   std::string const& subject) {
  if (trim(wanted).empty()) {
    if (structures.size() == 1) return std::size_t{0};
    return make_error(ErrorCode::invalid_input, subject,
                      structures.empty() ? "it holds no structure with a volume"
                                         : fmt::format("it holds {} structures ({}), and none is named",
                                                       structures.size(), list_of(structures)),
                      structures.empty() ? "Outline the structure, or name another file"
                                         : "Say which one in the column structure, by name or number");
  }
  PETRA_TRY(auto const found, find_structures(structures, wanted, subject));
  if (found.size() == 1) return found.front();
  std::vector<StructureName> several;
  for (auto const i : found) several.push_back(structures[i]);
  return make_error(ErrorCode::invalid_input, subject,
                    fmt::format("\"{}\" matches {} structures: {}", trim(wanted), several.size(), list_of(several)),
                    "Name one of them");
}

std::vector<std::string> distinct_names(std::vector<StructureName> const& structures) {
  std::map<std::string, int> times;
  for (auto const& structure : structures) ++times[structure.name];
  std::vector<std::string> names;
  for (auto const& [number, name] : structures) {
    names.push_back(trim(name).empty() ? fmt::format("structure {}", number)
                    : times[name] > 1  ? fmt::format("{} ({})", name, number)
                                       : name);
  }
  return names;
}

}  // namespace petra
