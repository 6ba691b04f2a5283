#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "petra/report/figures/figures.hpp"
#include "petra/report/figures/style.hpp"

namespace petra {

std::optional<FigureSpec> build_decision_curve_figure(ReportDocument const& document, FigureRow const& row) {
  auto const* curve = document.find("decision_curve");
  if (curve == nullptr) return std::nullopt;
  auto const set = set_of(row);
  FigureSpec values = FigureSpec::array(), labels = FigureSpec::array(), colours = FigureSpec::array(),
             dashes = FigureSpec::array();
  double highest = 0.05;
  bool has_bands = false;
  for (auto const& style : kModelStyles) {
    bool is_there = false;
    for (std::size_t k = 0; k < curve->rows.size(); ++k) {
      if (cell(*curve, k, "model") != style.model || cell(*curve, k, "set") != set) continue;
      double const benefit = cell_number(*curve, k, "net_benefit"), low = cell_number(*curve, k, "low"),
                   high = cell_number(*curve, k, "high");
      if (!std::isfinite(benefit)) continue;
      FigureSpec point = {
          {"policy", style.label}, {"threshold", cell_number(*curve, k, "threshold")}, {"net_benefit", benefit}};
      if (std::isfinite(low) && std::isfinite(high)) {
        point["low"] = low;
        point["high"] = high;
        has_bands = true;
      }
      highest = std::max(highest, benefit);
      values.push_back(std::move(point));
      is_there = true;
    }
    if (!is_there) continue;
    labels.push_back(style.label);
    colours.push_back(style.colour);
    dashes.push_back(style.dash);
  }
  if (labels.empty()) return std::nullopt;
  auto const& first = cell(*curve, 0, "model");
  for (std::size_t k = 0; k < curve->rows.size(); ++k) {
    if (cell(*curve, k, "model") != first || cell(*curve, k, "set") != set) continue;
    double const threshold = cell_number(*curve, k, "threshold");
    values.push_back({{"policy", "Everyone treated"},
                      {"threshold", threshold},
                      {"net_benefit", cell_number(*curve, k, "treat_all")}});
    values.push_back({{"policy", "No one treated"}, {"threshold", threshold}, {"net_benefit", 0}});
  }
  for (auto const& [label, colour, dash] : {std::tuple{"Everyone treated", kGrey, std::array{4, 2}},
                                            std::tuple{"No one treated", kInk, std::array{1, 0}}}) {
    labels.push_back(label);
    colours.push_back(colour);
    dashes.push_back(dash);
  }
  auto spec = make_figure(row, has_bands ? "Shaded: 95 % bootstrap limits of the models" : "");
  spec["width"] = 460;
  spec["height"] = 300;
  spec["data"] = {{"values", values}};
  spec["encoding"] = FigureSpec::parse(R"json({
    "x": {"field": "threshold", "type": "quantitative", "scale": {"domain": [0, 1], "nice": false},
          "axis": {"title": "Threshold probability", "values": [0, 0.2, 0.4, 0.6, 0.8, 1], "format": ".1f"}}
  })json");
  spec["encoding"]["color"] = {{"field", "policy"},
                               {"type", "nominal"},
                               {"scale", {{"domain", labels}, {"range", colours}}},
                               {"legend",
                                {{"title", nullptr},
                                 {"orient", "right"},
                                 {"symbolOpacity", 1},
                                 {"symbolType", "stroke"},
                                 {"symbolOpacity", 1},
                                 {"symbolSize", 500}}}};
  FigureSpec const y_scale = {{"domain", {-0.15 * highest, 1.1 * highest}}, {"nice", false}};
  spec["layer"] = FigureSpec::array({
      {{"transform", FigureSpec::array({{{"filter", "isValid(datum.low)"}}})},
       {"mark", {{"type", "area"}, {"opacity", 0.12}, {"clip", true}}},
       {"encoding",
        {{"y", {{"field", "low"}, {"type", "quantitative"}, {"scale", y_scale}}}, {"y2", {{"field", "high"}}}}}},
      {{"mark", {{"type", "line"}, {"strokeWidth", 2}, {"clip", true}, {"tooltip", true}}},
       {"encoding",
        {{"y",
          {{"field", "net_benefit"},
           {"type", "quantitative"},
           {"scale", y_scale},
           {"axis", {{"title", "Net benefit per patient"}, {"tickCount", 6}}}}},
         {"strokeDash",
          {{"field", "policy"}, {"type", "nominal"}, {"scale", {{"domain", labels}, {"range", dashes}}}}}}}},
  });
  return spec;
}

}  // namespace petra
