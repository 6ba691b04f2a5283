#include <nlohmann/json.hpp>

#include "petra/base/hash.hpp"
#include "petra/model/frozen_model.hpp"

namespace petra {

namespace {

using Json = nlohmann::ordered_json;

Json range_json(TrainingRange const& range) {
  return {{"minimum", range.minimum},
          {"first_quartile", range.first_quartile},
          {"median", range.median},
          {"third_quartile", range.third_quartile},
          {"maximum", range.maximum}};
}

Json range_json(std::optional<TrainingRange> const& range) {
  return range ? range_json(*range) : Json(nullptr);
}

Json vector_json(Eigen::VectorXd const& values) {
  return std::vector<double>(values.begin(), values.end());
}

Json matrix_json(Eigen::MatrixXd const& matrix) {
  Json rows = Json::array();
  for (Eigen::Index i = 0; i < matrix.rows(); ++i) rows.push_back(vector_json(matrix.row(i).transpose()));
  return rows;
}

Json modality_json(FrozenModality const& modality) {
  Json spacing = Json::array();
  for (auto const& axis : modality.spacing_mm) spacing.push_back(range_json(axis));
  return {
      {"settings", Json::parse(modality.settings, nullptr, false)},
      {"sha256", modality.settings_sha256},
      {"columns",
       {{"image", modality.image_column}, {"mask", modality.mask_column}, {"structure", modality.structure_column}}},
      {"training", {{"spacing_mm", spacing}, {"volume_ml", range_json(modality.volume_ml)}}}};
}

Json variable_json(FrozenVariable const& variable) {
  Json json = {{"column", variable.column}, {"label", variable.label}};
  if (!variable.unit.empty()) json["unit"] = variable.unit;
  for (auto const& [unit, factor] : variable.convert) json["convert"][unit] = factor;
  if (variable.levels.empty())
    json["training"] = range_json(variable.training);
  else
    json["levels"] = variable.levels;
  return json;
}

Json signature_json(FrozenSignature const& signature) {
  Json terms = Json::array();
  for (auto const& feature : signature.features) {
    terms.push_back({{"feature", feature.name},
                     {"coefficient", feature.coefficient},
                     {"coefficient_per_sd", feature.coefficient_per_sd},
                     {"mean", feature.mean},
                     {"sd", feature.sd},
                     {"training", range_json(feature.training)}});
  }
  return {{"intercept", signature.intercept},
          {"lambda", signature.lambda},
          {"terms", terms},
          {"rad_score_training", range_json(signature.training)}};
}

Json regression_json(FrozenRegression const& regression) {
  Json terms = Json::array();
  for (std::size_t k = 0; k < regression.terms.size(); ++k)
    terms.push_back(
        {{"term", regression.terms[k]}, {"coefficient", regression.coefficient(static_cast<Eigen::Index>(k))}});
  Json json = {{"terms", terms},
               {"covariance", matrix_json(regression.covariance)},
               {"linear_predictor_training", regression.training}};
  json["cutoff_youden"] = regression.cutoff_youden ? Json(*regression.cutoff_youden) : Json(nullptr);
  return json;
}

Json ticks_json(std::vector<NomogramTick> const& ticks) {
  Json json = Json::array();
  for (auto const& tick : ticks)
    json.push_back({{"value", tick.value},
                    {"label", tick.label},
                    {"linear_predictor", tick.linear_predictor},
                    {"points", tick.points}});
  return json;
}

Json nomogram_json(Nomogram const& nomogram) {
  Json axes = Json::array();
  for (auto const& axis : nomogram.variables)
    axes.push_back({{"variable", axis.name}, {"label", axis.label}, {"ticks", ticks_json(axis.ticks)}});
  return {{"points_per_unit", nomogram.points_per_unit},
          {"intercept_at_zero_points", nomogram.intercept_at_zero_points},
          {"axes", axes},
          {"total_points", nomogram.total_points_ticks},
          {"linear_predictor", ticks_json(nomogram.linear_predictor_axis)},
          {"probability", ticks_json(nomogram.probability_axis)}};
}

Json likeness_json(Likeness const& likeness) {
  return {{"features", likeness.features},   {"mean", vector_json(likeness.mean)},
          {"sd", vector_json(likeness.sd)},  {"covariance", matrix_json(likeness.covariance)},
          {"shrinkage", likeness.shrinkage}, {"out_of_fold_distances", likeness.distances}};
}

}  // namespace

std::string format_model(FrozenModel const& model) {
  Json json = {{"format", "petra-model"},
               {"schema_version", kModelSchemaVersion},
               {"petra_version", model.petra_version},
               {"research_use_only", true},
               {"study", model.study},
               {"card", Json::object()},
               {"id", model.id_column},
               {"outcome", {{"column", model.outcome_column}, {"positive", model.outcome_positive}}},
               {"training", {{"patients", model.training_patients}, {"cases", model.training_cases}}},
               {"recalibrated", model.recalibrated}};
  for (auto const& [heading, text] : model.card) json["card"][heading] = text;
  json["extraction"] = Json::object();
  for (auto const& modality : model.modalities) json["extraction"][modality.name] = modality_json(modality);
  json["variables"] = Json::array();
  for (auto const& variable : model.variables) json["variables"].push_back(variable_json(variable));
  if (model.signature) json["signature"] = signature_json(*model.signature);
  json["models"] = Json::object();
  for (auto const& regression : model.regressions) json["models"][regression.name] = regression_json(regression);
  if (model.nomogram) json["nomogram"] = nomogram_json(*model.nomogram);
  if (model.likeness) json["likeness"] = likeness_json(*model.likeness);
  json["sha256"] = sha256_of(json.dump());
  return json.dump(1) + '\n';
}

}  // namespace petra
