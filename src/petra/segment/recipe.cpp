#include "petra/segment/recipe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "petra/base/text.hpp"
#include "petra/base/yaml_tree.hpp"

namespace petra {

namespace {

// Collects what is wrong; a line each.
class Complaints {
 public:
  void add(std::size_t line, std::string message, std::string const& remedy = {}) {
    if (lines_.size() < kMaximumListed)
      lines_.push_back(fmt::format("line {}: {}{}", line, message, remedy.empty() ? "" : ". " + remedy));
    ++count_;
  }
  [[nodiscard]] bool empty() const { return count_ == 0; }
  [[nodiscard]] Error error(std::string const& subject) const {
    auto text = join(lines_, "; ");
    if (count_ > lines_.size()) text += fmt::format("; and {} more", count_ - lines_.size());
    return make_error(ErrorCode::invalid_input, subject, std::move(text),
                      "petra segment --schema lists tools and parameters");
  }

 private:
  static constexpr std::size_t kMaximumListed = 20;
  std::vector<std::string> lines_;
  std::size_t count_ = 0;
};

// Where a value stands, for messages.
struct Place {
  std::string name;  // "margin.mm"
  std::size_t line;
};

std::string written(YamlNode const& node) {
  switch (node.kind) {
    case YamlNode::Kind::null:
      return "nothing";
    case YamlNode::Kind::scalar:
      return '"' + node.text.substr(0, 60) + '"';
    case YamlNode::Kind::sequence:
      return "a list";
    case YamlNode::Kind::map:
      break;
  }
  return "a map";
}

std::optional<double> number_of(YamlNode const& node) {
  if (node.kind != YamlNode::Kind::scalar || node.quoted) return std::nullopt;
  auto const number = parse_number(node.text);
  return number && std::isfinite(*number) ? number : std::nullopt;
}

std::optional<std::int64_t> whole_of(YamlNode const& node) {
  if (node.kind != YamlNode::Kind::scalar || node.quoted) return std::nullopt;
  auto const number = parse_integer(node.text);
  return number ? std::optional<std::int64_t>(*number) : std::nullopt;
}

std::optional<Index3> triple_of(YamlNode const& node) {
  if (node.kind != YamlNode::Kind::sequence || node.items.size() != 3) return std::nullopt;
  Index3 triple = {};
  for (std::size_t k = 0; k < 3; ++k) {
    auto const whole = whole_of(node.items[k]);
    if (!whole) return std::nullopt;
    triple[k] = *whole;
  }
  return triple;
}

class StepReader {
 public:
  StepReader(ToolRow const& tool, Index3 const& size, Complaints& complaints)
      : tool_(tool), size_(size), complaints_(complaints) {}

  ToolArguments read(YamlNode const& node, std::size_t line) {
    ToolArguments arguments;
    if (node.kind != YamlNode::Kind::map && node.kind != YamlNode::Kind::null) {
      complaints_.add(line, fmt::format("{} holds {}, where its parameters are expected", tool_.name, written(node)),
                      fmt::format("Write {}: {{name: value}}", tool_.name));
      return arguments;
    }
    for (auto const& [name, value] : node.entries) read_one(name, value, arguments);
    for (auto const& parameter : tool_.parameters) {
      if (arguments.has(parameter.name) || said_wrong_.contains(parameter.name)) continue;
      if (parameter.required) {
        complaints_.add(line, fmt::format("{} needs {}: {}", tool_.name, parameter.name, parameter.help));
      } else if (!parameter.otherwise.empty()) {
        YamlNode node_of_default;
        node_of_default.kind = YamlNode::Kind::scalar;
        node_of_default.text = parameter.otherwise;
        if (auto value = value_of(parameter, node_of_default, {std::string(parameter.name), line}))
          arguments.set(parameter.name, *value);
      }
    }
    return arguments;
  }

