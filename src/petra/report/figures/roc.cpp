#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "petra/report/figures/figures.hpp"
#include "petra/report/figures/style.hpp"

namespace petra {

namespace {

struct Scored {
  double probability;
  bool is_case;
};

struct CurvePoint {
  double false_positive_rate, sensitivity;
};

// All distinct thresholds from high to low, (0, 0) to (1, 1): tied patients move together, on a slope.
std::vector<CurvePoint> roc_points(std::vector<Scored> scored) {
  std::stable_sort(scored.begin(), scored.end(),
                   [](Scored const& a, Scored const& b) { return a.probability > b.probability; });
  auto const cases =
      static_cast<double>(std::count_if(scored.begin(), scored.end(), [](Scored const& s) { return s.is_case; }));
  auto const controls = static_cast<double>(scored.size()) - cases;
  std::vector<CurvePoint> curve{{0, 0}};
  double true_positive = 0, false_positive = 0;
  for (std::size_t k = 0; k < scored.size(); ++k) {
    (scored[k].is_case ? true_positive : false_positive) += 1;
    if (k + 1 == scored.size() || scored[k + 1].probability != scored[k].probability)
      curve.push_back({false_positive / controls, true_positive / cases});
  }
  return curve;
}

// "AUC 0.981 (0.960 to 1.000)" of performance.csv.
std::string auc_text(Table const* performance, std::string_view model, std::string_view set) {
  if (performance == nullptr) return {};
  for (std::size_t k = 0; k < performance->rows.size(); ++k) {
    if (cell(*performance, k, "model") != model || cell(*performance, k, "set") != set) continue;
    double const auc = cell_number(*performance, k, "auc"), low = cell_number(*performance, k, "auc_low"),
                 high = cell_number(*performance, k, "auc_high");
    if (std::isfinite(auc)) return fmt::format(", AUC {:.3f} ({:.3f} to {:.3f})", auc, low, high);
  }
  return {};
}

}  // namespace

std::optional<FigureSpec> build_roc_figure(ReportDocument const& document, FigureRow const& row) {
  auto const* predictions = document.find("predictions");
  if (predictions == nullptr) return std::nullopt;
  FigureSpec values = FigureSpec::array(), labels = FigureSpec::array(), colours = FigureSpec::array(),
             dashes = FigureSpec::array();
  std::size_t patients = 0;
  for (auto const& style : kModelStyles) {
    if (!predictions->find_column(style.model)) continue;
    std::vector<Scored> scored;
    for (std::size_t k = 0; k < predictions->rows.size(); ++k) {
      double const probability = cell_number(*predictions, k, style.model);
      if (cell(*predictions, k, "set") == set_of(row) && std::isfinite(probability))
        scored.push_back({probability, cell(*predictions, k, "outcome") == "1"});
    }
    auto const cases = std::count_if(scored.begin(), scored.end(), [](Scored const& s) { return s.is_case; });
    if (cases == 0 || cases == static_cast<std::ptrdiff_t>(scored.size())) continue;
    patients = std::max(patients, scored.size());
    auto const label = std::string(style.label) + auc_text(document.find("performance"), style.model, set_of(row));
    labels.push_back(label);
    colours.push_back(style.colour);
    dashes.push_back(style.dash);
    auto const curve = roc_points(std::move(scored));
    for (std::size_t k = 0; k < curve.size(); ++k) {
      values.push_back({{"model", label},
                        {"order", k},
                        {"fpr", curve[k].false_positive_rate},
                        {"sensitivity", curve[k].sensitivity}});
    }
  }
  if (labels.empty()) return std::nullopt;
  auto axis = [](std::string_view title) {
    return FigureSpec{{"title", title}, {"values", {0, 0.2, 0.4, 0.6, 0.8, 1}}, {"format", ".1f"}};
  };
  FigureSpec const unit = {{"domain", {0, 1}}, {"nice", false}};
  auto spec = make_figure(row, fmt::format("{} patients; 95 % confidence interval by DeLong", patients));
  spec["width"] = 330;
  spec["height"] = 330;
  spec["layer"] = FigureSpec::array({
      {{"data", {{"values", FigureSpec::array({{{"fpr", 0}, {"sensitivity", 0}}, {{"fpr", 1}, {"sensitivity", 1}}})}}},
       {"mark", {{"type", "line"}, {"color", "#9A9A9A"}, {"strokeDash", {3, 3}}, {"strokeWidth", 1}}},
       {"encoding",
        {{"x", {{"field", "fpr"}, {"type", "quantitative"}}},
         {"y", {{"field", "sensitivity"}, {"type", "quantitative"}}}}}},
      {{"data", {{"values", values}}},
       {"mark", {{"type", "line"}, {"strokeWidth", 2.2}, {"strokeJoin", "round"}, {"tooltip", true}}},
       {"encoding",
        {{"x",
          {{"field", "fpr"},
           {"type", "quantitative"},
           {"scale", unit},
           {"axis", axis("1 − specificity (false positive rate)")}}},
         {"y",
          {{"field", "sensitivity"},
           {"type", "quantitative"},
           {"scale", unit},
           {"axis", axis("Sensitivity (true positive rate)")}}},
         {"order", {{"field", "order"}, {"type", "quantitative"}}},
         {"color",
          {{"field", "model"},
           {"type", "nominal"},
           {"scale", {{"domain", labels}, {"range", colours}}},
           {"legend",
            {{"title", nullptr},
             {"orient", "bottom"},
             {"direction", "vertical"},
             {"columns", 1},
             {"symbolSize", 500},
             {"symbolType", "stroke"}}}}},
         {"strokeDash",
          {{"field", "model"}, {"type", "nominal"}, {"scale", {{"domain", labels}, {"range", dashes}}}}}}}},
  });
  return spec;
}

}  // namespace petra
