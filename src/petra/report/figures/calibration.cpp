#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "petra/report/figures/figures.hpp"
#include "petra/report/figures/style.hpp"

namespace petra {

namespace {

// The smooth curve that is judged: corrected for optimism in the training patients, where it is there; else lowess.
std::string_view main_method(Table const& table, std::string_view set) {
  for (std::size_t k = 0; k < table.rows.size(); ++k) {
    if (set == "train" && cell(table, k, "set") == set && cell(table, k, "method") == "corrected") return "corrected";
  }
  return "lowess";
}

FigureSpec curve_layers(std::string_view method) {
  auto layers = FigureSpec::parse(R"json([
    {"transform": [{"filter": "datum.kind === 'ideal'"}],
     "mark": {"type": "line", "strokeDash": [3, 3], "strokeWidth": 1},
     "encoding": {"color": {"value": "#9A9A9A"}}},
    {"transform": [{"filter": "datum.kind === 'main' && isValid(datum.low)"}],
     "mark": {"type": "area", "opacity": 0.2, "clip": true},
     "encoding": {
  "y" : {"field" : "low", "type" : "quantitative"}, "y2" : {
    "field" : "high"
  }
}
},
    {"transform": [{"filter": "datum.kind === 'apparent'"}],
     "mark": {"type": "line", "strokeDash": [5, 3], "strokeWidth": 1.4, "clip": true},
     "encoding": {"color": {"value": "#555555"}}},
    {"transform": [{"filter": "datum.kind === 'main'"}],
     "mark": {"type": "line", "strokeWidth": 2.2, "clip": true}},
    {"transform": [{"filter": "datum.kind === 'fifth'"}],
     "mark": {"type": "rule"},
     "encoding": {"color": {"value": "#222222"}, "y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}}},
    {"transform": [{"filter": "datum.kind === 'fifth'"}],
     "mark": {"type": "point", "shape": "square", "filled": true, "size": 40, "opacity": 1, "tooltip": true},
     "encoding": {"color": {"value": "#222222"}}},
    {"transform": [{"filter": "datum.kind === 'rug'"}],
     "mark": {"type": "rule", "strokeWidth": 1, "opacity": 0.5},
     "encoding": {"y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}}}
  ])json");
  if (method != "corrected") layers.erase(2);
  return layers;
}

}  // namespace

std::optional<FigureSpec> build_calibration_figure(ReportDocument const& document, FigureRow const& row) {
  auto const *calibration = document.find("calibration"), *predictions = document.find("predictions");
  if (calibration == nullptr) return std::nullopt;
  auto const set = set_of(row);
  auto const method = main_method(*calibration, set);
  FigureSpec values = FigureSpec::array(), labels = FigureSpec::array(), colours = FigureSpec::array();
  for (auto const& style : kModelStyles) {
    FigureSpec of_model = FigureSpec::array();
    for (std::size_t k = 0; k < calibration->rows.size(); ++k) {
      if (cell(*calibration, k, "model") != style.model || cell(*calibration, k, "set") != set) continue;
      auto const& found = cell(*calibration, k, "method");
      auto const kind = found == method                                ? "main"
                        : found == "fifths"                            ? "fifth"
                        : found == "apparent" && method == "corrected" ? "apparent"
                                                                       : "";
      double const predicted = cell_number(*calibration, k, "predicted"),
                   observed = cell_number(*calibration, k, "observed");
      if (std::string_view(kind).empty() || !std::isfinite(predicted) || !std::isfinite(observed)) continue;
      FigureSpec point = {{"model", style.label}, {"kind", kind}, {"predicted", predicted}, {"observed", observed}};
      double const low = cell_number(*calibration, k, "low"), high = cell_number(*calibration, k, "high");
      if (std::isfinite(low) && std::isfinite(high)) {
        point["low"] = low;
        point["high"] = high;
      }
      of_model.push_back(std::move(point));
    }
    if (of_model.empty()) continue;
    for (double const end : {0.0, 1.0})
      of_model.push_back({{"model", style.label}, {"kind", "ideal"}, {"predicted", end}, {"observed", end}});
    for (std::size_t k = 0; predictions != nullptr && k < predictions->rows.size(); ++k) {
      double const p = cell_number(*predictions, k, style.model);
      constexpr double kRugHeight = 0.03;
      if (cell(*predictions, k, "set") == set && std::isfinite(p))
        of_model.push_back({{"model", style.label},
                            {"kind", "rug"},
                            {"predicted", p},
                            {"observed", 0},
                            {"low", 0},
                            {"high", kRugHeight}});
    }
    for (auto& point : of_model) values.push_back(std::move(point));
    labels.push_back(style.label);
    colours.push_back(style.colour);
  }
  if (labels.empty()) return std::nullopt;
  auto spec = make_figure(row);
  spec["title"]["subtitle"] =
      method == "corrected"
          ? FigureSpec({"Line: corrected for optimism by bootstrap, with 95 % band; dashed: apparent; dotted: ideal.",
                        "Squares: fifths of the patients with 95 % limits (Wilson); ticks below: patients."})
          : FigureSpec({"Line: smoothed (lowess), with 95 % bootstrap band; dotted: ideal.",
                        "Squares: fifths of the patients with 95 % limits (Wilson); ticks below: patients."});
  spec["title"]["subtitleFontSize"] = 12;
  spec["title"]["subtitleColor"] = kGrey;
  spec["data"] = {{"values", values}};
  spec["facet"] = {{"column",
                    {{"field", "model"},
                     {"type", "nominal"},
                     {"sort", labels},
                     {"header", {{"title", nullptr}, {"labelFontSize", 13}, {"labelColor", kInk}}}}}};
  auto panel = FigureSpec::parse(R"json({
    "width": 230, "height": 230,
    "encoding": {
      "x": {"field": "predicted", "type": "quantitative", "scale": {"domain": [0, 1], "nice": false},
            "axis": {"title": "Predicted probability", "values": [0, 0.2, 0.4, 0.6, 0.8, 1], "format": ".1f"}},
      "y": {"field": "observed", "type": "quantitative", "scale": {"domain": [0, 1], "nice": false},
            "axis": {"title": "Observed share of cases", "values": [0, 0.2, 0.4, 0.6, 0.8, 1], "format": ".1f"}}}
  })json");
  panel["encoding"]["color"] = {{"field", "model"},
                                {"type", "nominal"},
                                {"scale", {{"domain", labels}, {"range", colours}}},
                                {"legend", nullptr}};
  panel["layer"] = curve_layers(method);
  spec["spec"] = std::move(panel);
  return spec;
}

}  // namespace petra
