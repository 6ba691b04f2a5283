#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "petra/base/text.hpp"
#include "petra/report/figures/figures.hpp"
#include "petra/report/figures/style.hpp"

namespace petra {

std::optional<FigureSpec> build_icc_histogram_figure(ReportDocument const& document, FigureRow const& row) {
  auto const* icc = document.find("icc");
  if (icc == nullptr) return std::nullopt;
  constexpr int kBins = 25;  // of 0.04 from 0 to 1; what is below 0 is in the first
  std::array<int, kBins> count{};
  int counted = 0, undefined = 0, kept = 0;
  for (std::size_t k = 0; k < icc->rows.size(); ++k) {
    if (cell(*icc, k, "comparison") == "intra") continue;
    double const value = cell_number(*icc, k, "icc");
    kept += cell(*icc, k, "kept") == "true";
    if (!std::isfinite(value)) {
      ++undefined;
      continue;
    }
    ++counted;
    ++count[static_cast<std::size_t>(std::clamp(static_cast<int>(std::floor(value * kBins)), 0, kBins - 1))];
  }
  if (counted == 0) return std::nullopt;
  FigureSpec values = FigureSpec::array();
  for (int k = 0; k < kBins; ++k)
    values.push_back({{"from", static_cast<double>(k) / kBins},
                      {"to", static_cast<double>(k + 1) / kBins},
                      {"features", count[static_cast<std::size_t>(k)]}});
  double minimum = std::nan("");
  for (auto const& [key, value] : document.settings) {
    if (key == "selection.icc.minimum") minimum = parse_number(value).value_or(minimum);
  }
  auto spec = make_figure(
      row, fmt::format("{} features, {} of them kept{}; ICC below 0 is in the first bar", counted + undefined, kept,
                       undefined > 0 ? fmt::format(", {} constant or undefined", undefined) : ""));
  spec["width"] = 460;
  spec["height"] = 240;
  spec["layer"] = FigureSpec::parse(R"json([
    {"mark": {"type": "bar", "color": "#0072B2", "tooltip": true, "binSpacing": 1},
     "encoding": {
       "x": {"field": "from", "type": "quantitative", "bin": {"binned": true}, "scale": {"domain": [0, 1], "nice": false},
             "axis": {"title": "Intraclass correlation of the two readers", "values": [0, 0.2, 0.4, 0.6, 0.8, 1], "format": ".1f", "grid": false}},
       "x2": {"field": "to"},
       "y": {"field": "features", "type": "quantitative", "axis": {"title": "Number of features", "tickCount": 5, "format": ",d"}}}}
  ])json");
  spec["layer"][0]["data"] = {{"values", values}};
  if (std::isfinite(minimum)) {
    FigureSpec const cut =
        FigureSpec::array({{{"icc", minimum}, {"text", fmt::format("kept above {}", format_number(minimum))}}});
    spec["layer"].push_back(
        {{"data", {{"values", cut}}},
         {"mark", {{"type", "rule"}, {"strokeDash", {6, 3}}, {"color", kInk}, {"strokeWidth", 1.4}}},
         {"encoding", {{"x", {{"field", "icc"}, {"type", "quantitative"}}}}}});
    spec["layer"].push_back(
        {{"data", {{"values", cut}}},
         {"mark",
          {{"type", "text"},
           {"align", minimum > 0.5 ? "right" : "left"},
           {"dx", minimum > 0.5 ? -6 : 6},
           {"y", 8},
           {"fontSize", 12},
           {"color", kInk}}},
         {"encoding", {{"x", {{"field", "icc"}, {"type", "quantitative"}}}, {"text", {{"field", "text"}}}}}});
  }
  return spec;
}

}  // namespace petra
