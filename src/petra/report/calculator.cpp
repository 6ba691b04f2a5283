#include "petra/report/calculator.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "petra/report/embedded.hpp"
#include "petra/report/template.hpp"

namespace petra {

namespace {

using Json = nlohmann::ordered_json;

// Of the model file, what the page calculates with: neither features nor extraction settings.
Json page_model(FrozenModel const& model) {
  auto const file = Json::parse(format_model(model));
  Json page = {{"variables", file["variables"]},
               {"models", file["models"]},
               {"training_patients", model.training_patients},
               {"recalibrated", model.recalibrated},
               {"nomogram", file.contains("nomogram") ? file["nomogram"] : Json(nullptr)},
               {"rad_score_training", model.signature ? file["signature"]["rad_score_training"] : Json(nullptr)}};
  return page;
}

}  // namespace

Result<std::string> render_calculator(FrozenModel const& model) {
  if (model.best_regression() == nullptr)
    return make_error(ErrorCode::invalid_input, "model", "holds no regression to calculate with",
                      "The study made none: see its report");
  Json data = {{"title", model.study},
               {"version", model.petra_version},
               {"outcome", fmt::format("{} = {}", model.outcome_column, model.outcome_positive)},
               {"sha256", model.sha256}};
  data["style"] = std::string(kReportStyle);
  data["calculator_style"] = std::string(kCalculatorStyle);
  data["texts"] = std::string(kCalculatorTexts);
  data["script"] = std::string(kCalculatorScript);
  data["model"] = json_for_script(page_model(model));
  data["card"] = Json::array();
  for (auto const& [heading, text] : model.card) data["card"].push_back({{"name", heading}, {"value", text}});
  return render_template(kCalculatorPage, data);
}

}  // namespace petra
