#include "petra/stats/chained_equations.hpp"

#include <fmt/format.h>

#include <cmath>

#include "petra/stats/imputation_model.hpp"

namespace petra {

namespace {

struct ColumnRows {
  std::vector<int> observed, missing;  // observed: among the fitted rows
};

class Chains {
 public:
  Chains(std::vector<ImputationColumn> const& columns, std::vector<bool> const& fitted,
         ImputationSettings const& settings)
      : columns_(columns), settings_(settings), random_(settings.seed) {
    for (std::size_t i = 0; i < fitted.size(); ++i) {
      if (fitted[i]) fitted_.push_back(static_cast<int>(i));
    }
    for (auto const& column : columns) {
      ColumnRows rows;
      for (std::size_t i = 0; i < fitted.size(); ++i) {
        bool const absent = std::isnan(column.values(static_cast<Eigen::Index>(i)));
        if (absent) rows.missing.push_back(static_cast<int>(i));
        if (!absent && fitted[i]) rows.observed.push_back(static_cast<int>(i));
      }
      rows_.push_back(std::move(rows));
    }
  }

  Result<std::vector<Eigen::MatrixXd>> run() {
    for (std::size_t j = 0; j < columns_.size(); ++j) {
      if (!rows_[j].missing.empty() && rows_[j].observed.empty())
        return make_error(ErrorCode::invalid_input, columns_[j].name, "has no value to impute the missing ones from");
    }
    start();
    for (int round = 0; round < settings_.iterations; ++round) {
      for (auto& table : tables_) {
        for (std::size_t j = 0; j < columns_.size(); ++j) {
          if (!rows_[j].missing.empty()) impute(table, j);
        }
      }
    }
    return std::move(tables_);
  }

 private:
  std::vector<ImputationColumn> const& columns_;
  ImputationSettings const& settings_;
  RRandom random_;
  std::vector<int> fitted_;
  std::vector<ColumnRows> rows_;
  std::vector<Eigen::MatrixXd> tables_;

  // Missing cells start as draws from the observed ones, column by column.
  void start() {
    Eigen::MatrixXd table(columns_.front().values.size(), static_cast<Eigen::Index>(columns_.size()));
    for (std::size_t j = 0; j < columns_.size(); ++j) table.col(static_cast<Eigen::Index>(j)) = columns_[j].values;
    tables_.assign(static_cast<std::size_t>(settings_.imputations), table);
    for (std::size_t j = 0; j < columns_.size(); ++j) {
      auto const& [observed, missing] = rows_[j];
      if (missing.empty()) continue;
      // R's sample() of one number would draw from 1 to that number; mice doubles it.
      auto const donors = static_cast<std::int64_t>(std::max<std::size_t>(observed.size(), 2));
      for (auto& filled : tables_) {
        auto const drawn = random_.sample_int(donors, static_cast<std::int64_t>(missing.size()), true);
        for (std::size_t i = 0; i < missing.size(); ++i) {
          auto const place = std::min(static_cast<std::size_t>(drawn[i] - 1), observed.size() - 1);
          filled(missing[i], static_cast<Eigen::Index>(j)) = columns_[j].values(observed[place]);
        }
      }
    }
  }

  // All columns but one as predictors; a factor has one column per level but the first.
  [[nodiscard]] Eigen::MatrixXd predictors(Eigen::MatrixXd const& table, std::size_t target) const {
    std::vector<Eigen::VectorXd> list;
    for (std::size_t j = 0; j < columns_.size(); ++j) {
      if (j == target) continue;
      auto const values = table.col(static_cast<Eigen::Index>(j));
      if (columns_[j].levels == 0) list.emplace_back(values);
      for (int level = 1; level < columns_[j].levels; ++level)
        list.emplace_back((values.array() == static_cast<double>(level)).cast<double>().matrix());
    }
    Eigen::MatrixXd x(table.rows(), static_cast<Eigen::Index>(list.size()));
    for (std::size_t k = 0; k < list.size(); ++k) x.col(static_cast<Eigen::Index>(k)) = list[k];
    return x;
  }

  void impute(Eigen::MatrixXd& table, std::size_t j) {
    auto const column = static_cast<Eigen::Index>(j);
    ImputationProblem problem{predictors(table, j), table.col(column), rows_[j].observed,
                              rows_[j].missing,     fitted_,           columns_[j].levels};
    auto const kept = useful_predictors(problem);
    problem.predictors = Eigen::MatrixXd(problem.predictors(Eigen::all, kept));
    Eigen::VectorXd const drawn = problem.levels == 0   ? draw_numbers(problem, random_)
                                  : problem.levels <= 2 ? draw_two_levels(problem, random_)
                                                        : draw_levels(problem, random_);
    for (std::size_t i = 0; i < problem.missing.size(); ++i)
      table(problem.missing[i], column) = drawn(static_cast<Eigen::Index>(i));
  }
};

}  // namespace

Result<std::vector<Eigen::MatrixXd>> impute_by_chained_equations(std::vector<ImputationColumn> const& columns,
                                                                 std::vector<bool> const& fitted,
                                                                 ImputationSettings const& settings) {
  if (columns.empty()) return std::vector<Eigen::MatrixXd>(static_cast<std::size_t>(settings.imputations));
  return Chains(columns, fitted, settings).run();
}

}  // namespace petra
