#include "cmd/dicom/series_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace petra::cmd {
namespace {

using Line = std::array<std::string, 9>;

std::string date(std::string const& text) {
  return text.size() == 8 ? text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6, 2) : text;
}

// How wide a UTF-8 text stands on a terminal, taking every character for one column.
std::size_t width(std::string const& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

Line line_of(std::size_t number, Series const& series, std::string const& file, Findings const& findings) {
  auto const spacing = series.has_geometry ? fmt::format("{:.4g} x {:.4g} x {:.4g}", series.geometry.spacing_mm[0],
                                                         series.geometry.spacing_mm[1], series.geometry.spacing_mm[2])
                                           : std::string("-");
  std::array<std::size_t, 3> counts{};
  for (auto const& finding : findings) ++counts[static_cast<std::size_t>(finding.severity)];
  std::string told;
  if (counts[2] > 0) told += fmt::format("{} error{} ", counts[2], counts[2] > 1 ? "s" : "");
  if (counts[1] > 0) told += fmt::format("{} warning{} ", counts[1], counts[1] > 1 ? "s" : "");
  if (counts[0] > 0) told += fmt::format("{} note{} ", counts[0], counts[0] > 1 ? "s" : "");
  if (!told.empty()) told.pop_back();
  return {std::to_string(number),
          series.patient_key,
          date(series.study_date),
          series.modality,
          series.description,
          series.is_image() ? std::to_string(series.slices.size())
                            : fmt::format("({} file{})", series.files.size(), series.files.size() > 1 ? "s" : ""),
          spacing,
          series.tracer,
          file.empty()   ? told
          : told.empty() ? file
                         : file + ", " + told};
}

}  // namespace

std::string format_findings(Findings const& findings, std::string_view indent) {
  std::string text;
  for (auto const severity : {Severity::error, Severity::warning, Severity::note})
    for (auto const& finding : findings)
      if (finding.severity == severity)
        text += fmt::format("{}{}: {}\n", indent, severity_name(severity), finding.message);
  return text;
}

std::string format_series_table(FolderImport const& result) {
  std::vector<std::pair<Line, ImportedSeries const*>> lines;
  for (auto const& imported : result.imported)
    lines.emplace_back(line_of(imported.number, imported.series, imported.file, imported.findings), &imported);
  for (std::size_t k = 0; k < result.others.size(); ++k)
    lines.emplace_back(line_of(result.other_numbers[k], result.others[k], "", result.others[k].findings), nullptr);
  std::sort(lines.begin(), lines.end(),
            [](auto const& a, auto const& b) { return std::stoul(a.first[0]) < std::stoul(b.first[0]); });
  Line const head = {"#",      "patient",    "study date", "modality", "description",
                     "slices", "spacing mm", "tracer",     "result"};
  std::array<std::size_t, 9> widths{};
  for (std::size_t column = 0; column < head.size(); ++column) {
    widths[column] = head[column].size();
    for (auto const& [line, imported] : lines) widths[column] = std::max(widths[column], width(line[column]));
  }
  auto const print = [&](Line const& line, std::string_view mark) {
    std::string text(mark);
    for (std::size_t column = 0; column < line.size(); ++column) {
      text += line[column];
      if (column + 1 < line.size()) text += std::string(widths[column] - width(line[column]) + 2, ' ');
    }
    while (!text.empty() && text.back() == ' ') text.pop_back();
    return text + "\n";
  };
  std::string text = print(head, "  ");
  for (auto const& [line, imported] : lines) {
    text += print(line, imported != nullptr ? "* " : "  ");
    if (imported != nullptr) text += format_findings(imported->findings, "      ");
  }
  if (!lines.empty()) text += "(* chosen)\n";
  text += format_findings(result.findings, "");
  return text;
}

}  // namespace petra::cmd
