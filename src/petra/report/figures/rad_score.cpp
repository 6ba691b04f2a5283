#include <fmt/format.h>

#include <algorithm>

#include "petra/report/figures/figures.hpp"
#include "petra/report/figures/style.hpp"

namespace petra {

std::optional<FigureSpec> build_rad_score_figure(ReportDocument const& document, FigureRow const& row) {
  auto const* scores = document.find("rad_score");
  if (scores == nullptr) return std::nullopt;
  struct Bar {
    double score;
    bool is_case;
    std::size_t row;
  };
  std::vector<Bar> bars;
  for (std::size_t k = 0; k < scores->rows.size(); ++k) {
    if (cell(*scores, k, "set") != set_of(row)) continue;
    double const score = cell_number(*scores, k, "rad_score");
    if (score - score == 0) bars.push_back({score, cell(*scores, k, "outcome") == "1", k});
  }
  if (bars.empty()) return std::nullopt;
  std::stable_sort(bars.begin(), bars.end(), [](Bar const& a, Bar const& b) { return a.score < b.score; });
  FigureSpec values = FigureSpec::array();
  for (std::size_t k = 0; k < bars.size(); ++k) {
    values.push_back({{"rank", k + 1},
                      {"rad_score", bars[k].score},
                      {"outcome", bars[k].is_case ? document.case_label : document.control_label}});
  }
  auto const width = std::clamp<std::size_t>(bars.size() * 7, 320, 700);
  auto spec = make_figure(row, "Patients in ascending order of the Rad score");
  spec["width"] = width;
  spec["height"] = 240;
  spec["data"] = {{"values", values}};
  spec["mark"] = {{"type", "bar"}, {"tooltip", true}};
  spec["encoding"] = {
      {"x",
       {{"field", "rank"},
        {"type", "ordinal"},
        {"axis", {{"title", fmt::format("Patients (n = {})", bars.size())}, {"labels", false}, {"ticks", false}}},
        {"scale", {{"paddingInner", 0.1}}}}},
      {"y",
       {{"field", "rad_score"},
        {"type", "quantitative"},
        {"axis", {{"title", "Rad score (log odds)"}, {"tickCount", 6}}}}},
      {"color",
       {{"field", "outcome"},
        {"type", "nominal"},
        {"scale", {{"domain", {document.case_label, document.control_label}}, {"range", {kVermilion, kBlue}}}},
        {"legend", {{"title", nullptr}, {"orient", "top-left"}, {"symbolType", "square"}}}}}};
  return spec;
}

}  // namespace petra
