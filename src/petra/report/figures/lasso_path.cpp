#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "petra/report/figures/figures.hpp"
#include "petra/report/figures/style.hpp"

namespace petra {

namespace {

struct PathPoint {
  double lambda, mean, se;
  int nonzero;
};

FigureSpec line_at(PathPoint const& point, std::array<int, 2> dash) {
  return {{"data", {{"values", FigureSpec::array({{{"lambda", point.lambda}}})}}},
          {"mark", {{"type", "rule"}, {"strokeDash", dash}, {"color", kInk}, {"strokeWidth", 1.2}}},
          {"encoding", {{"x", {{"field", "lambda"}, {"type", "quantitative"}}}}}};
}

}  // namespace

std::optional<FigureSpec> build_lasso_path_figure(ReportDocument const& document, FigureRow const& row) {
  auto const* path = document.find("lasso_path");
  if (path == nullptr) return std::nullopt;
  std::vector<PathPoint> points;
  FigureSpec values = FigureSpec::array(), counts = FigureSpec::array();
  for (std::size_t k = 0; k < path->rows.size(); ++k) {
    PathPoint const p{cell_number(*path, k, "lambda"), cell_number(*path, k, "cv_mean"), cell_number(*path, k, "cv_se"),
                      static_cast<int>(cell_number(*path, k, "nonzero"))};
    points.push_back(p);
    values.push_back({{"lambda", p.lambda},
                      {"cv_mean", p.mean},
                      {"low", p.mean - p.se},
                      {"high", p.mean + p.se},
                      {"nonzero", p.nonzero}});
  }
  // One count in ten, as many as fit over the plot.
  std::size_t const stride = std::max<std::size_t>(1, points.size() / 10);
  for (std::size_t k = 0; k < points.size(); k += stride)
    counts.push_back({{"lambda", points[k].lambda}, {"nonzero", points[k].nonzero}});

  // glmnet's definitions: the largest lambda with the smallest mean, and the largest within one standard error of it.
  auto const best =
      std::min_element(points.begin(), points.end(), [](auto const& a, auto const& b) { return a.mean < b.mean; });
  auto const one_se =
      std::find_if(points.begin(), points.end(), [&](auto const& p) { return p.mean <= best->mean + best->se; });

  FigureSpec const x = {{"field", "lambda"},
                        {"type", "quantitative"},
                        {"scale", {{"type", "log"}, {"nice", false}, {"padding", 12}}},
                        {"axis",
                         {{"title", "Penalty λ (log scale)"},
                          {"grid", false},
                          {"format", "~g"},
                          {"tickCount", 6},
                          {"labelOverlap", true}}}};
  FigureSpec const y_scale = {{"zero", false}, {"nice", true}};
  auto lines = fmt::format("Dashed: λ min = {}, {} features", short_number(best->lambda), best->nonzero);
  if (one_se != best)
    lines += fmt::format(". Dotted: λ 1se = {}, {} features", short_number(one_se->lambda), one_se->nonzero);
  auto spec = make_figure(row, lines);
  spec["title"]["subtitle"] = {"Mean ± standard error over the folds; above the plot: features with a coefficient",
                               lines};
  spec["title"]["offset"] = 24;
  spec["width"] = 520;
  spec["height"] = 300;
  spec["data"] = {{"values", values}};
  spec["encoding"] = {{"x", x}};
  spec["layer"] = FigureSpec::array({
      {{"mark", {{"type", "rule"}, {"color", "#A9A9A9"}, {"strokeWidth", 1}}},
       {"encoding",
        {{"y",
          {{"field", "low"},
           {"type", "quantitative"},
           {"scale", y_scale},
           {"axis", {{"title", "Binomial deviance (cross-validated)"}, {"tickCount", 6}}}}},
         {"y2", {{"field", "high"}}}}}},
      {{"mark", {{"type", "point"}, {"filled", true}, {"size", 26}, {"color", kVermilion}, {"opacity", 1}}},
       {"encoding",
        {{"y", {{"field", "cv_mean"}, {"type", "quantitative"}}},
         {"tooltip", FigureSpec::array({{{"field", "lambda"}, {"format", ".4g"}},
                                        {{"field", "cv_mean"}, {"title", "deviance"}, {"format", ".4g"}},
                                        {{"field", "nonzero"}, {"title", "features"}}})}}}},
      {{"data", {{"values", counts}}},
       {"mark", {{"type", "text"}, {"y", -8}, {"fontSize", 11}, {"color", kGrey}}},
       {"encoding", {{"x", {{"field", "lambda"}, {"type", "quantitative"}}}, {"text", {{"field", "nonzero"}}}}}},
      line_at(*best, {6, 3}),
  });
  if (one_se != best) spec["layer"].push_back(line_at(*one_se, {2, 3}));
  return spec;
}

}  // namespace petra
