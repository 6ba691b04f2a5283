#include "petra/report/figures/style.hpp"

#include <fmt/format.h>

#include <cmath>

#include "petra/base/text.hpp"

namespace petra {

FigureSpec make_figure(FigureRow const& row, std::string const& subtitle) {
  FigureSpec title = {{"text", row.title}, {"anchor", "start"}, {"fontSize", 15},
                      {"fontWeight", 600}, {"color", kInk},     {"offset", 14}};
  if (!subtitle.empty()) {
    title["subtitle"] = subtitle;
    title["subtitleFontSize"] = 12;
    title["subtitleColor"] = kGrey;
    title["subtitlePadding"] = 4;
  }
  return {
      {"$schema", "https://vega.github.io/schema/vega-lite/v6.json"},
      {"description", row.alt},
      {"background", "white"},
      {"padding", 12},
      {"title", std::move(title)},
      {"config",
       {{"font", "Liberation Sans, Arial, Helvetica, sans-serif"},
        {"view", {{"stroke", nullptr}}},
        {"axis",
         {{"labelFontSize", 12},
          {"titleFontSize", 13},
          {"titleFontWeight", 400},
          {"labelColor", kInk},
          {"titleColor", kInk},
          {"domainColor", kInk},
          {"tickColor", kInk},
          {"gridColor", "#E6E6E6"},
          {"titlePadding", 8}}},
        {"legend",
         {{"labelFontSize", 12},
          {"titleFontSize", 12},
          {"titleFontWeight", 400},
          {"labelColor", kInk},
          {"titleColor", kInk},
          {"labelLimit", 0},
          {"symbolStrokeWidth", 2.5}}}}},
  };
}

std::string_view set_of(FigureRow const& row) {
  return row.name.ends_with("_test") ? "test" : "train";
}

std::string short_number(double value, int significant_digits) {
  if (!std::isfinite(value)) return format_number(value);
  if (value == std::floor(value) && std::abs(value) < 1e6) return fmt::format("{:.0f}", value);
  return fmt::format("{:.{}g}", value, significant_digits);
}

}  // namespace petra
