// Figures and page of a run: specifications, drawings, report.html; only what changed is drawn again.
#pragma once

#include "petra/report/report_document.hpp"
#include "petra/study/result_folder.hpp"
#include "petra/study/run_study.hpp"

namespace petra {

// Writes figures/ and report.html. Without the figure tool the page has tables only and says how to get it; where the
// tool fails, the outcome says so and the page is written without drawings.
[[nodiscard]] Result<void> draw_report(ReportDocument const& document, ResultFolder& results, StudyRunOutcome& outcome);

// Every file that draw_report may write.
[[nodiscard]] std::vector<std::string> report_file_names();

}  // namespace petra
