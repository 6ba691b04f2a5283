#include "petra/study/table_builder.hpp"
#include "petra/study/tables/tables.hpp"

namespace petra {

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

}  // namespace petra
