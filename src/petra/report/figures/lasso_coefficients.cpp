#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "petra/report/figures/figures.hpp"
#include "petra/report/figures/style.hpp"

namespace petra {

std::optional<FigureSpec> build_lasso_coefficients_figure(ReportDocument const& document, FigureRow const& row) {
  auto const *coefficients = document.find("lasso_coefficients"), *path = document.find("lasso_path"),
             *signature = document.find("signature");
  if (coefficients == nullptr || path == nullptr) return std::nullopt;
  std::set<std::string, std::less<>> selected;
  for (std::size_t k = 0; signature != nullptr && k < signature->rows.size(); ++k)
    selected.insert(cell(*signature, k, "feature"));
  // Zeros are not in the table: a line begins at the last lambda before its feature's first one.
  std::vector<std::string> lambdas;
  for (std::size_t k = 0; k < path->rows.size(); ++k) lambdas.push_back(cell(*path, k, "lambda"));
  std::map<std::string, std::map<std::string, double, std::less<>>, std::less<>>
      by_feature;  // feature -> lambda -> coefficient
  for (std::size_t k = 0; k < coefficients->rows.size(); ++k)
    by_feature[cell(*coefficients, k, "feature")][cell(*coefficients, k, "lambda")] =
        cell_number(*coefficients, k, "coefficient");
  FigureSpec values = FigureSpec::array();
  for (auto const& [feature, of_lambda] : by_feature) {
    auto value_at = [&](std::size_t k) {
      auto const found = of_lambda.find(lambdas[k]);
      return found == of_lambda.end() ? 0.0 : found->second;
    };
    for (std::size_t k = 0; k < lambdas.size(); ++k) {
      bool const is_near =
          value_at(k) != 0 || (k + 1 < lambdas.size() && value_at(k + 1) != 0) || (k > 0 && value_at(k - 1) != 0);
      if (is_near)
        values.push_back({{"feature", feature},
                          {"lambda", cell_number(*path, k, "lambda")},
                          {"coefficient", value_at(k)},
                          {"in", selected.contains(feature) ? "In the signature" : "Not in it"}});
    }
  }
  auto const best = std::min_element(path->rows.begin(), path->rows.end(), [&](auto const& a, auto const& b) {
    auto const column = *path->find_column("cv_mean");
    return std::stod(a[column]) < std::stod(b[column]);
  });
  double const lambda_min = cell_number(*path, static_cast<std::size_t>(best - path->rows.begin()), "lambda");
  auto spec = make_figure(
      row, fmt::format("Per standard deviation of the feature; dashed: λ min = {}", short_number(lambda_min)));
  spec["width"] = 520;
  spec["height"] = 300;
  spec["data"] = {{"values", values}};
  spec["layer"] = FigureSpec::parse(R"json([
    {"mark": {"type": "line", "strokeWidth": 1.3, "tooltip": true},
     "encoding": {
       "x": {"field": "lambda", "type": "quantitative", "scale": {"type": "log", "nice": false},
             "axis": {"title": "Penalty λ (log scale)", "grid": false, "format": "~g", "tickCount": 6, "labelOverlap": true}},
       "y": {"field": "coefficient", "type": "quantitative", "axis": {"title": "Coefficient", "tickCount": 7}},
       "detail": {"field": "feature", "type": "nominal"},
       "color": {"field": "in", "type": "nominal", "scale": {"domain": ["In the signature", "Not in it"], "range": ["#D55E00", "#B9B9B9"]},
                 "legend": {"title": null, "orient": "bottom", "symbolType": "stroke", "symbolSize": 400}}}}
  ])json");
  spec["layer"].push_back({{"data", {{"values", FigureSpec::array({{{"lambda", lambda_min}}})}}},
                           {"mark", {{"type", "rule"}, {"strokeDash", {6, 3}}, {"color", kInk}, {"strokeWidth", 1.2}}},
                           {"encoding", {{"x", {{"field", "lambda"}, {"type", "quantitative"}}}}}});
  return spec;
}

}  // namespace petra
