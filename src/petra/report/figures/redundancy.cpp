#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "petra/report/figures/figures.hpp"
#include "petra/report/figures/style.hpp"

namespace petra {

// Clusters of correlated features: a kept feature with those dropped for it.
std::optional<FigureSpec> build_redundancy_figure(ReportDocument const& document, FigureRow const& row) {
  auto const* table = document.find("correlation");
  if (table == nullptr) return std::nullopt;
  std::map<std::string, int, std::less<>> dropped_for;
  std::size_t kept = 0, dropped = 0;
  for (std::size_t k = 0; k < table->rows.size(); ++k) {
    auto const& stands_for = cell(*table, k, "dropped_for");
    kept += cell(*table, k, "kept") == "true";
    if (stands_for.empty()) continue;
    ++dropped_for[stands_for];
    ++dropped;
  }
  if (dropped == 0) return std::nullopt;
  std::vector<std::pair<std::string, int>> clusters(dropped_for.begin(), dropped_for.end());
  std::stable_sort(clusters.begin(), clusters.end(), [](auto const& a, auto const& b) { return a.second > b.second; });
  constexpr std::size_t kMostBars = 20;
  auto const all = clusters.size();
  if (clusters.size() > kMostBars) clusters.resize(kMostBars);
  FigureSpec values = FigureSpec::array(), order = FigureSpec::array();
  for (auto const& [feature, count] : clusters) {
    values.push_back({{"feature", feature}, {"dropped", count}});
    order.push_back(feature);
  }
  auto spec = make_figure(row, fmt::format("{} features stand for {} dropped ones; the {} largest of {} clusters", kept,
                                           dropped, clusters.size(), all));
  spec["width"] = 300;
  spec["height"] = {{"step", 20}};
  spec["data"] = {{"values", values}};
  spec["mark"] = {{"type", "bar"}, {"height", 13}, {"color", kBlue}, {"tooltip", true}};
  spec["encoding"] = FigureSpec::parse(R"json({
    "x": {"field": "dropped", "type": "quantitative", "axis": {"title": "Features dropped for this one", "tickCount": 5, "format": ",d", "tickMinStep": 1}},
    "y": {"field": "feature", "type": "nominal", "axis": {"title": null, "labelLimit": 520, "domain": false, "ticks": false}}
  })json");
  spec["encoding"]["y"]["sort"] = order;
  return spec;
}

}  // namespace petra
