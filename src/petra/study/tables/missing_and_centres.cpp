// Tables of what was imputed and of how centres were brought together.
#include <cmath>

#include "petra/study/table_builder.hpp"
#include "petra/study/tables/tables.hpp"

namespace petra {

Table make_imputation(StudyState const& s) {
  if (!s.analysis.imputed) return {};
  TableBuilder table({"variable", "method", "missing_train", "missing_test", "imputations"});
  for (auto const& row : s.analysis.imputed->variables)
    table.row({row.name, row.method, row.training, row.test, s.analysis.imputed->tables.size()});
  return table.take();
}

Table make_pooled(StudyState const& s) {
  if (s.analysis.pooled_terms.empty()) return {};
  TableBuilder table({"model", "variable", "coefficient", "se", "within", "between", "df", "missing_information", "p"});
  for (auto const& [model, term, e] : s.analysis.pooled_terms)
    table.row({model, term, e.estimate, e.error(), e.within, e.between, e.df, e.missing_information, e.p()});
  return table.take();
}

// Location in the feature's unit, scale as a factor of its spread: what the centre's features differ by.
Table make_combat(StudyState const& s) {
  if (!s.features.harmonised) return {};
  auto const& [names, model] = *s.features.harmonised;
  TableBuilder table({"feature", "centre", "location", "scale"});
  for (std::size_t k = 0; k < names.size(); ++k) {
    auto const column = static_cast<Eigen::Index>(k);
    for (std::size_t c = 0; c < model.centres.size(); ++c) {
      auto const row = static_cast<Eigen::Index>(c);
      table.row({names[k], model.centres[c], model.gamma_star(row, column) * std::sqrt(model.pooled_variance(column)),
                 std::sqrt(model.delta_star(row, column))});
    }
  }
  return table.take();
}

}  // namespace petra
