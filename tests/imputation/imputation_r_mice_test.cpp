// Oracle: R 4.2.2, mice 3.15.0 (tests/data/reference/statistics_made_here/imputation). The same seed draws the same
// values; Rubin's rules to 1e-9 (coefficients 1e-8, as glm's optimum).

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "petra/base/file.hpp"
#include "petra/base/text.hpp"
#include "petra/stats/chained_equations.hpp"
#include "petra/stats/delong.hpp"
#include "petra/stats/logistic.hpp"
#include "petra/stats/r_random.hpp"
#include "petra/stats/rubin.hpp"
#include "petra/table/table.hpp"

namespace petra {
namespace {

std::string const kFolder = std::string(PETRA_SOURCE_DIR) + "/tests/data/reference/statistics_made_here/imputation/";
std::vector<std::string> const kNames = {"age", "nse", "ldh", "gender", "stage"};
std::vector<std::string> const kGenders = {"Female", "Male"}, kStages = {"I", "III", "IV"};

struct Input {
  std::vector<ImputationColumn> columns;  // of all patients
  std::vector<bool> training;
  std::vector<int> outcome;
};

double cell_value(std::string const& name, std::string const& cell) {
  if (cell.empty()) return std::nan("");
  auto const& levels = name == "gender" ? kGenders : kStages;
  if (name != "gender" && name != "stage") return *parse_number(cell);
  return static_cast<double>(std::find(levels.begin(), levels.end(), cell) - levels.begin());
}

Input read_input() {
  Input input;
  auto const table = read_csv(kFolder + "input.csv");
  if (!table) return ADD_FAILURE() << format_error(table.error()), input;
  auto const rows = static_cast<Eigen::Index>(table->rows.size());
  for (auto const& name : kNames) {
    ImputationColumn column{name, name == "gender" ? 2 : name == "stage" ? 3 : 0, Eigen::VectorXd(rows)};
    for (Eigen::Index i = 0; i < rows; ++i)
      column.values(i) = cell_value(name, table->rows[static_cast<std::size_t>(i)][*table->find_column(name)]);
    input.columns.push_back(std::move(column));
  }
  for (auto const& row : table->rows) {
    input.training.push_back(row[*table->find_column("train")] == "train");
    input.outcome.push_back(row[*table->find_column("y")] == "1" ? 1 : 0);
  }
  return input;
}

// The training rows with the outcome as the last column.
Input training_with_outcome(Input const& all) {
  Input input;
  std::vector<Eigen::Index> rows;
  for (std::size_t i = 0; i < all.training.size(); ++i) {
    if (all.training[i]) rows.push_back(static_cast<Eigen::Index>(i));
  }
  Eigen::VectorXd outcome(static_cast<Eigen::Index>(rows.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    input.outcome.push_back(all.outcome[static_cast<std::size_t>(rows[i])]);
    outcome(static_cast<Eigen::Index>(i)) = input.outcome.back();
  }
  for (auto const& column : all.columns) input.columns.push_back({column.name, column.levels, column.values(rows)});
  input.columns.push_back({"y", 0, outcome});
  input.training.assign(rows.size(), true);
  return input;
}

nlohmann::json const& expected() {
  static auto const document = nlohmann::json::parse(*read_file(kFolder + "expected.json"));
  return document;
}

void expect_tables(std::vector<Eigen::MatrixXd> const& tables, std::string const& key) {
  auto const& golden = expected().at(key);
  ASSERT_EQ(tables.size(), golden.size());
  for (std::size_t i = 0; i < tables.size(); ++i) {
    for (std::size_t j = 0; j < kNames.size(); ++j) {
      auto const values = golden[i].at(kNames[j]).get<std::vector<double>>();
      ASSERT_EQ(static_cast<std::size_t>(tables[i].rows()), values.size());
      for (std::size_t row = 0; row < values.size(); ++row)
        EXPECT_EQ(tables[i](static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(j)), values[row])
            << key << ", imputation " << i + 1 << ", " << kNames[j] << ", row " << row + 1;
    }
  }
}

std::vector<Eigen::MatrixXd> impute(Input const& input, std::uint32_t seed) {
  auto tables = impute_by_chained_equations(input.columns, input.training, {5, 5, seed});
  EXPECT_TRUE(tables.has_value());
  return tables ? std::move(*tables) : std::vector<Eigen::MatrixXd>();
}

// age, nse, gender, stage as R's model.matrix has them.
Eigen::MatrixXd design(Eigen::MatrixXd const& table) {
  Eigen::MatrixXd x(table.rows(), 5);
  x << table.col(0), table.col(1), table.col(3), (table.col(4).array() == 1).cast<double>().matrix(),
      (table.col(4).array() == 2).cast<double>().matrix();
  return x;
}

TEST(ChainedEquations, draw_what_mice_draws_with_the_outcome_r_mice) {
  expect_tables(impute(training_with_outcome(read_input()), 7), "with_outcome");
}

TEST(ChainedEquations, impute_test_rows_by_the_models_of_training_rows_r_mice) {
  expect_tables(impute(read_input(), 8), "without_outcome");
}

struct Pooled {
  std::vector<PooledEstimate> terms;
  PooledWaldTest stage;
  Eigen::VectorXd coefficients;
  std::vector<Eigen::MatrixXd> training_tables;
};

Pooled pool_models() {
  auto const input = training_with_outcome(read_input());
  Pooled pooled;
  pooled.training_tables = impute(input, 7);
  std::vector<LogisticFit> fits;
  for (auto const& table : pooled.training_tables)
    fits.push_back(*fit_logistic(design(table), input.outcome, {"age", "nse", "male", "III", "IV"}));
  pooled.coefficients.resize(6);
  for (Eigen::Index k = 0; k < 6; ++k) {
    std::vector<double> estimates, variances;
    for (auto const& fit : fits) {
      estimates.push_back(fit.coefficient(k));
      variances.push_back(fit.covariance(k, k));
    }
    pooled.terms.push_back(pool_estimates(estimates, variances, static_cast<double>(input.outcome.size()) - 6));
    pooled.coefficients(k) = pooled.terms.back().estimate;
  }
  std::vector<Eigen::VectorXd> stage;
  std::vector<Eigen::MatrixXd> covariance;
  for (auto const& fit : fits) {
    stage.emplace_back(fit.coefficient.tail(2));
    covariance.emplace_back(fit.covariance.bottomRightCorner(2, 2));
  }
  pooled.stage = pool_wald_tests(stage, covariance);
  return pooled;
}

void expect_near(double actual, nlohmann::json const& value, double tolerance, std::string const& what) {
  double const wanted = value.get<double>();
  EXPECT_NEAR(actual, wanted, tolerance * std::max(1.0, std::abs(wanted))) << what;
}

TEST(Rubin, pools_coefficients_errors_limits_and_p_r_mice) {
  auto const pooled = pool_models();
  auto const& golden = expected().at("pooled");
  for (std::size_t k = 0; k < 6; ++k) {
    auto const& term = pooled.terms[k];
    auto const name = golden.at("term")[k].get<std::string>();
    expect_near(term.estimate, golden.at("coefficient")[k], 1e-8, name);
    expect_near(term.error(), golden.at("se")[k], 1e-7, name);
    expect_near(term.statistic(), golden.at("statistic")[k], 1e-7, name);
    expect_near(term.df, golden.at("df")[k], 1e-7, name);
    expect_near(term.p(), golden.at("p")[k], 1e-7, name);
    expect_near(term.bound(0.95, false), golden.at("low")[k], 1e-7, name);
    expect_near(term.bound(0.95, true), golden.at("high")[k], 1e-7, name);
    expect_near(term.within, golden.at("within")[k], 1e-7, name);
    expect_near(term.between, golden.at("between")[k], 1e-7, name);
    expect_near(term.missing_information, golden.at("fmi")[k], 1e-7, name);
  }
  auto const& stage = expected().at("stage");
  expect_near(pooled.stage.statistic, stage.at("F"), 1e-7, "F");
  expect_near(pooled.stage.df1, stage.at("df1"), 0, "df1");
  expect_near(pooled.stage.df2, stage.at("df2"), 1e-6, "df2");
  expect_near(pooled.stage.p, stage.at("p"), 1e-7, "p");
}

void expect_auc(std::vector<Eigen::MatrixXd> const& tables, std::vector<Eigen::Index> const& rows,
                std::vector<int> const& outcome, Eigen::VectorXd const& coefficients, nlohmann::json const& golden) {
  std::vector<double> aucs, variances;
  for (auto const& table : tables) {
    Eigen::VectorXd const linear = design(table(rows, Eigen::all)) * coefficients.tail(5);
    auto const placements = compute_placements(std::vector<double>(linear.begin(), linear.end()), outcome);
    aucs.push_back(placements.auc);
    variances.push_back(delong_covariance(placements, placements));
    expect_near(aucs.back(), golden.at("aucs")[aucs.size() - 1], 1e-9, "AUC");
    expect_near(variances.back(), golden.at("variances")[aucs.size() - 1], 1e-9, "variance");
  }
  auto const pooled = pool_aucs(aucs, variances);
  expect_near(pooled.auc, golden.at("auc"), 1e-9, "pooled AUC");
  expect_near(pooled.low, golden.at("low"), 1e-9, "low");
  expect_near(pooled.high, golden.at("high"), 1e-9, "high");
  expect_near(pooled.logit.df, golden.at("df"), 1e-6, "df");
}

TEST(Rubin, pools_aucs_on_the_logit_scale_r_mice) {
  auto const input = read_input();
  auto const pooled = pool_models();
  auto const all_tables = impute(input, 8);
  std::vector<Eigen::Index> training_places, test_rows;
  std::vector<int> training_outcome, test_outcome;
  for (std::size_t i = 0; i < input.training.size(); ++i) {
    if (input.training[i]) {
      training_places.push_back(static_cast<Eigen::Index>(training_places.size()));
      training_outcome.push_back(input.outcome[i]);
    } else {
      test_rows.push_back(static_cast<Eigen::Index>(i));
      test_outcome.push_back(input.outcome[i]);
    }
  }
  auto const& golden = expected().at("auc");
  expect_auc(pooled.training_tables, training_places, training_outcome, pooled.coefficients, golden.at("train"));
  expect_auc(all_tables, test_rows, test_outcome, pooled.coefficients, golden.at("test"));
}

TEST(RRandom, draws_chi_squared_as_r) {
  RRandom random(3);
  std::vector<double> const df = {.5, 1, 1.7, 3, 7.372, 12, 26, 26.1, 60, 240};
  for (std::size_t k = 0; k < df.size(); ++k) {
    for (auto const& value : expected().at("rchisq_seed3")[k])
      EXPECT_NEAR(random.chi_squared(df[k]), value.get<double>(), 1e-12 * std::max(1.0, value.get<double>()))
          << "df " << df[k];
  }
}

TEST(ChainedEquations, test_rows_change_no_training_row_invariant) {
  auto const honest = read_input();
  auto planted = honest;
  for (std::size_t i = 0; i < planted.training.size(); ++i) {
    if (planted.training[i]) continue;
    for (auto& column : planted.columns) {
      auto& value = column.values(static_cast<Eigen::Index>(i));
      if (!std::isnan(value)) value = column.levels == 0 ? 1000.0 * planted.outcome[i] : 0;
    }
  }
  auto const a = impute(honest, 8), b = impute(planted, 8);
  ASSERT_EQ(a.size(), b.size());
  bool test_rows_differ = false;
  for (std::size_t k = 0; k < a.size(); ++k) {
    for (std::size_t i = 0; i < honest.training.size(); ++i) {
      auto const row = static_cast<Eigen::Index>(i);
      if (honest.training[i])
        EXPECT_EQ(a[k].row(row), b[k].row(row));
      else
        test_rows_differ = test_rows_differ || a[k].row(row) != b[k].row(row);
    }
  }
  EXPECT_TRUE(test_rows_differ);  // the comparison can see a difference
}

TEST(ChainedEquations, refuses_a_column_without_training_values_mechanics) {
  auto input = read_input();
  for (std::size_t i = 0; i < input.training.size(); ++i) {
    if (input.training[i]) input.columns[1].values(static_cast<Eigen::Index>(i)) = std::nan("");
  }
  auto const tables = impute_by_chained_equations(input.columns, input.training, {2, 2, 1});
  ASSERT_FALSE(tables.has_value());
  EXPECT_EQ(tables.error().subject, "nse");
}

TEST(ChainedEquations, keeps_what_was_measured_and_takes_odd_columns_mechanics) {
  auto input = read_input();
  auto const rows = static_cast<Eigen::Index>(input.training.size());
  Eigen::VectorXd constant = Eigen::VectorXd::Constant(rows, 3), twin = input.columns[1].values;
  constant(0) = std::nan("");
  twin(1) = std::nan("");
  input.columns.push_back({"constant", 0, constant});
  input.columns.push_back({"twin of nse", 0, twin});
  auto const tables = impute(input, 2);
  for (auto const& table : tables) {
    EXPECT_TRUE(table.allFinite());
    EXPECT_EQ(table(0, 5), 3);
    for (std::size_t j = 0; j < input.columns.size(); ++j) {
      for (Eigen::Index i = 0; i < rows; ++i) {
        double const value = input.columns[j].values(i);
        if (std::isnan(value)) continue;
        EXPECT_EQ(table(i, static_cast<Eigen::Index>(j)), value);
      }
    }
  }
}

}  // namespace
}  // namespace petra
