#include "cmd/rival_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "petra/base/text.hpp"
#include "petra/study/table_builder.hpp"

namespace petra::cmd {

void add_rival_options(CLI::App& app, RivalOptions& options) {
  add_table_options(app, options.table, "One row per patient");
  add_outcome_options(app, options.outcome);
  app.add_option("--variables", options.variables, "Predictors; text is a factor")->delimiter(',')->required();
  app.add_option("--factor", options.factors, "Columns of numbers that are factors")->delimiter(',');
  app.add_option("--reference", options.references, "COLUMN=LEVEL: the level without a column of its own")
      ->delimiter(',');
  app.add_option("--id", options.id, "Column that names the rows of the output");
  app.add_option("--set", options.set_column, "Column that says which rows train; without it all do");
  app.add_option("--train", options.train, "Its value for training rows")->capture_default_str();
  app.add_flag("--raw", options.raw, "Take the predictors as they are, not z-scored by the training rows");
}

Result<RivalData> read_rival_data(std::string_view command, RivalOptions const& options) {
  PETRA_TRY(auto const table, read_table(command, options.table.input));
  auto used = options.variables;
  used.push_back(options.outcome.column);
  if (!options.set_column.empty()) used.push_back(options.set_column);
  if (!options.id.empty()) used.push_back(options.id);
  RivalData data;
  PETRA_TRY(data.table, complete_cases(command, table, used, options.table.input));
  PETRA_TRY(data.y, read_outcome(data.table, options.outcome, options.table.input));
  PETRA_TRY(data.columns, read_model_columns(data.table, options.variables, options.factors, options.references,
                                             options.table.input));
  std::vector<Eigen::Index> rows;
  for (std::size_t row = 0; row < data.table.rows.size(); ++row) {
    bool const training = options.set_column.empty() ||
                          trim(data.table.rows[row][*data.table.find_column(options.set_column)]) == options.train;
    data.training.push_back(training);
    if (!training) continue;
    rows.push_back(static_cast<Eigen::Index>(row));
    data.training_y.push_back(data.y[row]);
  }
  if (rows.size() < 2)
    return make_error(ErrorCode::invalid_input, options.table.input,
                      fmt::format("{} rows train ({} = {})", rows.size(), options.set_column, options.train),
                      "Check --set and --train");
  auto& x = data.columns.x;
  for (Eigen::Index k = 0; k < x.cols() && !options.raw; ++k) {
    Eigen::VectorXd const training = x(rows, k);
    double const mean = training.mean();
    double const sd = std::sqrt((training.array() - mean).square().sum() / static_cast<double>(rows.size() - 1));
    if (!(sd > 0))
      return make_error(
          ErrorCode::invalid_input, options.table.input,
          fmt::format("{} is the same in every training row", data.columns.names[static_cast<std::size_t>(k)]),
          "Leave it out");
    x.col(k) = (x.col(k).array() - mean) / sd;
  }
  data.training_x = x(rows, Eigen::all);
  return data;
}

Table probability_table(RivalOptions const& options, RivalData const& data, Eigen::VectorXd const& probability) {
  TableBuilder out({options.id.empty() ? "line" : std::string_view(options.id), "set", "outcome", "probability"});
  auto const id = data.table.find_column(options.id);
  for (std::size_t row = 0; row < data.y.size(); ++row)
    out.row({id ? Cell(data.table.rows[row][*id]) : Cell(data.table.lines[row]), data.training[row] ? "train" : "test",
             data.y[row], probability(static_cast<Eigen::Index>(row))});
  return out.take();
}

}  // namespace petra::cmd
