#include <fmt/format.h>

#include "petra/report/figures/figures.hpp"
#include "petra/report/figures/style.hpp"

namespace petra {

namespace {

// A step of funnel.csv in people's words.
std::string step_label(std::string_view step) {
  if (step == "undefined") return "Defined in all training patients";
  if (step == "icc") return "Reproducible between readers";
  if (step == "correlation") return "Not redundant";
  if (step == "lasso") return "Signature (LASSO)";
  return std::string(step);
}

}  // namespace

std::optional<FigureSpec> build_funnel_figure(ReportDocument const& document, FigureRow const& row) {
  auto const* funnel = document.find("funnel");
  if (funnel == nullptr) return std::nullopt;
  FigureSpec values = FigureSpec::array(), order = FigureSpec::array();
  auto add = [&](std::string const& label, double count) {
    order.push_back(label);
    values.push_back({{"step", label}, {"features", count}, {"label", fmt::format("{:.0f}", count)}});
  };
  for (std::size_t k = 0; k < funnel->rows.size(); ++k) {
    auto const& step = cell(*funnel, k, "step");
    if (step == "clinical" || step == "combined" || step == "radiomics")
      continue;  // dropped models, not steps of the features
    if (k == 0) add("Extracted", cell_number(*funnel, k, "features_in"));
    add(step_label(step), cell_number(*funnel, k, "features_out"));
  }
  auto spec = make_figure(row);
  spec["width"] = 440;
  spec["height"] = {{"step", 38}};
  spec["data"] = {{"values", values}};
  spec["encoding"] = {
      {"y",
       {{"field", "step"},
        {"type", "nominal"},
        {"sort", order},
        {"axis", {{"title", nullptr}, {"domain", false}, {"ticks", false}, {"labelLimit", 300}, {"labelPadding", 8}}}}},
      {"x",
       {{"field", "features"},
        {"type", "quantitative"},
        {"axis", {{"title", "Number of features"}, {"tickCount", 5}, {"format", ",d"}}}}}};
  spec["layer"] = FigureSpec::array({
      {{"mark", {{"type", "bar"}, {"color", kBlue}, {"height", 22}, {"tooltip", true}}}},
      {{"mark",
        {{"type", "text"}, {"align", "left"}, {"dx", 6}, {"fontSize", 13}, {"fontWeight", 600}, {"color", kInk}}},
       {"encoding", {{"text", {{"field", "features"}, {"format", ",d"}}}}}},
  });
  return spec;
}

}  // namespace petra
