// A list of editing steps, read from YAML.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "petra/segment/tool.hpp"

namespace petra {

struct RecipeStep {
  ToolRow const* tool = nullptr;  // null: undo
  ToolArguments arguments;
  std::size_t line = 0;  // in the file, from 1
};

inline constexpr std::size_t kMaximumSteps = 1000;

// The steps of `text`: a list of maps with one key each, the tool's name, whose value is the map of its parameters (or
// nothing). `undo` takes back the step before it (once more: the one before that). Boxes are cut to a grid of `size`.
// All that is wrong is told in one error, with lines, the nearest known key and the values allowed: not a list, an
// unknown tool or parameter, a required one missing, a value of the wrong kind or outside its range, a voxel outside
// the image.
[[nodiscard]] Result<std::vector<RecipeStep>> parse_recipe(std::string_view text, std::string const& subject,
                                                           Index3 const& size);

}  // namespace petra
