// The series of a folder as a table for people.
#pragma once

#include <string>

#include "petra/imaging/import_series.hpp"

namespace petra::cmd {

// One line per series, the chosen ones with their findings below.
[[nodiscard]] std::string format_series_table(FolderImport const& result);

// "warning: …" lines, indented.
[[nodiscard]] std::string format_findings(Findings const& findings, std::string_view indent);

}  // namespace petra::cmd
