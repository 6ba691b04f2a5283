#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "petra/report/figures/figures.hpp"
#include "petra/report/figures/style.hpp"

namespace petra {

std::optional<FigureSpec> build_selection_frequency_figure(ReportDocument const& document, FigureRow const& row) {
  auto const* table = document.find("selection_frequency");
  if (table == nullptr) return std::nullopt;
  struct Bar {
    std::string name;
    double share;
    bool is_selected;
  };
  // Over resamples where there are some, else over the fold seeds.
  auto read = [&](std::string_view column) {
    std::vector<Bar> bars;
    for (std::size_t k = 0; k < table->rows.size(); ++k) {
      double const share = cell_number(*table, k, column);
      if (cell(*table, k, "kind") == "feature" && std::isfinite(share))
        bars.push_back({cell(*table, k, "name"), share, cell(*table, k, "selected") == "true"});
    }
    return bars;
  };
  bool const of_resamples = !read("share_of_resamples").empty();
  auto bars = read(of_resamples ? "share_of_resamples" : "share_of_fold_seeds");
  if (bars.empty()) return std::nullopt;
  std::stable_sort(bars.begin(), bars.end(), [](Bar const& a, Bar const& b) { return a.share > b.share; });
  constexpr std::size_t kMostBars = 30;
  auto const all = bars.size();
  if (bars.size() > kMostBars) bars.resize(kMostBars);
  FigureSpec values = FigureSpec::array(), order = FigureSpec::array();
  for (auto const& bar : bars) {
    values.push_back(
        {{"feature", bar.name}, {"share", bar.share}, {"in", bar.is_selected ? "In the signature" : "Not in it"}});
    order.push_back(bar.name);
  }
  auto spec =
      make_figure(row, fmt::format("Share of {} that select the feature; the {} most frequent of {}",
                                   of_resamples ? "bootstrap resamples" : "draws of the folds", bars.size(), all));
  spec["width"] = 300;
  spec["height"] = {{"step", 20}};
  spec["data"] = {{"values", values}};
  spec["mark"] = {{"type", "bar"}, {"height", 13}, {"tooltip", true}};
  spec["encoding"] = FigureSpec::parse(R"json({
    "x": {"field": "share", "type": "quantitative", "scale": {"domain": [0, 1]}, "axis": {"title": "Share", "tickCount": 5, "format": "%"}},
    "y": {"field": "feature", "type": "nominal", "axis": {"title": null, "labelLimit": 520, "domain": false, "ticks": false}},
    "color": {"field": "in", "type": "nominal", "scale": {"domain": ["In the signature", "Not in it"], "range": ["#D55E00", "#B9B9B9"]},
              "legend": {"title": null, "orient": "bottom", "symbolType": "square"}}
  })json");
  spec["encoding"]["y"]["sort"] = order;
  return spec;
}

}  // namespace petra
