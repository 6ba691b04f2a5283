// The program that turns specifications into SVG, PDF and PNG: a Python environment with the vl-convert wheel, beside
// petra.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "petra/base/result.hpp"

namespace petra {

struct FigureTool {
  std::filesystem::path python, script;
};

// Looks for python in $PETRA_FIGURE_PYTHON, then in figure-tools/ beside the program, one folder up, and in
// ../lib/petra; for the script in share/petra/ beside the program and one folder up. Nothing where either is missing.
[[nodiscard]] std::optional<FigureTool> find_figure_tool();

// One line for people: how to get it.
[[nodiscard]] std::string how_to_get_the_figure_tool();

// Draws FOLDER/NAME.vl.json of each name as .svg, .pdf, .png in one process, and writes the Vega bundle to `bundle`
// unless that is empty. Errors: environment, with the last lines that the tool said.
[[nodiscard]] Result<void> draw_figures(FigureTool const& tool, std::filesystem::path const& folder,
                                        std::vector<std::string> const& names, std::filesystem::path const& bundle);

}  // namespace petra
