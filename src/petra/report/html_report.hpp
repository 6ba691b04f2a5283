// One HTML page that needs nothing but itself: it opens from a disk without a network.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "petra/report/figure.hpp"
#include "petra/report/report_document.hpp"

namespace petra {

// What the figure tool drew; empty where it is not installed.
struct DrawnFigures {
  std::map<std::string, std::string, std::less<>> svg;  // by figure name
  std::string vega_bundle;                              // the script that makes figures interactive
  std::string missing_line;                             // how to get the tool, where it is missing
};

// A section = one row: figures and tables by name. sections() is the only list.
struct SectionRow {
  std::string_view id, title, help;
  std::vector<std::string_view> figures, tables;
};

[[nodiscard]] std::vector<SectionRow> const& sections();

// Same document, same bytes.
[[nodiscard]] Result<std::string> render_report(ReportDocument const& document, std::vector<Figure> const& figures,
                                                DrawnFigures const& drawn);

inline constexpr std::size_t kMostRowsOnPage = 150;  // of one table; the file has the others

}  // namespace petra
