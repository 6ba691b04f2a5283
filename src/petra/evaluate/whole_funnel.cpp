#include "petra/evaluate/whole_funnel.hpp"

#include <cmath>
#include <unordered_map>
#include <unordered_set>

namespace petra {

namespace {

// The share of cases alone.
FunnelLinear constant_model(std::vector<int> const& outcome, Eigen::Index clinical_columns) {
  double cases = 0;
  for (int const y : outcome) cases += y;
  auto const n = static_cast<double>(outcome.size());
  return {std::log(cases / (n - cases)), 0, Eigen::VectorXd::Zero(clinical_columns)};
}

FunnelLinear linear_of(ClinicalModel const& model, bool has_score, Eigen::Index clinical_columns) {
  FunnelLinear linear{model.fit.coefficient(0), has_score ? model.fit.coefficient(1) : 0,
                      Eigen::VectorXd::Zero(clinical_columns)};
  for (std::size_t k = 0; k < model.columns.size(); ++k) {
    linear.clinical(model.columns[k]) = model.fit.coefficient(static_cast<Eigen::Index>(k) + (has_score ? 2 : 1));
  }
  return linear;
}

Eigen::VectorXd scores(FittedFunnel const& fitted, Eigen::MatrixXd const& features) {
  Eigen::VectorXd score = Eigen::VectorXd::Constant(features.rows(), fitted.score_intercept);
  for (std::size_t k = 0; k < fitted.features.size(); ++k)
    score += fitted.coefficients(static_cast<Eigen::Index>(k)) * features.col(fitted.features[k]);
  return score;
}

void take_signature(FunnelResult const& funnel, std::vector<std::string> const& names, FittedFunnel& fitted) {
  if (!funnel.redundancy.empty()) {
    for (auto const& row : funnel.redundancy) fitted.unrepeated += row.kept;
  }
  if (!funnel.signature) return;
  auto const& signature = funnel.signature->signature;
  fitted.lambda = signature.lambda;
  fitted.score_intercept = signature.intercept;
  fitted.coefficients.resize(static_cast<Eigen::Index>(signature.terms.size()));
  std::size_t column = 0;
  for (std::size_t k = 0; k < signature.terms.size(); ++k) {  // terms are in column order
    while (names[column] != signature.terms[k].feature) ++column;
    fitted.features.push_back(static_cast<int>(column));
    fitted.coefficients(static_cast<Eigen::Index>(k)) = signature.terms[k].coefficient;
  }
}

}  // namespace

Result<FunnelData> FunnelData::resample(std::span<int const> positions, std::vector<int> folds) const {
  PETRA_TRY(auto view, training.resample(positions, std::move(folds)));
  FunnelData chosen{std::move(view), clinical.rows(positions), {}};
  std::vector<std::vector<int>> drawn(training.outcome().size());  // where each row of this view stands in the resample
  for (std::size_t k = 0; k < positions.size(); ++k)
    drawn[static_cast<std::size_t>(positions[k])].push_back(static_cast<int>(k));
  for (auto const& group : readings) {
    std::vector<int> rows;
    FunnelReadings taken;
    for (std::size_t k = 0; k < group.patient.size(); ++k) {
      if (group.patient[k] == FunnelReadings::kOutside) {
        rows.push_back(static_cast<int>(k));
        taken.patient.push_back(FunnelReadings::kOutside);
        continue;
      }
      for (int const place : drawn[static_cast<std::size_t>(group.patient[k])]) {
        rows.push_back(static_cast<int>(k));
        taken.patient.push_back(place);
      }
    }
    taken.readings = {group.readings.first.rows(rows), group.readings.second.rows(rows)};
    chosen.readings.push_back(std::move(taken));
  }
  return chosen;
}

Eigen::MatrixXd FittedFunnel::predict(Eigen::MatrixXd const& features_of_rows,
                                      Eigen::MatrixXd const& clinical_of_rows) const {
  Eigen::VectorXd const score = scores(*this, features_of_rows);
  Eigen::MatrixXd linear(features_of_rows.rows(), static_cast<Eigen::Index>(models.size()));
  for (std::size_t m = 0; m < models.size(); ++m) {
    auto column = linear.col(static_cast<Eigen::Index>(m));
    column.setConstant(models[m].intercept);
    if (models[m].rad_score != 0) column += models[m].rad_score * score;
    for (Eigen::Index k = 0; k < models[m].clinical.size(); ++k) {
      if (models[m].clinical(k) != 0) column += models[m].clinical(k) * clinical_of_rows.col(k);
    }
  }
  return linear;
}

Result<FittedFunnel> fit_whole_funnel(FunnelData const& data, FunnelProcedure const& procedure) {
  std::vector<DoubleReading> readings;
  for (auto const& group : data.readings) readings.push_back(group.readings);
  auto rules = procedure.rules;
  rules.reproducibility.limits = false;
  PETRA_TRY(auto const funnel, run_funnel(data.training, readings, rules));
  FittedFunnel fitted;
  take_signature(funnel, data.training.names(), fitted);

  auto const& outcome = data.training.outcome();
  auto const columns = data.clinical.values.cols();
  fitted.models.fill(constant_model(outcome, columns));
  PETRA_TRY(auto const choice, choose_clinical(data.clinical, outcome, procedure.clinical));
  fitted.independent = choice.independent;
  if (choice.model) fitted.models[kClinicalModel] = linear_of(*choice.model, false, columns);
  fitted.models[kCombinedModel] = fitted.models[kClinicalModel];
  if (fitted.features.empty()) return fitted;

  Eigen::VectorXd const score = scores(fitted, data.training.values());
  PETRA_TRY(auto const radiomics, fit_clinical(data.clinical, {}, outcome, &score, "rad_score"));
  fitted.models[kRadiomicsModel] = linear_of(radiomics, true, columns);
  if (!choice.model) {
    fitted.models[kCombinedModel] = fitted.models[kRadiomicsModel];
    return fitted;
  }
  PETRA_TRY(auto const combined, fit_clinical(data.clinical, choice.independent, outcome, &score, "rad_score"));
  fitted.models[kCombinedModel] = linear_of(combined, true, columns);
  return fitted;
}

FunnelData with_fixed_reproducibility(FunnelData const& data, FunnelRules const& rules) {
  std::unordered_set<std::string> dropped;
  for (auto const& group : data.readings) {
    for (auto const& row : assess_reproducibility(group.readings, rules.reproducibility)) {
      if (!row.kept) dropped.insert(row.feature);
    }
  }
  std::vector<int> kept;
  for (std::size_t k = 0; k < data.training.names().size(); ++k) {
    if (!dropped.contains(data.training.names()[k])) kept.push_back(static_cast<int>(k));
  }
  return {data.training.keep(kept), data.clinical, {}};
}

}  // namespace petra
