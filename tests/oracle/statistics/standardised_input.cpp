#include "standardised_input.hpp"

#include "factor_design.hpp"
#include "petra/stats/delong.hpp"

namespace petra::oracle {

double StandardisedInput::auc(Eigen::VectorXd const& probability, bool training) const {
  std::vector<double> values;
  std::vector<int> outcome;
  for (auto const row : training ? train : test) {
    values.push_back(probability[row]);
    outcome.push_back(y[static_cast<std::size_t>(row)]);
  }
  return compute_placements(values, outcome).auc;
}

Result<StandardisedInput> read_standardised_input(std::filesystem::path const& path) {
  PETRA_TRY(auto const table, read_csv(path));
  StandardisedInput input;
  PETRA_TRY(input.y, outcome_column(table, "y", path.string()));
  if (table.columns.size() < 3 || table.columns[0] != "set")
    return make_error(ErrorCode::invalid_input, path.string(), "is not set, y, predictors");
  input.predictors.assign(table.columns.begin() + 2, table.columns.end());
  input.x.resize(static_cast<Eigen::Index>(input.y.size()), static_cast<Eigen::Index>(input.predictors.size()));
  for (std::size_t j = 0; j < input.predictors.size(); ++j) {
    PETRA_TRY(auto const values, number_column(table, input.predictors[j], path.string()));
    input.x.col(static_cast<Eigen::Index>(j)) = Eigen::Map<Eigen::VectorXd const>(values.data(), input.x.rows());
  }
  for (std::size_t i = 0; i < input.y.size(); ++i)
    (table.rows[i][0] == "train" ? input.train : input.test).push_back(static_cast<Eigen::Index>(i));
  for (auto const row : input.train) input.train_y.push_back(input.y[static_cast<std::size_t>(row)]);
  Eigen::MatrixXd const raw = input.x(input.train, Eigen::all);
  input.center = raw.colwise().mean().transpose();
  input.scale =
      ((raw.rowwise() - input.center.transpose()).colwise().squaredNorm() / static_cast<double>(raw.rows() - 1))
          .cwiseSqrt()
          .transpose();
  input.z = (input.x.rowwise() - input.center.transpose()) * input.scale.cwiseInverse().asDiagonal();
  return input;
}

}  // namespace petra::oracle