 private:
  void read_one(std::string const& name, YamlNode const& node, ToolArguments& arguments) {
    auto const parameter = std::find_if(tool_.parameters.begin(), tool_.parameters.end(),
                                        [&](ToolParameter const& row) { return row.name == name; });
    if (parameter == tool_.parameters.end()) {
      std::vector<std::string> known;
      for (auto const& row : tool_.parameters) known.emplace_back(row.name);
      auto const nearest = nearest_name(name, known);
      complaints_.add(node.line, fmt::format("{} has no parameter {}", tool_.name, name),
                      nearest         ? fmt::format("Did you mean {}?", *nearest)
                      : known.empty() ? "It takes none"
                                      : fmt::format("It takes {}", join(known, ", ")));
      return;
    }
    if (auto value = value_of(*parameter, node, {fmt::format("{}.{}", tool_.name, name), node.line}))
      arguments.set(parameter->name, *value);
    else
      said_wrong_.emplace(parameter->name, true);
  }

  std::optional<ToolValue> wrong(Place const& place, YamlNode const& node, std::string_view expected) {
    complaints_.add(place.line, fmt::format("{} is {}, where {} is expected", place.name, written(node), expected));
    return std::nullopt;
  }

  std::optional<ToolValue> value_of(ToolParameter const& parameter, YamlNode const& node, Place const& place) {
    switch (parameter.kind) {
      case ParameterKind::number:
      case ParameterKind::whole:
        return numeric(parameter, node, place);
      case ParameterKind::text:
        return text(parameter, node, place);
      case ParameterKind::voxel:
      case ParameterKind::voxels:
        return voxels(parameter, node, place);
      case ParameterKind::box:
        return box(node, place);
      case ParameterKind::radius:
        break;
    }
    return radius(parameter, node, place);
  }

  static bool in_range(ToolParameter const& parameter, double value) {
    return (parameter.minimum == 0 && parameter.maximum == 0) ||
           (parameter.minimum <= value && value <= parameter.maximum);
  }
  std::optional<ToolValue> out_of_range(ToolParameter const& parameter, YamlNode const& node, Place const& place) {
    return wrong(
        place, node,
        fmt::format("a number from {} to {}", format_number(parameter.minimum), format_number(parameter.maximum)));
  }

  std::optional<ToolValue> numeric(ToolParameter const& parameter, YamlNode const& node, Place const& place) {
    ToolValue value;
    if (parameter.kind == ParameterKind::whole) {
      auto const whole = whole_of(node);
      if (!whole || std::abs(static_cast<double>(*whole)) > 1e15) return wrong(place, node, "a whole number");
      value.number = static_cast<double>(*whole);
    } else {
      auto const number = number_of(node);
      if (!number) return wrong(place, node, "a number");
      value.number = *number;
    }
    return in_range(parameter, value.number) ? std::optional(value) : out_of_range(parameter, node, place);
  }

  std::optional<ToolValue> text(ToolParameter const& parameter, YamlNode const& node, Place const& place) {
    if (node.kind != YamlNode::Kind::scalar || node.text.empty()) return wrong(place, node, "a name");
    if (!parameter.choices.empty()) {
      auto const choices = split(parameter.choices, '|');
      if (std::find(choices.begin(), choices.end(), node.text) == choices.end()) {
        std::vector<std::string> const known(choices.begin(), choices.end());
        return wrong(place, node, join(known, " or "));
      }
    }
    ToolValue value;
    value.text = node.text;
    return value;
  }

  bool inside(Index3 const& voxel, Place const& place) {
    if (is_inside(voxel, size_)) return true;
    complaints_.add(place.line,
                    fmt::format("{} [{}, {}, {}] lies outside the image of {} x {} x {} voxels", place.name, voxel[0],
                                voxel[1], voxel[2], size_[0], size_[1], size_[2]),
                    "Voxels count from 0, x first");
    return false;
  }

  std::optional<ToolValue> voxels(ToolParameter const& parameter, YamlNode const& node, Place const& place) {
    ToolValue value;
    if (auto const one = triple_of(node)) {
      value.voxels.push_back(*one);
    } else if (parameter.kind == ParameterKind::voxels && node.kind == YamlNode::Kind::sequence &&
               !node.items.empty()) {
      for (auto const& item : node.items) {
        auto const voxel = triple_of(item);
        if (!voxel) return wrong(place, item, "a voxel [x, y, z]");
        value.voxels.push_back(*voxel);
      }
    } else {
      return wrong(
          place, node,
          parameter.kind == ParameterKind::voxel ? "a voxel [x, y, z]" : "a voxel [x, y, z], or a list of them");
    }
    for (auto const& voxel : value.voxels) {
      if (!inside(voxel, place)) return std::nullopt;
    }
    return value;
  }

