#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "petra/report/figures/figures.hpp"
#include "petra/report/figures/style.hpp"

namespace petra {

namespace {

constexpr double kBoxWidth = 250, kBoxHeight = 44, kGap = 34, kSideLeft = 330, kSideWidth = 330;
constexpr std::size_t kLettersPerLine = 44, kMostLines = 3;

// Lines of at most kLettersPerLine letters, broken at blanks; what does not fit on kMostLines ends in "…".
FigureSpec wrapped(std::string const& text) {
  FigureSpec lines = FigureSpec::array();
  std::string line;
  std::size_t begin = 0;
  while (begin < text.size()) {
    auto end = text.find(' ', begin);
    if (end == std::string::npos) end = text.size();
    auto word = text.substr(begin, end - begin);
    if (word.size() > kLettersPerLine) word = word.substr(0, kLettersPerLine - 1) + "…";
    if (!line.empty() && line.size() + 1 + word.size() > kLettersPerLine) {
      lines.push_back(line);
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
    begin = end + 1;
  }
  if (!line.empty()) lines.push_back(line);
  if (lines.size() > kMostLines) {
    lines.erase(lines.begin() + kMostLines, lines.end());
    lines.back() = lines.back().get<std::string>() + " …";
  }
  return lines;
}

struct Drawing {
  FigureSpec boxes = FigureSpec::array(), texts = FigureSpec::array(), lines = FigureSpec::array();

  void box(double left, double top, double width, double height, FigureSpec text) {
    boxes.push_back({{"left", left}, {"right", left + width}, {"top", top}, {"bottom", top + height}});
    constexpr double kLineHeight = 15;
    double y = top + height / 2 - kLineHeight * (static_cast<double>(text.size()) - 1) / 2;
    for (auto const& line : text) {
      texts.push_back({{"x", left + width / 2}, {"y", y}, {"text", line}});
      y += kLineHeight;
    }
  }
  void line(double x1, double y1, double x2, double y2) {
    lines.push_back({{"x1", x1}, {"y1", y1}, {"x2", x2}, {"y2", y2}});
  }
};

// "train: 93 patients, 45 cases".
FigureSpec set_text(ReportDocument const& document, std::string_view set) {
  auto const* predictions = document.find("predictions");
  std::size_t patients = 0, cases = 0;
  for (std::size_t k = 0; predictions != nullptr && k < predictions->rows.size(); ++k) {
    if (cell(*predictions, k, "set") != set) continue;
    ++patients;
    cases += cell(*predictions, k, "outcome") == "1";
  }
  return FigureSpec::array({fmt::format("{}: n = {}", set == "train" ? "Training" : "Test", patients),
                            fmt::format("{} with {}", cases, document.case_label)});
}

}  // namespace

std::optional<FigureSpec> build_patient_flow_figure(ReportDocument const& document, FigureRow const& row) {
  auto const* flow = document.find("flow");
  if (flow == nullptr) return std::nullopt;
  Drawing drawing;
  double top = 0, left = 0;
  for (std::size_t k = 0; k < flow->rows.size(); ++k) {
    double const removed = cell_number(*flow, k, "removed"), remain = cell_number(*flow, k, "left");
    auto const& reason = cell(*flow, k, "reason");
    if (!std::isfinite(remain)) continue;
    if (k == 0) {
      drawing.box(left, top, kBoxWidth, kBoxHeight,
                  FigureSpec::array({fmt::format("Patients of the cohort: n = {:.0f}", remain + removed)}));
      top += kBoxHeight;
      if (!(removed > 0)) continue;
    }
    // Down to the next box, with what leaves on the side.
    auto text = wrapped(fmt::format("{}: n = {:.0f}", reason.empty() ? cell(*flow, k, "step") : reason, removed));
    double const side = std::max(kBoxHeight, 15.0 * static_cast<double>(text.size()) + 14);
    double const middle = top + kGap / 2 + side / 2;
    drawing.line(left + kBoxWidth / 2, top, left + kBoxWidth / 2, top + kGap + side);
    drawing.line(left + kBoxWidth / 2, middle, kSideLeft, middle);
    drawing.box(kSideLeft, middle - side / 2, kSideWidth, side, std::move(text));
    top += kGap + side;
    drawing.box(left, top, kBoxWidth, kBoxHeight, FigureSpec::array({fmt::format("n = {:.0f}", remain)}));
    top += kBoxHeight;
  }
  double const fork = top + kGap / 2;
  drawing.line(kBoxWidth / 2, top, kBoxWidth / 2, fork);
  drawing.line(kBoxWidth / 2, fork, kSideLeft + kBoxWidth / 2, fork);
  for (auto const& [set, at] :
       {std::pair<std::string_view, double>{"train", 0}, std::pair<std::string_view, double>{"test", kSideLeft}}) {
    drawing.line(at + kBoxWidth / 2, fork, at + kBoxWidth / 2, top + kGap);
    drawing.box(at, top + kGap, kBoxWidth, kBoxHeight + 4, set_text(document, set));
  }
  double const height = top + kGap + kBoxHeight + 6, width = kSideLeft + kSideWidth + 2;
  auto spec = make_figure(row);
  spec["width"] = width;
  spec["height"] = height;
  auto layers = FigureSpec::parse(R"json([
    {"mark": {"type": "rule", "color": "#222222", "strokeWidth": 1},
     "encoding": {"x": {"field": "x1", "type": "quantitative"}, "x2": {"field": "x2"}, "y": {"field": "y1", "type": "quantitative"}, "y2": {"field": "y2"}}},
    {"mark": {"type": "rect", "fill": "white", "stroke": "#222222", "strokeWidth": 1},
     "encoding": {"x": {"field": "left", "type": "quantitative"}, "x2": {"field": "right"}, "y": {"field": "top", "type": "quantitative"}, "y2": {"field": "bottom"}}},
    {"mark": {"type": "text", "fontSize": 12.5, "color": "#222222", "baseline": "middle"},
     "encoding": {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}, "text": {"field": "text"}}}
  ])json");
  layers[0]["data"] = {{"values", drawing.lines}};
  layers[1]["data"] = {{"values", drawing.boxes}};
  layers[2]["data"] = {{"values", drawing.texts}};
  FigureSpec const across = {{"domain", {-1, width}}, {"nice", false}},
                   down = {{"domain", {-1, height}}, {"nice", false}, {"reverse", true}};
  for (auto& layer : layers) {
    layer["encoding"]["x"]["scale"] = across;
    layer["encoding"]["x"]["axis"] = nullptr;
    layer["encoding"]["y"]["scale"] = down;
    layer["encoding"]["y"]["axis"] = nullptr;
  }
  spec["layer"] = std::move(layers);
  return spec;
}

}  // namespace petra
