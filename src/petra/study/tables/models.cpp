#include "petra/study/table_builder.hpp"
#include "petra/study/tables/tables.hpp"

namespace petra {

namespace {

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

Table model_terms(LogisticFit const& fit) {
  auto table = model_table();
  add_terms(table, fit, 0);
  return table.take();
}

Table terms_of(StudyState const& s, std::string_view model) {
  auto const* regression = s.analysis.regression(model);
  return regression == nullptr ? Table() : model_terms(regression->fit);
}

}  // namespace

Table make_univariable(StudyState const& s) {
  if (s.analysis.univariable.empty()) return {};
  auto table = model_table();
  for (auto const& row : s.analysis.univariable) add_terms(table, row.fit, 1);
  return table.take();
}

Table make_multivariable(StudyState const& s) {
  return s.analysis.multivariable ? model_terms(*s.analysis.multivariable) : Table();
}

Table make_clinical(StudyState const& s) {
  return terms_of(s, "clinical");
}

Table make_combined(StudyState const& s) {
  return terms_of(s, "combined");
}

}  // namespace petra
