#include "petra/model/nomogram.hpp"

#include <fmt/format.h>

#include "petra/study/steps/steps.hpp"

namespace petra {

namespace {

std::string label_with_unit(ClinicalColumn const& column) {
  return column.unit.empty() ? column.label : fmt::format("{} ({})", column.label, column.unit);
}

}  // namespace

Result<void> draw_nomogram(StudyInputs const& inputs, StudyAnalysis& analysis) {
  auto const* combined = analysis.regression("combined");
  if (combined == nullptr) return {};
  auto const& design = combined->design;
  auto const& fit = combined->fit;
  auto const training = design.training_rows(inputs.cohort);
  std::vector<NomogramVariable> variables;
  for (std::size_t k = 0; k < design.names.size(); ++k) {
    double const coefficient = fit.coefficient(static_cast<Eigen::Index>(k) + 1);
    bool const is_score = design.source[k] == DesignMatrix::kRadScore;
    auto const* clinical = is_score ? nullptr : &inputs.cohort.clinical[design.source[k]];
    if (clinical != nullptr && clinical->column.categorical) {
      if (variables.empty() || variables.back().name != clinical->column.column) {
        variables.push_back({clinical->column.column, label_with_unit(clinical->column), clinical->levels, {0.0}, {}});
      }
      variables.back().coefficients.push_back(coefficient);
      continue;
    }
    Eigen::VectorXd const column = training.col(static_cast<Eigen::Index>(k));
    variables.push_back({is_score ? "rad_score" : clinical->column.column,
                         is_score ? "Rad score" : label_with_unit(clinical->column),
                         {},
                         {coefficient},
                         {column.begin(), column.end()}});
  }
  Eigen::VectorXd const lp = linear_predictor(fit, training);
  PETRA_TRY(analysis.nomogram, make_nomogram(variables, fit.coefficient(0), std::vector<double>(lp.begin(), lp.end())));
  return {};
}

}  // namespace petra
