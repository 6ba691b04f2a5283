// combat: the equations iterated to 1e-14, 1e-9 in units of the feature's SD; neuroCombat's own output 2.5e-6 SD (it
// stops at a relative change of 1e-4; README: up to 2.2e-6).
#include "petra/stats/combat.hpp"

#include <cmath>

#include "petra/table/table.hpp"
#include "topics.hpp"

namespace petra::oracle {

namespace {

constexpr double kTolerance = 1e-9, kToolTolerance = 2.5e-6;

void check_rows(std::string const& path, Eigen::MatrixXd const& rows, Eigen::RowVectorXd const& sd, double tolerance,
                Checker& checker) {
  if (checker.document().at(Json::json_pointer(path)).size() != static_cast<std::size_t>(rows.rows()))
    return checker.fail(path, "another number of rows");
  for (Eigen::Index i = 0; i < rows.rows(); ++i) {
    for (Eigen::Index j = 0; j < rows.cols(); ++j) {
      // In units of SD: the floor takes the place of max(1, |value|), whose rounding a large mean would add.
      checker.number(path + "/" + std::to_string(i) + "/" + std::to_string(j), rows(i, j),
                     Tolerance(tolerance * sd[j] / std::max(sd[j], std::abs(rows(i, j))), sd[j]));
    }
  }
}

}  // namespace

Result<void> check_combat(Case const& the_case, Checker& checker) {
  auto const path = the_case.folder / "input.csv";
  PETRA_TRY(auto const table, read_csv(path));
  std::vector<std::string> const features(table.columns.begin() + 4, table.columns.end());
  checker.texts("/features", features);
  auto const rows = static_cast<Eigen::Index>(table.rows.size());
  Eigen::MatrixXd x(rows, static_cast<Eigen::Index>(features.size())), kept(rows, 2);
  for (std::size_t j = 0; j < features.size(); ++j) {
    PETRA_TRY(auto const values, number_column(table, features[j], path.string()));
    x.col(static_cast<Eigen::Index>(j)) = Eigen::Map<Eigen::VectorXd const>(values.data(), rows);
  }
  for (Eigen::Index c = 0; c < 2; ++c) {
    PETRA_TRY(auto const values, number_column(table, c == 0 ? "bmi" : "age", path.string()));
    kept.col(c) = Eigen::Map<Eigen::VectorXd const>(values.data(), rows);
  }
  std::vector<Eigen::Index> train, test;
  std::vector<std::string> train_centre, test_centre;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    bool const training = table.rows[i][*table.find_column("set")] == "train";
    (training ? train : test).push_back(static_cast<Eigen::Index>(i));
    (training ? train_centre : test_centre).push_back(table.rows[i][*table.find_column("centre")]);
  }
  Eigen::MatrixXd const train_x = x(train, Eigen::all), test_x = x(test, Eigen::all);
  Eigen::RowVectorXd const sd =
      ((train_x.rowwise() - train_x.colwise().mean()).colwise().squaredNorm() / static_cast<double>(train.size()))
          .cwiseSqrt();
  struct Variant {
    std::string name;
    CombatSettings settings;
    bool covariates;
  };
  for (auto const& variant :
       {Variant{"plain", {}, false}, Variant{"keep_bmi_and_age", {}, true},
        Variant{"mean_only", {true, true, {}}, false}, Variant{"reference_centre_A", {true, false, "A"}, false},
        Variant{"no_empirical_bayes", {false, false, {}}, false}}) {
    Eigen::MatrixXd const covariates =
        variant.covariates ? Eigen::MatrixXd(kept(train, Eigen::all)) : Eigen::MatrixXd(train_x.rows(), 0);
    PETRA_TRY(auto const model, fit_combat(train_x, train_centre, covariates, variant.settings));
    PETRA_TRY(auto const harmonised, apply_combat(model, train_x, train_centre, covariates));
    std::string const at = "/" + variant.name;
    check_rows(at + "/exact_train", harmonised, sd, kTolerance, checker);
    check_rows(at + "/neuroCombat_train", harmonised, sd, kToolTolerance, checker);
    checker.texts(at + "/exact_estimates/batches", model.centres);
    checker.numbers(at + "/exact_estimates/grand_mean", model.grand_mean, kTolerance);
    checker.numbers(at + "/exact_estimates/var_pooled", model.pooled_variance, kTolerance);
    checker.matrix(at + "/exact_estimates/gamma_hat", model.gamma_hat, kTolerance);
    checker.matrix(at + "/exact_estimates/gamma_star", model.gamma_star, kTolerance);
    checker.matrix(at + "/exact_estimates/delta_star", model.delta_star, kTolerance);
    if (variant.name != "plain") continue;
    PETRA_TRY(auto const others, apply_combat(model, test_x, test_centre, Eigen::MatrixXd(test_x.rows(), 0)));
    check_rows(at + "/exact_test", others, sd, kTolerance, checker);
    check_rows(at + "/neuroCombat_test", others, sd, kToolTolerance, checker);
  }
  return {};
}

}  // namespace petra::oracle
