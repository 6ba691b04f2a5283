#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "petra/report/figures/figures.hpp"
#include "petra/report/figures/style.hpp"

namespace petra {

std::optional<FigureSpec> build_signature_figure(ReportDocument const& document, FigureRow const& row) {
  auto const* signature = document.find("signature");
  if (signature == nullptr) return std::nullopt;
  struct Bar {
    std::string feature;
    double coefficient;
  };
  std::vector<Bar> bars;
  for (std::size_t k = 0; k < signature->rows.size(); ++k) {
    auto const& feature = cell(*signature, k, "feature");
    if (feature != "(Intercept)") bars.push_back({feature, cell_number(*signature, k, "coefficient_per_sd")});
  }
  if (bars.empty()) return std::nullopt;
  std::stable_sort(bars.begin(), bars.end(),
                   [](Bar const& a, Bar const& b) { return std::abs(a.coefficient) > std::abs(b.coefficient); });
  FigureSpec values = FigureSpec::array(), order = FigureSpec::array();
  for (auto const& [feature, coefficient] : bars) {
    values.push_back({{"feature", feature},
                      {"coefficient", coefficient},
                      {"direction", coefficient > 0 ? "Higher in cases" : "Lower in cases"}});
    order.push_back(feature);
  }
  auto spec = make_figure(row, fmt::format("{} features; log odds per standard deviation", bars.size()));
  spec["width"] = 300;
  spec["height"] = {{"step", 20}};
  spec["data"] = {{"values", values}};
  spec["mark"] = {{"type", "bar"}, {"height", 13}, {"tooltip", true}};
  spec["encoding"] = FigureSpec::parse(R"json({
    "x": {"field": "coefficient", "type": "quantitative", "axis": {"title": "Coefficient per standard deviation", "tickCount": 5}},
    "y": {"field": "feature", "type": "nominal", "axis": {"title": null, "labelLimit": 520, "domain": false, "ticks": false}},
    "color": {"field": "direction", "type": "nominal", "scale": {"domain": ["Higher in cases", "Lower in cases"], "range": ["#D55E00", "#0072B2"]},
              "legend": {"title": null, "orient": "bottom", "symbolType": "square"}}
  })json");
  spec["encoding"]["y"]["sort"] = order;
  return spec;
}

}  // namespace petra
