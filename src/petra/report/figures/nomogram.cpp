#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "petra/base/text.hpp"
#include "petra/report/figures/figures.hpp"
#include "petra/report/figures/style.hpp"

namespace petra {

namespace {

constexpr double kWidth = 640;  // pixels of the points axis
constexpr double kCharacterWidth = 6.6, kLabelGap = 5;

struct DrawnTick {
  double position;  // 0 … 100 across the drawing
  std::string label;
  int side = 0;  // 1 above the line, -1 below, 0 no room for the label
};

struct DrawnAxis {
  std::string label;
  std::vector<DrawnTick> ticks;
};

// "-1" with the typographic minus, as the other axes have it.
std::string with_minus_sign(std::string text) {
  return text.starts_with('-') ? "−" + text.substr(1) : text;
}

double letters(std::string const& utf8) {
  return static_cast<double>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

// Labels that would run into each other go below the line in turn; those that fit on neither side are left out.
void place_labels(std::vector<DrawnTick>& ticks) {
  std::stable_sort(ticks.begin(), ticks.end(), [](auto const& a, auto const& b) { return a.position < b.position; });
  std::map<int, double> free_from{{1, -1e9}, {-1, -1e9}};
  for (auto& tick : ticks) {
    double const centre = tick.position / 100 * kWidth, half = letters(tick.label) * kCharacterWidth / 2;
    for (int const side : {1, -1}) {
      if (centre - half < free_from[side]) continue;
      tick.side = side;
      free_from[side] = centre + half + kLabelGap;
      break;
    }
  }
}

// The axes in rms's order: points, variables, total points, linear predictor, probability.
std::vector<DrawnAxis> collect_axes(Table const& table, ReportDocument const& document) {
  std::vector<std::pair<std::string, std::vector<std::size_t>>> rows_of;
  for (std::size_t k = 0; k < table.rows.size(); ++k) {
    auto const& name = cell(table, k, "axis");
    if (rows_of.empty() || rows_of.back().first != name) rows_of.emplace_back(name, std::vector<std::size_t>());
    rows_of.back().second.push_back(k);
  }
  double largest_total = 100;
  for (auto const& [name, rows] : rows_of) {
    if (name != "total") continue;
    for (auto const k : rows) largest_total = std::max(largest_total, cell_number(table, k, "points"));
  }
  std::vector<DrawnAxis> axes(1);
  axes[0].label = "Points";
  for (int points = 0; points <= 100; points += 10)
    axes[0].ticks.push_back({static_cast<double>(points), fmt::format("{}", points)});
  for (auto const& [name, rows] : rows_of) {
    bool const is_total = name == "total", is_lp = name == "lp", is_probability = name == "probability";
    DrawnAxis axis;
    axis.label = is_total         ? "Total points"
                 : is_lp          ? "Linear predictor"
                 : is_probability ? "Probability of " + document.outcome_label
                                  : document.label_of(name);
    double const full = is_total || is_lp || is_probability ? largest_total : 100;
    for (auto const k : rows) {
      auto const& value = cell(table, k, "value");
      auto const number = parse_number(value);
      axis.ticks.push_back(
          {cell_number(table, k, "points") / full * 100, number ? with_minus_sign(short_number(*number, 6)) : value});
    }
    bool const doubled =
        std::any_of(axes.begin(), axes.end(), [&](DrawnAxis const& other) { return other.label == axis.label; });
    if (doubled) axis.label += fmt::format(" ({})", name);
    axes.push_back(std::move(axis));
  }
  for (auto& axis : axes) place_labels(axis.ticks);
  return axes;
}

FigureSpec text_layer(int side) {
  return {
      {"transform", FigureSpec::array({{{"filter", fmt::format("datum.side === {}", side)}}})},
      {"mark",
       {{"type", "text"}, {"dy", side > 0 ? -14 : 14}, {"baseline", "middle"}, {"fontSize", 11.5}, {"color", kInk}}},
      {"encoding", {{"text", {{"field", "label"}}}}}};
}

}  // namespace

std::optional<FigureSpec> build_nomogram_figure(ReportDocument const& document, FigureRow const& row) {
  auto const* table = document.find("nomogram");
  if (table == nullptr) return std::nullopt;
  auto const axes = collect_axes(*table, document);
  FigureSpec ticks = FigureSpec::array(), lines = FigureSpec::array(), order = FigureSpec::array();
  for (auto const& axis : axes) {
    order.push_back(axis.label);
    for (auto const& tick : axis.ticks)
      ticks.push_back({{"axis", axis.label}, {"position", tick.position}, {"label", tick.label}, {"side", tick.side}});
    lines.push_back({{"axis", axis.label}, {"from", axis.ticks.front().position}, {"to", axis.ticks.back().position}});
  }
  FigureSpec const y = {{"field", "axis"},
                        {"type", "nominal"},
                        {"scale", {{"domain", order}}},
                        {"axis",
                         {{"title", nullptr},
                          {"domain", false},
                          {"ticks", false},
                          {"labelLimit", 260},
                          {"labelPadding", 22},
                          {"labelFontSize", 12.5}}}};
  auto x = [](std::string_view field) {
    return FigureSpec{{"field", field},
                      {"type", "quantitative"},
                      {"scale", {{"domain", {0, 100}}, {"nice", false}}},
                      {"axis", nullptr}};
  };
  auto spec = make_figure(
      row, "Read the points of each value on the top line, add them up, and read the probability below the total");
  spec["width"] = kWidth;
  spec["height"] = {{"step", 52}};
  spec["layer"] = FigureSpec::array({
      {{"data", {{"values", lines}}},
       {"mark", {{"type", "rule"}, {"color", kInk}, {"strokeWidth", 1.2}}},
       {"encoding", {{"y", y}, {"x", x("from")}, {"x2", {{"field", "to"}}}}}},
      {{"data", {{"values", ticks}}},
       {"encoding", {{"y", y}, {"x", x("position")}}},
       {"layer",
        FigureSpec::array(
            {{{"mark", {{"type", "tick"}, {"orient", "vertical"}, {"size", 9}, {"thickness", 1.2}, {"color", kInk}}}},
             text_layer(1),
             text_layer(-1)})}},
  });
  return spec;
}

}  // namespace petra
