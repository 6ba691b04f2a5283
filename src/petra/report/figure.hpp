// A figure = one row: its name, what it shows, and the function that builds its Vega-Lite specification from the result
// tables. One description serves the page, the web client and the SVG, PDF and PNG files. figures.cpp is the only list.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "petra/report/report_document.hpp"

namespace petra {

using FigureSpec = nlohmann::ordered_json;

struct FigureRow {
  std::string_view name;   // "roc_train": figures/roc_train.vl.json
  std::string_view title;  // above the drawing
  std::string_view alt;    // what one sees, for who cannot see it
  // The specification with its data inside; nothing where the tables that it needs are absent.
  std::optional<FigureSpec> (*build)(ReportDocument const& document, FigureRow const& row);
};

[[nodiscard]] std::span<FigureRow const> figure_rows();

struct Figure {
  FigureRow const* row;
  FigureSpec spec;
  [[nodiscard]] std::string text() const { return spec.dump(1) + '\n'; }  // of figures/<name>.vl.json
};

// All figures that the document has tables for, in the list's order.
[[nodiscard]] std::vector<Figure> build_figures(ReportDocument const& document);

}  // namespace petra
