#include "petra/study/design_matrix.hpp"

namespace petra {

Eigen::MatrixXd DesignMatrix::training_rows(Cohort const& cohort) const {
  std::vector<Eigen::Index> rows;
  for (std::size_t i = 0; i < cohort.patients.size(); ++i) {
    if (cohort.patients[i].training) rows.push_back(static_cast<Eigen::Index>(i));
  }
  return values(rows, Eigen::all);
}

DesignMatrix make_design(Cohort const& cohort, std::span<std::size_t const> variables,
                         Eigen::VectorXd const* rad_score) {
  return make_design(cohort.clinical, cohort.patients.size(), variables, rad_score);
}

DesignMatrix make_design(std::span<ClinicalVariable const> clinical, std::size_t patient_count,
                         std::span<std::size_t const> variables, Eigen::VectorXd const* rad_score) {
  DesignMatrix design;
  auto const patients = static_cast<Eigen::Index>(patient_count);
  std::vector<Eigen::VectorXd> columns;
  auto add = [&](std::string name, std::size_t source, Eigen::VectorXd column) {
    design.names.push_back(std::move(name));
    design.source.push_back(source);
    columns.push_back(std::move(column));
  };
  if (rad_score != nullptr) add("rad_score", DesignMatrix::kRadScore, *rad_score);
  for (auto const position : variables) {
    auto const& variable = clinical[position];
    Eigen::Map<Eigen::VectorXd const> const values(variable.values.data(), patients);
    if (!variable.column.categorical) {
      add(variable.column.column, position, values);
      continue;
    }
    for (std::size_t level = 1; level < variable.levels.size(); ++level) {
      add(variable.column.column + '=' + variable.levels[level], position,
          (values.array() == static_cast<double>(level)).cast<double>().matrix());
    }
  }
  design.values.resize(patients, static_cast<Eigen::Index>(columns.size()));
  for (std::size_t k = 0; k < columns.size(); ++k) design.values.col(static_cast<Eigen::Index>(k)) = columns[k];
  return design;
}

}  // namespace petra
