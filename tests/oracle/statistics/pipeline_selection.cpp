#include "pipeline_selection.hpp"

#include <cmath>
#include <map>

#include "petra/stats/correlation.hpp"
#include "petra/table/table.hpp"

namespace petra::oracle {

namespace {

constexpr double kCutOff = 0.9;

Result<Table> read_table(std::filesystem::path const& path) {
  return read_csv(path);
}

}  // namespace

Result<PipelineStudy> read_pipeline_study(std::filesystem::path const& folder) {
  PETRA_TRY(auto const clinical, read_table(folder / "clinical.csv"));
  PETRA_TRY(auto const second_table, read_table(folder / "features_reader2.csv.gz"));
  PETRA_TRY(auto const first, read_numbers(folder / "features_reader1.csv.gz", {"id"}));
  PETRA_TRY(auto const second, read_numbers(folder / "features_reader2.csv.gz", {"id"}));
  PETRA_TRY(auto const resamples, read_numbers(folder / "resamples_seed1_B200.csv.gz"));
  PETRA_TRY(auto const outcome, number_column(clinical, "bmi", "clinical.csv"));
  PETRA_TRY(auto const folds, number_column(clinical, "foldid", "clinical.csv"));
  auto const id_column = clinical.find_column("id"), set_column = clinical.find_column("set");
  if (!id_column || !set_column)
    return make_error(ErrorCode::invalid_input, "clinical.csv", "lacks the column id or set");
  PipelineStudy study;
  study.features = first.columns;
  study.first = first.values;
  study.second = second.values;
  study.resamples = resamples.values;
  std::map<std::string, Eigen::Index> row_of;
  for (std::size_t i = 0; i < clinical.rows.size(); ++i) {
    auto const row = static_cast<Eigen::Index>(i);
    study.ids.push_back(clinical.rows[i][*id_column]);
    row_of[study.ids.back()] = row;
    study.outcome.push_back(static_cast<int>(outcome[i]));
    bool const training = clinical.rows[i][*set_column] == "train";
    (training ? study.training : study.test).push_back(row);
    if (training) study.folds.push_back(static_cast<int>(folds[i]));
  }
  if (study.first.rows() != static_cast<Eigen::Index>(study.ids.size()) || second.columns != first.columns) {
    return make_error(ErrorCode::invalid_input, folder.string(), "the tables have different rows or columns");
  }
  std::vector<Eigen::Index> twice;
  for (auto const& row : second_table.rows) twice.push_back(row_of.at(row.front()));
  study.first_twice_read = study.first(twice, Eigen::all);
  return study;
}

std::vector<std::size_t> kept_by_icc(PipelineStudy const& study, IccForm form, double above) {
  std::vector<std::size_t> kept;
  auto const estimates = compute_icc_two_readings(study.first_twice_read, study.second, form);
  for (std::size_t j = 0; j < estimates.size(); ++j) {
    if (estimates[j].icc > above) kept.push_back(j);
  }
  return kept;
}

Eigen::MatrixXd take(Eigen::MatrixXd const& table, std::vector<Eigen::Index> const& rows,
                     std::vector<std::size_t> const& columns) {
  return table(rows, columns);
}

Result<Selection> select_features(Eigen::MatrixXd const& columns, std::vector<int> const& y,
                                  std::vector<int> const& folds) {
  Selection out;
  auto const decisions = first_come(columns, {kCutOff, true, true});
  for (std::size_t j = 0; j < decisions.size(); ++j) {
    if (decisions[j].kept) out.unique.push_back(j);
  }
  Eigen::MatrixXd const strongest = pearson_matrix(columns).cwiseAbs().cwiseMax(spearman_matrix(columns).cwiseAbs());
  out.margin = INFINITY;
  for (Eigen::Index j = 0; j < strongest.cols(); ++j) {
    for (Eigen::Index i = 0; i < j; ++i) {
      out.margin = std::min(out.margin, std::abs(strongest(i, j) - kCutOff));
      out.pairs_over += strongest(i, j) > kCutOff ? 1 : 0;
    }
  }
  Eigen::MatrixXd z = columns(Eigen::all, out.unique);
  out.mean = z.colwise().mean().transpose();
  z.rowwise() -= out.mean.transpose();
  out.deviation = (z.array().square().colwise().sum() / static_cast<double>(z.rows() - 1)).sqrt().transpose();
  z = z.array().rowwise() / out.deviation.transpose().array();
  PETRA_TRY(out.cv, cross_validate_lasso(z, y, folds));
  out.coefficients = out.cv.path.coefficients.col(out.cv.index_min);
  out.intercept = out.cv.path.intercept(out.cv.index_min);
  for (std::size_t j = 0; j < out.unique.size(); ++j) {
    if (out.coefficients(static_cast<Eigen::Index>(j)) != 0) out.selected.push_back(j);
  }
  return out;
}

Eigen::VectorXd Selection::score(Eigen::MatrixXd const& columns) const {
  Eigen::VectorXd sum = Eigen::VectorXd::Constant(columns.rows(), intercept);
  for (auto const j : selected) {
    auto const at = static_cast<Eigen::Index>(j);
    sum.array() +=
        coefficients(at) * (columns.col(static_cast<Eigen::Index>(unique[j])).array() - mean(at)) / deviation(at);
  }
  return sum;
}

}  // namespace petra::oracle
