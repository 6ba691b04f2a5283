#include <cmath>
#include <map>

#include "petra/report/figures/figures.hpp"
#include "petra/report/figures/style.hpp"

namespace petra {

namespace {

// The AUC of a model as each way of looking gives it.
struct Looked {
  std::string model, way;
  double auc;
};

void look(ReportDocument const& document, std::string_view table_name, std::string_view key, std::string_view key_value,
          std::string_view column, std::string_view way, std::vector<Looked>& all) {
  auto const* table = document.find(table_name);
  for (std::size_t k = 0; table != nullptr && k < table->rows.size(); ++k) {
    double const auc = cell_number(*table, k, column);
    if (cell(*table, k, key) == key_value && std::isfinite(auc))
      all.push_back({cell(*table, k, "model"), std::string(way), auc});
  }
}

}  // namespace

std::optional<FigureSpec> build_optimism_figure(ReportDocument const& document, FigureRow const& row) {
  std::vector<Looked> all;
  look(document, "performance", "set", "train", "auc", "Apparent (training patients)", all);
  look(document, "validation", "index", "AUC", "corrected", "Corrected, last regression only", all);
  look(document, "optimism", "metric", "auc", "corrected", "Corrected, whole funnel (bootstrap)", all);
  look(document, "nested_cv", "metric", "auc", "mean", "Nested cross-validation", all);
  look(document, "performance", "set", "test", "auc", "Test patients", all);
  FigureSpec values = FigureSpec::array(), models = FigureSpec::array();
  for (auto const& style : kModelStyles) {
    std::size_t ways = 0;
    for (auto const& each : all) {
      if (each.model != style.model) continue;
      values.push_back({{"model", style.label}, {"way", each.way}, {"auc", each.auc}});
      ++ways;
    }
    if (ways > 0) models.push_back(style.label);
  }
  if (models.empty()) return std::nullopt;
  auto spec = make_figure(row, "A model looks best on the patients that made it");
  spec["width"] = 420;
  spec["height"] = {{"step", 46}};
  spec["data"] = {{"values", values}};
  spec["encoding"] = {{"y",
                       {{"field", "model"},
                        {"type", "nominal"},
                        {"sort", models},
                        {"axis", {{"title", nullptr}, {"domain", false}, {"ticks", false}, {"grid", true}}}}}};
  spec["layer"] = FigureSpec::parse(R"json([
    {"mark": {"type": "line", "color": "#B9B9B9", "strokeWidth": 2},
     "encoding": {"x": {"field": "auc", "type": "quantitative", "scale": {"zero": false, "padding": 12}, "axis": {"title": "AUC", "format": ".2f", "tickCount": 6}},
                  "detail": {"field": "model", "type": "nominal"}}},
    {"mark": {"type": "point", "filled": true, "size": 110, "opacity": 1, "tooltip": true},
     "encoding": {"x": {"field": "auc", "type": "quantitative"},
       "color": {"field": "way", "type": "nominal", "legend": {"title": null, "orient": "bottom", "columns": 1},
         "scale": {"domain": ["Apparent (training patients)", "Corrected, last regression only", "Corrected, whole funnel (bootstrap)", "Nested cross-validation", "Test patients"],
                   "range": ["#767676", "#E69F00", "#D55E00", "#0072B2", "#222222"]}},
       "shape": {"field": "way", "type": "nominal",
         "scale": {"domain": ["Apparent (training patients)", "Corrected, last regression only", "Corrected, whole funnel (bootstrap)", "Nested cross-validation", "Test patients"],
                   "range": ["circle", "triangle-up", "square", "diamond", "cross"]}}}}
  ])json");
  return spec;
}

}  // namespace petra
