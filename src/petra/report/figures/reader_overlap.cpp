#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "petra/report/figures/figures.hpp"
#include "petra/report/figures/style.hpp"

namespace petra {

namespace {

double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  auto const half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

}  // namespace

std::optional<FigureSpec> build_reader_overlap_figure(ReportDocument const& document, FigureRow const& row) {
  auto const* agreement = document.find("reader_agreement");
  if (agreement == nullptr) return std::nullopt;
  std::map<std::string, std::vector<double>> dice_of;
  for (std::size_t k = 0; k < agreement->rows.size(); ++k) {
    double const dice = cell_number(*agreement, k, "dice");
    if (dice - dice != 0) continue;
    auto const* who = cell(*agreement, k, "comparison") == "inter" ? "second reader" : "same reader again";
    dice_of[fmt::format("{}, {}", cell(*agreement, k, "modality"), who)].push_back(dice);
  }
  if (dice_of.empty()) return std::nullopt;
  FigureSpec values = FigureSpec::array(), medians = FigureSpec::array();
  double lowest = 1;
  for (auto const& [pair, list] : dice_of) {
    double const median = median_of(list);
    auto const label = fmt::format("{} (n = {}, median {:.3f})", pair, list.size(), median);
    for (double const dice : list) {
      values.push_back({{"pair", label}, {"dice", dice}});
      lowest = std::min(lowest, dice);
    }
    medians.push_back({{"pair", label}, {"dice", median}});
  }
  auto spec = make_figure(row, "Each line is a patient; Dice is 1 for the same outline");
  spec["width"] = 440;
  spec["height"] = {{"step", 40}};
  FigureSpec const y = {{"field", "pair"},
                        {"type", "nominal"},
                        {"axis", {{"title", nullptr}, {"domain", false}, {"ticks", false}, {"labelLimit", 340}}}};
  FigureSpec const x = {{"field", "dice"},
                        {"type", "quantitative"},
                        {"scale", {{"domain", {std::max(0.0, lowest - 0.05), 1}}, {"nice", false}}},
                        {"axis", {{"title", "Dice"}, {"tickCount", 6}}}};
  spec["layer"] = FigureSpec::array({
      {{"data", {{"values", values}}},
       {"mark", {{"type", "tick"}, {"color", kBlue}, {"opacity", 0.7}, {"thickness", 2}, {"tooltip", true}}},
       {"encoding", {{"y", y}, {"x", x}}}},
      {{"data", {{"values", medians}}},
       {"mark", {{"type", "tick"}, {"color", kVermilion}, {"thickness", 4}, {"size", 30}}},
       {"encoding", {{"y", y}, {"x", x}}}},
  });
  return spec;
}

}  // namespace petra
