// All tables of a run as one XLSX workbook: numbers are numbers, flags flags, text is text (also where it looks like a
// formula).
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/report/report_document.hpp"

namespace petra {

struct WorkbookSheet {
  std::string name;  // of the table
  Table const* table;
};

// The workbook's bytes; the same tables give the same. `labels` (column -> label with unit) go on a first sheet beside
// the list of tables. Tables wider than a sheet can be (16,384 columns) are left out and named there. `scratch`: a
// folder for a temporary file. Errors: the environment.
[[nodiscard]] Result<std::string> make_workbook(std::vector<WorkbookSheet> const& sheets,
                                                std::map<std::string, std::string, std::less<>> const& labels,
                                                std::filesystem::path const& scratch);

}  // namespace petra
