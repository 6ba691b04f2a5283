// naive_bayes: e1071::naiveBayes on standardised predictors; 1e-9. Probabilities in e1071's convention for densities
// that underflow (README: match only there).
#include "petra/stats/naive_bayes.hpp"

#include <array>
#include <cmath>

#include "factor_design.hpp"
#include "petra/stats/delong.hpp"
#include "topics.hpp"

namespace petra::oracle {

namespace {

constexpr double kTolerance = 1e-9;

}  // namespace

Result<void> check_naive_bayes(Case const& the_case, Checker& checker) {
  auto const path = the_case.folder / "input.csv";
  PETRA_TRY(auto const table, read_csv(path));
  PETRA_TRY(auto const y, outcome_column(table, "y", path.string()));
  std::vector<std::string> const names(table.columns.begin() + 2, table.columns.end());
  Eigen::MatrixXd x(static_cast<Eigen::Index>(y.size()), static_cast<Eigen::Index>(names.size()));
  for (std::size_t j = 0; j < names.size(); ++j) {
    PETRA_TRY(auto const values, number_column(table, names[j], path.string()));
    x.col(static_cast<Eigen::Index>(j)) = Eigen::Map<Eigen::VectorXd const>(values.data(), x.rows());
  }
  std::vector<Eigen::Index> train, test;
  for (std::size_t i = 0; i < y.size(); ++i)
    (table.rows[i][*table.find_column("set")] == "train" ? train : test).push_back(static_cast<Eigen::Index>(i));
  std::vector<int> train_y;
  for (auto const row : train) train_y.push_back(y[static_cast<std::size_t>(row)]);
  Eigen::MatrixXd const raw = x(train, Eigen::all);
  Eigen::VectorXd const center = raw.colwise().mean().transpose();
  Eigen::VectorXd const scale =
      ((raw.rowwise() - center.transpose()).colwise().squaredNorm() / static_cast<double>(raw.rows() - 1))
          .cwiseSqrt()
          .transpose();
  Eigen::MatrixXd const z = (x.rowwise() - center.transpose()) * scale.cwiseInverse().asDiagonal();
  PETRA_TRY(auto const model, fit_naive_bayes(z(train, Eigen::all), train_y, names));
  PETRA_TRY(auto const raw_model, fit_naive_bayes(raw, train_y, names));
  auto const p = naive_bayes_probability(model, z, DensityRule::e1071_minimum);
  checker.texts("/predictors", names);
  checker.numbers("/center", center, kTolerance);
  checker.numbers("/scale", scale, kTolerance);
  checker.numbers("/prior", model.prior, kTolerance);
  for (std::size_t c = 0; c < 2; ++c) {
    checker.numbers("/mean_class" + std::to_string(c), model.mean[c], kTolerance);
    checker.numbers("/sd_class" + std::to_string(c), model.sd[c], kTolerance);
  }
  checker.numbers("/probability_class1", p, kTolerance);
  checker.numbers("/probability_class1_unstandardised",
                  naive_bayes_probability(raw_model, x, DensityRule::e1071_minimum), kTolerance);
  std::vector<int> called;
  for (double const value : p) called.push_back(value > 0.5 ? 1 : 0);
  checker.integers("/class", called);
  for (bool const training : {true, false}) {
    std::vector<double> values;
    std::vector<int> outcome;
    for (auto const row : training ? train : test) {
      values.push_back(p[row]);
      outcome.push_back(y[static_cast<std::size_t>(row)]);
    }
    checker.number(training ? "/auc_train" : "/auc_test", compute_placements(values, outcome).auc, kTolerance);
  }
  return {};
}

}  // namespace petra::oracle
