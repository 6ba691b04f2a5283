// What petra bayes and petra network share: predictors z-scored by the training rows, probabilities of all rows.
#pragma once

#include "cmd/statistics_table.hpp"

namespace petra::cmd {

struct RivalOptions {
  TableOptions table;
  OutcomeOptions outcome;
  std::vector<std::string> variables, factors, references;
  std::string id, set_column, train = "train";
  bool raw = false;
};
void add_rival_options(CLI::App& app, RivalOptions& options);

struct RivalData {
  Table table;  // complete rows
  ModelColumns columns;
  std::vector<int> y;
  std::vector<bool> training;
  Eigen::MatrixXd training_x;
  std::vector<int> training_y;
};
[[nodiscard]] Result<RivalData> read_rival_data(std::string_view command, RivalOptions const& options);

// One row per complete row: id (or the row's line), set, outcome, probability.
[[nodiscard]] Table probability_table(RivalOptions const& options, RivalData const& data,
                                      Eigen::VectorXd const& probability);

}  // namespace petra::cmd
