#include "petra/study/result_tables.hpp"

#include <array>
#include <map>

#include "petra/study/table_builder.hpp"

namespace petra {

namespace {

std::string_view set_name(Patient const& patient) {
  return patient.training ? "train" : "test";
}

Table make_features(StudyState const& s) {
  Table table;
  table.columns.emplace_back("id");
  table.columns.insert(table.columns.end(), s.features.first.names.begin(), s.features.first.names.end());
  for (std::size_t i = 0; i < s.cohort.patients.size(); ++i) {
    std::vector<std::string> cells{s.cohort.patients[i].id};
    cells.reserve(table.columns.size());
    auto const row = s.features.first.values.row(static_cast<Eigen::Index>(i));
    for (double const value : row) cells.push_back(std::isfinite(value) ? format_number(value) : std::string());
    table.rows.push_back(std::move(cells));
  }
  return table;
}

Table make_split(StudyState const& s) {
  TableBuilder table({"id", "set", "fold"});
  for (auto const& patient : s.cohort.patients)
    table.row({patient.id, set_name(patient), patient.training ? Cell(patient.fold) : Cell("")});
  return table.take();
}

Table make_excluded(StudyState const& s) {
  TableBuilder table({"id", "row", "reason"});
  for (auto const& exclusion : s.cohort.excluded) table.row({exclusion.id, exclusion.row, exclusion.reason});
  return table.take();
}

Table make_funnel(StudyState const& s) {
  TableBuilder table({"step", "features_in", "features_out", "reason"});
  for (auto const* rows : {&s.analysis.funnel.rows, &s.analysis.dropped_models}) {
    for (auto const& row : *rows) table.row({row.step, row.features_in, row.features_out, row.reason});
  }
  return table.take();
}

Table make_icc(StudyState const& s) {
  if (s.analysis.funnel.reproducibility.empty()) return {};
  TableBuilder table({"feature", "comparison", "icc", "ci_low", "ci_high", "kept", "reason"});
  for (auto const& row : s.analysis.funnel.reproducibility)
    table.row({row.feature, row.comparison, row.icc, row.low, row.high, row.kept, row.reason});
  return table.take();
}

Table make_correlation(StudyState const& s) {
  if (s.analysis.funnel.redundancy.empty()) return {};
  TableBuilder table({"feature", "kept", "dropped_for", "pearson", "spearman"});
  for (auto const& row : s.analysis.funnel.redundancy)
    table.row({row.feature, row.kept, row.dropped_for, row.pearson, row.spearman});
  return table.take();
}

Table make_lasso_path(StudyState const& s) {
  if (!s.analysis.funnel.signature) return {};
  TableBuilder table({"lambda", "cv_mean", "cv_se", "nonzero"});
  auto const& cv = s.analysis.funnel.signature->cross_validation;
  for (Eigen::Index k = 0; k < cv.path.lambda.size(); ++k)
    table.row({cv.path.lambda(k), cv.cv_mean(k), cv.cv_se(k), cv.nonzero[static_cast<std::size_t>(k)]});
  return table.take();
}

Table make_lasso_coefficients(StudyState const& s) {
  if (!s.analysis.funnel.signature) return {};
  // Names of the columns that entered the LASSO, in their order: those that the redundancy step kept.
  std::vector<std::string> names;
  for (auto const& row : s.analysis.funnel.redundancy) {
    if (row.kept) names.push_back(row.feature);
  }
  TableBuilder table({"lambda", "feature", "coefficient"});
  auto const& path = s.analysis.funnel.signature->cross_validation.path;
  for (Eigen::Index k = 0; k < path.lambda.size(); ++k) {
    for (Eigen::Index j = 0; j < path.coefficients.rows(); ++j) {
      if (path.coefficients(j, k) != 0)
        table.row({path.lambda(k), names[static_cast<std::size_t>(j)], path.coefficients(j, k)});
    }
  }
  return table.take();
}

Table make_signature(StudyState const& s) {
  if (!s.analysis.rad_score) return {};
  TableBuilder table({"feature", "coefficient", "coefficient_per_sd", "mean", "sd"});
  auto const& signature = s.analysis.funnel.signature->signature;
  table.row({"(Intercept)", signature.intercept, signature.intercept_standardised, "", ""});
  for (auto const& term : signature.terms)
    table.row({term.feature, term.coefficient, term.coefficient_per_sd, term.mean, term.sd});
  return table.take();
}

// "PET_wavelet-LLH_firstorder_Mean" -> PET, wavelet-LLH, firstorder. A name without a modality has none.
struct NameParts {
  std::string modality, image, family;
  auto operator<=>(NameParts const&) const = default;
};

NameParts parts_of(std::string_view name) {
  auto parts = split(name, '_');
  if (parts.size() < 3) return {"", "", ""};
  if (parts.size() == 3) return {"", std::string(parts[0]), std::string(parts[1])};
  return {std::string(parts[0]), std::string(parts[1]), std::string(parts[2])};
}

Table make_signature_summary(StudyState const& s) {
  if (!s.analysis.rad_score) return {};
  std::map<NameParts, std::size_t> counts;
  for (auto const& term : s.analysis.funnel.signature->signature.terms) ++counts[parts_of(term.feature)];
  TableBuilder table({"modality", "image", "family", "features"});
  for (auto const& [parts, count] : counts) table.row({parts.modality, parts.image, parts.family, count});
  return table.take();
}

Table make_rad_score(StudyState const& s) {
  if (!s.analysis.rad_score) return {};
  TableBuilder table({"id", "set", "outcome", "rad_score"});
  for (std::size_t i = 0; i < s.cohort.patients.size(); ++i) {
    auto const& patient = s.cohort.patients[i];
    table.row({patient.id, set_name(patient), patient.outcome, (*s.analysis.rad_score)(static_cast<Eigen::Index>(i))});
  }
  return table.take();
}

void add_terms(TableBuilder& table, LogisticFit const& fit, std::size_t first) {
  for (std::size_t k = first; k < fit.terms.size(); ++k) {
    auto const i = static_cast<Eigen::Index>(k);
    table.row({fit.terms[k], fit.coefficient(i), fit.standard_error(i), fit.odds_ratio(i), fit.or_low(i),
               fit.or_high(i), fit.p(i)});
  }
}

TableBuilder model_table() {
  return TableBuilder({"variable", "coefficient", "se", "or", "ci_low", "ci_high", "p"});
}

Table make_univariable(StudyState const& s) {
  if (s.analysis.univariable.empty()) return {};
  auto table = model_table();
  for (auto const& row : s.analysis.univariable) add_terms(table, row.fit, 1);
  return table.take();
}

Table model_terms(std::optional<LogisticFit> const& fit) {
  if (!fit) return {};
  auto table = model_table();
  add_terms(table, *fit, 0);
  return table.take();
}

Table make_multivariable(StudyState const& s) {
  return model_terms(s.analysis.multivariable);
}
Table make_clinical(StudyState const& s) {
  return model_terms(s.analysis.clinical);
}
Table make_combined(StudyState const& s) {
  return model_terms(s.analysis.combined);
}

Table make_predictions(StudyState const& s) {
  if (s.analysis.probabilities.empty()) return {};
  Table table;
  table.columns = {"id", "set", "outcome"};
  for (auto const& model : s.analysis.probabilities) table.columns.push_back(model.model);
  for (std::size_t i = 0; i < s.cohort.patients.size(); ++i) {
    auto const& patient = s.cohort.patients[i];
    std::vector<std::string> cells{patient.id, std::string(set_name(patient)), std::to_string(patient.outcome)};
    for (auto const& model : s.analysis.probabilities) cells.push_back(Cell(model.probability[i]).text);
    table.rows.push_back(std::move(cells));
  }
  return table;
}

Table make_performance(StudyState const& s) {
  if (s.analysis.performance.empty()) return {};
  TableBuilder table({"model", "set", "auc", "auc_low", "auc_high", "accuracy", "precision", "recall", "specificity",
                      "f1", "brier", "cutoff_youden", "sensitivity_youden", "specificity_youden"});
  for (auto const& r : s.analysis.performance) {
    table.row({r.model, r.set, r.auc, r.auc_low, r.auc_high, r.accuracy, r.precision, r.recall, r.specificity, r.f1,
               r.brier, r.cutoff_youden, r.sensitivity_youden, r.specificity_youden});
  }
  return table.take();
}

Table make_delong(StudyState const& s) {
  if (s.analysis.delong.empty()) return {};
  TableBuilder table({"set", "model_a", "model_b", "auc_difference", "z", "p"});
  for (auto const& r : s.analysis.delong)
    table.row({r.set, r.model_a, r.model_b, r.test.auc_difference, r.test.z, r.test.p});
  return table.take();
}

Table make_nomogram_table(StudyState const& s) {
  if (!s.analysis.nomogram) return {};
  TableBuilder table({"axis", "value", "points"});
  auto const& nomogram = *s.analysis.nomogram;
  for (auto const& axis : nomogram.variables) {
    for (auto const& tick : axis.ticks) table.row({axis.name, tick.label, tick.points});
  }
  for (double const total : nomogram.total_points_ticks) table.row({"total", total, total});
  for (auto const& tick : nomogram.linear_predictor_axis) table.row({"lp", tick.value, tick.points});
  for (auto const& tick : nomogram.probability_axis) table.row({"probability", tick.value, tick.points});
  return table.take();
}

}  // namespace

std::span<ResultTableRow const> result_table_rows() {
  static constexpr auto kRows = std::to_array<ResultTableRow>({
      {"features", make_features},
      {"split", make_split},
      {"excluded", make_excluded},
      {"funnel", make_funnel},
      {"icc", make_icc},
      {"correlation", make_correlation},
      {"lasso_path", make_lasso_path},
      {"lasso_coefficients", make_lasso_coefficients},
      {"signature", make_signature},
      {"signature_summary", make_signature_summary},
      {"rad_score", make_rad_score},
      {"univariable", make_univariable},
      {"multivariable", make_multivariable},
      {"clinical", make_clinical},
      {"combined", make_combined},
      {"predictions", make_predictions},
      {"performance", make_performance},
      {"delong", make_delong},
      {"nomogram", make_nomogram_table},
  });
  return kRows;
}

}  // namespace petra
