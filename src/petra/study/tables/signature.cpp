#include <map>

#include "petra/base/text.hpp"
#include "petra/stats/distributions.hpp"
#include "petra/study/feature_modality.hpp"
#include "petra/study/table_builder.hpp"
#include "petra/study/tables/tables.hpp"

namespace petra {

namespace {

// "PET_wavelet-LLH_firstorder_Mean" -> PET, wavelet-LLH, firstorder. What is no feature of PyRadiomics has no parts.
struct NameParts {
  std::string modality, image, family;
  auto operator<=>(NameParts const&) const = default;
};

NameParts parts_of(StudyDefinition const& definition, std::string_view name) {
  auto modality = feature_modality(definition, name);
  auto const parts = split(modality.empty() ? name : name.substr(modality.size() + 1), '_');
  if (parts.size() < 3) return {std::move(modality), "", ""};
  return {std::move(modality), std::string(parts[0]), std::string(parts[1])};
}

}  // namespace

Table make_signature(StudyState const& s) {
  if (!s.analysis.rad_score) return {};
  TableBuilder table({"feature", "coefficient", "coefficient_per_sd", "mean", "sd"});
  auto const& signature = s.analysis.funnel.signature->signature;
  table.row({"(Intercept)", signature.intercept, signature.intercept_standardised, "", ""});
  for (auto const& term : signature.terms)
    table.row({term.feature, term.coefficient, term.coefficient_per_sd, term.mean, term.sd});
  return table.take();
}

Table make_signature_summary(StudyState const& s) {
  if (!s.analysis.rad_score) return {};
  std::map<NameParts, std::size_t> counts;
  for (auto const& term : s.analysis.funnel.signature->signature.terms) ++counts[parts_of(s.definition, term.feature)];
  TableBuilder table({"modality", "image", "family", "features"});
  for (auto const& [parts, count] : counts) table.row({parts.modality, parts.image, parts.family, count});
  return table.take();
}

Table make_rad_score(StudyState const& s) {
  if (!s.analysis.rad_score) return {};
  TableBuilder table({"id", "set", "outcome", "rad_score"});
  for (std::size_t i = 0; i < s.cohort.patients.size(); ++i) {
    auto const& patient = s.cohort.patients[i];
    table.row({patient.id, set_name(patient.training), patient.outcome,
               (*s.analysis.rad_score)(static_cast<Eigen::Index>(i))});
  }
  return table.take();
}

// The scores to which the combined model was fitted, where study.yaml asks for cross-fitted ones.
Table make_rad_score_cross_fitted(StudyState const& s) {
  auto const* combined = s.analysis.regression("combined");
  if (combined == nullptr || !combined->fitted_rows || !s.analysis.rad_score) return {};
  TableBuilder table({"id", "fold", "rad_score", "rad_score_cross_fitted"});
  Eigen::Index next = 0;
  for (std::size_t i = 0; i < s.cohort.patients.size(); ++i) {
    auto const& patient = s.cohort.patients[i];
    if (!patient.training) continue;
    table.row({patient.id, patient.fold, (*s.analysis.rad_score)(static_cast<Eigen::Index>(i)),
               (*combined->fitted_rows)(next++, 0)});
  }
  return table.take();
}

// How far the refit stretches the Rad score, in the training patients; 1 would keep the LASSO's shrinkage.
Table make_refit_slope(StudyState const& s) {
  TableBuilder table({"model", "slope", "ci_low", "ci_high", "note"});
  for (auto const& model : s.analysis.regressions) {
    for (std::size_t k = 1; k < model.fit.terms.size(); ++k) {
      if (model.fit.terms[k] != "rad_score") continue;
      auto const i = static_cast<Eigen::Index>(k);
      double const slope = model.fit.coefficient(i), half = normal_quantile(0.975) * model.fit.standard_error(i);
      std::string_view note;
      if (slope > 1)
        note = "steeper than 1: the refit takes back the shrinkage by which the LASSO guards against overfitting";
      if (model.fitted_rows) note = "fitted to cross-fitted Rad scores";
      table.row({model.name, slope, slope - half, slope + half, note});
    }
  }
  return table.table().rows.empty() ? Table() : table.take();
}

Table make_rad_score_test(StudyState const& s) {
  if (s.analysis.rad_score_tests.empty()) return {};
  TableBuilder table({"set", "test_name", "statistic", "p"});
  for (auto const& row : s.analysis.rad_score_tests)
    table.row({row.set, row.test.exact ? "Mann-Whitney (exact)" : "Mann-Whitney", row.test.w, row.test.p});
  return table.take();
}

}  // namespace petra
