#include "petra/apply/prediction_table.hpp"

#include <fmt/format.h>

#include "petra/base/text.hpp"

namespace petra {

namespace {

std::string cell_of(std::optional<double> const& value) {
  return value ? format_number(*value) : std::string();
}

nlohmann::ordered_json json_of(std::optional<double> const& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

}  // namespace

std::vector<PatientPrediction> predict_all(FrozenModel const& model, std::vector<ListedPatient> const& patients,
                                           std::string const& regression) {
  std::vector<PatientPrediction> all;
  for (auto const& each : patients) {
    PatientPrediction one{each.id, {}, each.error};
    if (!one.error) {
      auto made = predict(model, each.patient, regression);
      if (made) {
        made->warnings.insert(made->warnings.begin(), each.warnings.begin(), each.warnings.end());
        one.prediction = std::move(*made);
      } else {
        one.error = made.error();
      }
    }
    all.push_back(std::move(one));
  }
  return all;
}

Table prediction_table(std::vector<PatientPrediction> const& predictions) {
  Table table;
  table.columns = {"id",
                   "probability",
                   "probability_low",
                   "probability_high",
                   "model",
                   "linear_predictor",
                   "rad_score",
                   "total_points",
                   "share_below",
                   "distance",
                   "distance_share_below",
                   "warnings",
                   "error"};
  for (auto const& each : predictions) {
    std::vector<std::string> row(table.columns.size());
    row.front() = each.id;
    if (each.error) row.back() = format_error(*each.error);
    if (each.prediction) {
      auto const& p = *each.prediction;
      row = {each.id,
             format_number(p.probability),
             format_number(p.low),
             format_number(p.high),
             p.model,
             format_number(p.linear_predictor),
             cell_of(p.rad_score),
             cell_of(p.total_points),
             format_number(p.share_below),
             cell_of(p.distance),
             cell_of(p.distance_share_below),
             join(p.warnings, " "),
             ""};
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

nlohmann::ordered_json prediction_json(std::vector<PatientPrediction> const& predictions) {
  auto list = nlohmann::ordered_json::array();
  for (auto const& each : predictions) {
    nlohmann::ordered_json json = {{"id", each.id}};
    if (!each.prediction) {
      json["probability"] = nullptr;
      json["error"] = format_error(*each.error);
      list.push_back(std::move(json));
      continue;
    }
    auto const& p = *each.prediction;
    json["probability"] = p.probability;
    json["probability_low"] = p.low;
    json["probability_high"] = p.high;
    json["model"] = p.model;
    json["linear_predictor"] = p.linear_predictor;
    json["standard_error"] = p.standard_error;
    json["rad_score"] = json_of(p.rad_score);
    json["total_points"] = json_of(p.total_points);
    json["points"] = nlohmann::ordered_json::array();
    for (auto const& axis : p.points)
      json["points"].push_back(
          {{"variable", axis.variable}, {"label", axis.label}, {"value", axis.value}, {"points", axis.points}});
    json["share_below"] = p.share_below;
    json["distance"] = json_of(p.distance);
    json["distance_share_below"] = json_of(p.distance_share_below);
    json["other_models"] = nlohmann::ordered_json::object();
    for (auto const& [name, probability] : p.other_models) json["other_models"][name] = probability;
    json["warnings"] = p.warnings;
    list.push_back(std::move(json));
  }
  return list;
}

std::string describe_prediction(FrozenModel const& model, Prediction const& p) {
  std::string text =
      fmt::format("Probability of {} = {}: {:.3f} (95 % CI {:.3f} to {:.3f}) by the {} model of \"{}\".\n",
                  model.outcome_column, model.outcome_positive, p.probability, p.low, p.high, p.model, model.study);
  text +=
      "The interval is that of the regression (Wald), given the signature: that features were chosen is not in it.\n";
  if (p.rad_score) text += fmt::format("Rad score {:.4g}.\n", *p.rad_score);
  for (auto const& axis : p.points)
    text += fmt::format("  {} = {}: {:.1f} points\n", axis.label, axis.value, axis.points);
  if (p.total_points) text += fmt::format("  Total: {:.1f} points\n", *p.total_points);
  text += fmt::format("{:.0f} % of the {} training patients have a lower probability.\n", 100 * p.share_below,
                      model.training_patients);
  if (p.distance_share_below)
    text += fmt::format(
        "Features: {:.0f} % of the training patients lie nearer to the others (Mahalanobis distance {:.2f}).\n",
        100 * *p.distance_share_below, *p.distance);
  for (auto const& [name, probability] : p.other_models)
    text += fmt::format("By the {} model: {:.3f}.\n", name, probability);
  if (!model.recalibrated.empty()) text += fmt::format("This model was recalibrated: {}.\n", model.recalibrated);
  text += "Research use only, not a medical device.\n";
  return text;
}

}  // namespace petra
