// Which engine made a row.
#pragma once

#include <string_view>

namespace petra {

// petra's version, as diagnostics_Versions_petra has it.
[[nodiscard]] std::string_view petra_version();

// Part of every cache key: petra's version and a number that is raised whenever any value or entry of a row changes
// within a version, so that a row of an older engine never answers.
[[nodiscard]] std::string_view engine_version();

}  // namespace petra
