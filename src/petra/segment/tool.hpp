// What an editing tool is: one row with its name, parameters and kernel. tools.cpp is the only list.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/base/workers.hpp"
#include "petra/segment/intensity_range.hpp"
#include "petra/segment/neighbours.hpp"

namespace petra {

enum class ParameterKind {
  number,
  whole,
  text,    // one of `choices`, or any where there are none
  voxel,   // [x, y, z], from 0
  voxels,  // such a triple, or a list of them
  box,     // [[x, y, z], [x, y, z]]: first and last voxel, cut to the image
  radius,  // voxels: a whole number, or three of them
};

struct ToolParameter {
  std::string_view name;
  ParameterKind kind;
  std::string_view help;
  bool required = false;
  std::string_view otherwise = {};  // the value when it is not written; empty: none
  std::string_view choices = {};    // "faces|full"
  double minimum = 0, maximum = 0;  // of numbers; both 0: any
};

// One value of a step.
struct ToolValue {
  double number = 0;
  std::string text;
  std::vector<Index3> voxels;
  Index3 radius = {0, 0, 0};
  Box box;
};

// The values of one step, checked against its tool's parameters: asking for one that the row does not declare, or for
// the value of one that is neither written nor has a default, is a bug.
class ToolArguments {
 public:
  void set(std::string_view name, ToolValue value) { values_.insert_or_assign(std::string(name), std::move(value)); }
  [[nodiscard]] bool has(std::string_view name) const { return values_.find(name) != values_.end(); }
  [[nodiscard]] double number(std::string_view name) const { return at(name).number; }
  [[nodiscard]] std::int64_t whole(std::string_view name) const { return static_cast<std::int64_t>(at(name).number); }
  [[nodiscard]] std::string const& text(std::string_view name) const { return at(name).text; }
  [[nodiscard]] Index3 const& voxel(std::string_view name) const { return at(name).voxels.front(); }
  [[nodiscard]] std::vector<Index3> const& voxels(std::string_view name) const { return at(name).voxels; }
  [[nodiscard]] Index3 const& radius(std::string_view name) const { return at(name).radius; }
  [[nodiscard]] Box const& box(std::string_view name) const { return at(name).box; }
  [[nodiscard]] Connectivity connectivity() const {
    return text("connectivity") == "full" ? Connectivity::full : Connectivity::faces;
  }

 private:
  [[nodiscard]] ToolValue const& at(std::string_view name) const { return values_.find(name)->second; }
  std::map<std::string, ToolValue, std::less<>> values_;
};

// Reads a label volume that a step names; `structure`: the one of a .seg.nrrd with that name, as 0 and 1, where not
// empty.
using LabelReader = std::function<Result<AnyVolume>(std::string const& file, std::string const& structure)>;

// What the tools work on. They change nothing but `kept` and `editable`, and report through `facts` and `warnings`.
struct EditScene {
  AnyVolume const* image = nullptr;
  Workers* workers = nullptr;
  LabelReader read_labels;
  Mask mask;                                          // being edited; empty at the start
  std::map<std::string, Mask, std::less<>> kept;      // by name
  std::optional<IntensityRange> editable;             // later steps change only voxels in it
  std::vector<std::pair<std::string, double>> facts;  // of the step in hand: threshold, background, …
  std::vector<std::string> warnings;                  // of the step in hand

  [[nodiscard]] Geometry const& geometry() const { return geometry_of(*image); }
};

struct ToolRow {
  std::string_view name;    // the key in a list of steps
  std::string_view title;   // for people: what Slicer calls it, where it has it
  std::string_view rule;    // what exactly it does
  std::string_view source;  // by whose definition
  std::span<ToolParameter const> parameters;
  bool needs_mask;  // an empty mask before it is an error
  bool may_empty;   // an empty mask after it is no error
  // The new mask, on the image's grid.
  Result<Mask> (*run)(EditScene& scene, ToolArguments const& arguments);
};

// An error of a step: `tool`, field and value in the message.
[[nodiscard]] inline Error tool_error(std::string_view tool, std::string message, std::string remedy) {
  return make_error(ErrorCode::invalid_input, std::string(tool), std::move(message), std::move(remedy));
}

[[nodiscard]] std::span<ToolRow const* const> segment_tools();
[[nodiscard]] ToolRow const* find_tool(std::string_view name);

}  // namespace petra
