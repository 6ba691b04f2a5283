// petra segment: outlines tumours by a list of steps.
#pragma once

#include <functional>
#include <string>

#include "cmd/command.hpp"

namespace petra::cmd {

std::function<int()> declare_segment(CLI::App& app);

// JSON Schema (2020-12) of a list of steps, made of the tools' rows: an editor that knows it completes and checks.
[[nodiscard]] std::string segment_schema();

// The tools and their parameters as a Markdown page, made of the same rows.
[[nodiscard]] std::string segment_tools_page();

}  // namespace petra::cmd