  std::optional<ToolValue> box(YamlNode const& node, Place const& place) {
    std::optional<Index3> first, last;
    if (node.kind == YamlNode::Kind::sequence && node.items.size() == 2) {
      first = triple_of(node.items[0]);
      last = triple_of(node.items[1]);
    }
    if (!first || !last) return wrong(place, node, "a box [[x, y, z], [x, y, z]] of first and last voxel");
    ToolValue value;
    for (std::size_t k = 0; k < 3; ++k) {
      value.box.first[k] = std::max<std::int64_t>(0, (*first)[k]);
      value.box.last[k] = std::min(size_[k] - 1, (*last)[k]);
      if (value.box.first[k] <= value.box.last[k]) continue;
      complaints_.add(place.line,
                      fmt::format("{} from {} to {} along {} holds no voxel of the image, which has {} there",
                                  place.name, (*first)[k], (*last)[k], "xyz"[k], size_[k]),
                      "Write the smaller corner first; voxels count from 0");
      return std::nullopt;
    }
    return value;
  }

  std::optional<ToolValue> radius(ToolParameter const& parameter, YamlNode const& node, Place const& place) {
    ToolValue value;
    if (auto const one = whole_of(node)) {
      value.radius = {*one, *one, *one};
    } else if (auto const three = triple_of(node)) {
      value.radius = *three;
    } else {
      return wrong(place, node, "a whole number of voxels, or three");
    }
    for (auto const r : value.radius) {
      if (!in_range(parameter, static_cast<double>(r))) return out_of_range(parameter, node, place);
    }
    return value;
  }

  ToolRow const& tool_;
  Index3 const& size_;
  Complaints& complaints_;
  std::map<std::string, bool, std::less<>> said_wrong_;
};

}  // namespace

Result<std::vector<RecipeStep>> parse_recipe(std::string_view text, std::string const& subject, Index3 const& size) {
  PETRA_TRY(auto const root, parse_yaml(text, subject));
  auto const remedy = "Write one step per line: - threshold: {lower: 2.5}";
  if (root.kind != YamlNode::Kind::sequence || root.items.empty())
    return make_error(ErrorCode::invalid_input, subject,
                      fmt::format("holds {}, where a list of steps is expected", written(root)), remedy);
  if (root.items.size() > kMaximumSteps)
    return make_error(ErrorCode::limit, subject,
                      fmt::format("has {} steps, more than {}", root.items.size(), kMaximumSteps),
                      "Write them as several files");
  Complaints complaints;
  std::vector<RecipeStep> steps;
  std::vector<std::string> known = {"undo"};
  for (auto const* tool : segment_tools()) known.emplace_back(tool->name);
  for (auto const& item : root.items) {
    bool const bare = item.kind == YamlNode::Kind::scalar;  // a tool without parameters: "- invert"
    if (!bare && (item.kind != YamlNode::Kind::map || item.entries.size() != 1)) {
      complaints.add(item.line,
                     item.kind == YamlNode::Kind::map ? "a step holds more than one tool" : "a step is no tool",
                     remedy);
      continue;
    }
    auto const& name = bare ? item.text : item.entries[0].first;
    auto const* tool = find_tool(name);
    if (tool == nullptr && name != "undo") {
      auto const nearest = nearest_name(name, known);
      complaints.add(
          item.line, fmt::format("there is no tool {}", name.substr(0, 60)),
          nearest ? fmt::format("Did you mean {}?", *nearest) : fmt::format("Tools are {}", join(known, ", ")));
      continue;
    }
    RecipeStep step{tool, {}, item.line};
    YamlNode const nothing;
    auto const& parameters = bare ? nothing : item.entries[0].second;
    if (tool != nullptr)
      step.arguments = StepReader(*tool, size, complaints).read(parameters, item.line);
    else if (parameters.kind != YamlNode::Kind::null && !parameters.entries.empty())
      complaints.add(item.line, "undo takes no parameters");
    steps.push_back(std::move(step));
  }
  if (!complaints.empty()) return complaints.error(subject);
  return steps;
}

}  // namespace petra
