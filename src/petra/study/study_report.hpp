// From a finished analysis to the report's document: people's labels, warnings, and row numbers in the place of
// patients' ids.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "petra/report/report_document.hpp"
#include "petra/study/result_tables.hpp"

namespace petra {

[[nodiscard]] ReportDocument make_report_document(StudyState const& state,
                                                  std::map<std::string, Table, std::less<>> tables,
                                                  std::string_view version);

// Everything that a reader should know before the numbers, in one list (also in provenance.json).
[[nodiscard]] std::vector<std::string> study_warnings(StudyState const& state);

}  // namespace petra
