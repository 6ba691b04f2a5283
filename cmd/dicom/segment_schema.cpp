// What petra segment --schema and --tools print: the tools' rows.

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cmd/segment.hpp"
#include "petra/base/text.hpp"
#include "petra/segment/recipe.hpp"

namespace petra::cmd {
namespace {

using nlohmann::ordered_json;

ordered_json voxel_schema() {
  return {{"type", "array"}, {"items", {{"type", "integer"}}}, {"minItems", 3}, {"maxItems", 3}};
}

ordered_json value_schema(ToolParameter const& parameter) {
  ordered_json schema;
  bool const bounded = parameter.minimum != 0 || parameter.maximum != 0;
  auto const number = [&](char const* type) {
    ordered_json json = {{"type", type}};
    if (bounded) {
      json["minimum"] = parameter.minimum;
      json["maximum"] = parameter.maximum;
    }
    return json;
  };
  switch (parameter.kind) {
    case ParameterKind::number:
      schema = number("number");
      break;
    case ParameterKind::whole:
      schema = number("integer");
      break;
    case ParameterKind::text:
      if (parameter.choices.empty()) {
        schema = {{"type", "string"}, {"minLength", 1}};
      } else {
        schema["enum"] = split(parameter.choices, '|');
      }
      break;
    case ParameterKind::voxel:
      schema = voxel_schema();
      break;
    case ParameterKind::voxels:
      schema["oneOf"] = {voxel_schema(), {{"type", "array"}, {"items", voxel_schema()}, {"minItems", 1}}};
      break;
    case ParameterKind::box:
      schema = {{"type", "array"}, {"items", voxel_schema()}, {"minItems", 2}, {"maxItems", 2}};
      break;
    case ParameterKind::radius:
      schema["oneOf"] = {number("integer"),
                         {{"type", "array"}, {"items", number("integer")}, {"minItems", 3}, {"maxItems", 3}}};
      break;
  }
  schema["description"] = parameter.help;
  if (!parameter.otherwise.empty()) {
    auto const value = parse_number(parameter.otherwise);
    if (value) {
      schema["default"] = *value;
    } else {
      schema["default"] = parameter.otherwise;
    }
  }
  return schema;
}

ordered_json step_schema(ToolRow const& tool) {
  ordered_json parameters = {{"type", {"object", "null"}},
                             {"description", fmt::format("{}: {}. Source: {}", tool.title, tool.rule, tool.source)},
                             {"additionalProperties", false},
                             {"properties", ordered_json::object()}};
  auto required = ordered_json::array();
  for (auto const& parameter : tool.parameters) {
    parameters["properties"][std::string(parameter.name)] = value_schema(parameter);
    if (parameter.required) required.push_back(parameter.name);
  }
  if (!required.empty()) {
    parameters["type"] = "object";
    parameters["required"] = std::move(required);
  }
  std::string const name(tool.name);
  return {
      {"type", "object"}, {"additionalProperties", false}, {"required", {name}}, {"properties", {{name, parameters}}}};
}

std::string kind_name(ToolParameter const& parameter) {
  switch (parameter.kind) {
    case ParameterKind::number:
      return "number";
    case ParameterKind::whole:
      return "whole number";
    case ParameterKind::text:
      return parameter.choices.empty() ? "name" : std::string(parameter.choices);
    case ParameterKind::voxel:
      return "[x, y, z]";
    case ParameterKind::voxels:
      return "[x, y, z], or a list of them";
    case ParameterKind::box:
      return "[[x, y, z], [x, y, z]]";
    case ParameterKind::radius:
      break;
  }
  return "voxels, or [x, y, z]";
}

}  // namespace

std::string segment_schema() {
  ordered_json schema = {
      {"$schema", "https://json-schema.org/draft/2020-12/schema"},
      {"title", "Steps of petra segment"},
      {"description",
       "Done in this order; each step is a map with one key, the tool's name. Voxels count from 0, x first."},
      {"type", "array"},
      {"minItems", 1},
      {"maxItems", kMaximumSteps}};
  auto steps = ordered_json::array();
  auto bare = ordered_json::array({"undo"});
  for (auto const* tool : segment_tools()) {
    steps.push_back(step_schema(*tool));
    bool needs_something = false;
    for (auto const& parameter : tool->parameters) needs_something = needs_something || parameter.required;
    if (!needs_something) bare.push_back(tool->name);
  }
  steps.push_back({{"enum", bare}, {"description", "a tool without parameters; undo takes back the step before"}});
  schema["items"] = {{"oneOf", std::move(steps)}};
  return schema.dump(1) + "\n";
}

std::string segment_tools_page() {
  std::string page = "| tool | parameters (default) | rule | source |\n|---|---|---|---|\n";
  for (auto const* tool : segment_tools()) {
    std::vector<std::string> parameters;
    for (auto const& parameter : tool->parameters) {
      auto text = fmt::format("`{}` {}", parameter.name, kind_name(parameter));
      if (!parameter.otherwise.empty()) text += fmt::format(" ({})", parameter.otherwise);
      if (parameter.required) text += " (required)";
      parameters.push_back(std::move(text));
    }
    auto row = fmt::format("`{}` | {} | {}: {} | {}", tool->name, join(parameters, "; "), tool->title, tool->rule,
                           tool->source);
    std::string cells;  // a bar inside a cell (faces|full) is no border
    for (std::size_t i = 0; i < row.size(); ++i) {
      bool const border = row[i] == '|' && i > 0 && row[i - 1] == ' ';
      cells += row[i] == '|' && !border ? "\\|" : std::string(1, row[i]);
    }
    page += "| " + cells + " |\n";
  }
  return page + "| `undo` | | takes back the step before it | |\n";
}

}  // namespace petra::cmd
