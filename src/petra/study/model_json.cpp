#include "petra/study/model_json.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "petra/base/hash.hpp"
#include "petra/extract/settings.hpp"
#include "petra/stats/quantile.hpp"

namespace petra {

namespace {

using Json = nlohmann::ordered_json;

// Ranges of training values, for warnings about patients unlike them.
Json range_of(std::vector<double> const& values) {
  std::vector<double> sorted;
  std::copy_if(values.begin(), values.end(), std::back_inserter(sorted), [](double v) { return v - v == 0; });
  std::sort(sorted.begin(), sorted.end());
  if (sorted.empty()) return nullptr;
  return {{"minimum", sorted.front()},
          {"first_quartile", quantile_sorted(sorted, 0.25)},
          {"median", quantile_sorted(sorted, 0.5)},
          {"third_quartile", quantile_sorted(sorted, 0.75)},
          {"maximum", sorted.back()}};
}

std::vector<double> training_only(Cohort const& cohort, std::vector<double> const& values) {
  std::vector<double> kept;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (cohort.patients[i].training) kept.push_back(values[i]);
  }
  return kept;
}

Json signature_json(StudyState const& s) {
  auto const& signature = s.analysis.funnel.signature->signature;
  Json terms = Json::array();
  for (auto const& term : signature.terms) {
    auto const found = std::find(s.features.first.names.begin(), s.features.first.names.end(), term.feature);
    Eigen::VectorXd const column = s.features.first.values.col(found - s.features.first.names.begin());
    terms.push_back({{"feature", term.feature},
                     {"coefficient", term.coefficient},
                     {"coefficient_per_sd", term.coefficient_per_sd},
                     {"mean", term.mean},
                     {"sd", term.sd},
                     {"training", range_of(training_only(s.cohort, {column.begin(), column.end()}))}});
  }
  auto const& score = *s.analysis.rad_score;
  return {{"intercept", signature.intercept},
          {"lambda", signature.lambda},
          {"terms", terms},
          {"rad_score_training", range_of(training_only(s.cohort, {score.begin(), score.end()}))}};
}

Json model_terms(LogisticFit const& fit) {
  Json terms = Json::array(), covariance = Json::array();
  for (std::size_t k = 0; k < fit.terms.size(); ++k) {
    auto const i = static_cast<Eigen::Index>(k);
    terms.push_back({{"term", fit.terms[k]}, {"coefficient", fit.coefficient(i)}});
    Eigen::VectorXd const row = fit.covariance.row(i);
    covariance.push_back(std::vector<double>(row.begin(), row.end()));
  }
  return {{"terms", terms}, {"covariance", covariance}};
}

Json variables_json(StudyState const& s) {
  Json variables = Json::array();
  for (auto const position : s.analysis.independent) {
    auto const& variable = s.cohort.clinical[position];
    Json json = {{"column", variable.column.column}, {"label", variable.column.label}};
    if (!variable.column.unit.empty()) json["unit"] = variable.column.unit;
    for (auto const& [unit, factor] : variable.column.convert) json["convert"][unit] = factor;
    if (variable.column.categorical)
      json["levels"] = variable.levels;
    else
      json["training"] = range_of(training_only(s.cohort, variable.values));
    variables.push_back(std::move(json));
  }
  return variables;
}

Json axis_json(std::vector<NomogramTick> const& ticks) {
  Json json = Json::array();
  for (auto const& tick : ticks)
    json.push_back({{"value", tick.value}, {"label", tick.label}, {"points", tick.points}});
  return json;
}

Json nomogram_json(Nomogram const& nomogram) {
  Json axes = Json::array();
  for (auto const& axis : nomogram.variables)
    axes.push_back({{"variable", axis.name}, {"label", axis.label}, {"ticks", axis_json(axis.ticks)}});
  return {{"points_per_unit", nomogram.points_per_unit},
          {"intercept_at_zero_points", nomogram.intercept_at_zero_points},
          {"axes", axes},
          {"total_points", nomogram.total_points_ticks},
          {"linear_predictor", axis_json(nomogram.linear_predictor_axis)},
          {"probability", axis_json(nomogram.probability_axis)}};
}

}  // namespace

Result<std::string> make_model_json(StudyState const& s, std::filesystem::path const& folder,
                                    std::string_view version) {
  std::size_t patients = 0, cases = 0;
  for (auto const& patient : s.cohort.patients) {
    patients += patient.training;
    cases += patient.training && patient.outcome == 1;
  }
  Json json = {{"format", "petra-model"},
               {"schema_version", 1},
               {"petra_version", version},
               {"research_use_only", true},
               {"study", s.definition.name},
               {"outcome", {{"column", s.definition.outcome_column}, {"positive", s.definition.outcome_positive}}},
               {"training", {{"patients", patients}, {"cases", cases}}}};
  json["extraction"] = Json::object();
  for (auto const& modality : s.definition.modalities) {
    bool const is_file = !modality.params.empty() && !modality.params.starts_with("builtin:");
    PETRA_TRY(auto const settings, load_settings(is_file ? (folder / modality.params).string() : modality.params));
    json["extraction"][modality.name] = {{"settings", Json::parse(settings.canonical, nullptr, false)},
                                         {"sha256", settings_hash(settings)}};
  }
  json["variables"] = variables_json(s);
  json["models"] = Json::object();
  if (s.analysis.rad_score) json["signature"] = signature_json(s);
  for (auto const& model : s.analysis.regressions) json["models"][model.name] = model_terms(model.fit);
  if (s.analysis.nomogram) json["nomogram"] = nomogram_json(*s.analysis.nomogram);
  json["sha256"] = sha256_of(json.dump());
  return json.dump(1) + '\n';
}

}  // namespace petra
