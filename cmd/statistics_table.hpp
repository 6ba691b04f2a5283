// What the statistics commands share: reading columns of a CSV file, complete cases, and writing CSV or JSON.
#pragma once

#include <Eigen/Dense>
#include <string>
#include <vector>

#include "cmd/command.hpp"
#include "petra/base/result.hpp"
#include "petra/table/table.hpp"

namespace petra::cmd {

struct TableOptions {
  std::string input, out, format = "csv";
};

// TABLE, --out, --format.
void add_table_options(CLI::App& app, TableOptions& options, std::string const& help);

struct OutcomeOptions {
  std::string column, positive = "1";
};
// --outcome, --positive.
void add_outcome_options(CLI::App& app, OutcomeOptions& options);

// Reads the table; warnings go to stderr.
[[nodiscard]] Result<Table> read_table(std::string_view command, std::string const& path);

// Rows with an empty cell in one of the columns go; says so on stderr. Errors: a column that is not there, no row left.
[[nodiscard]] Result<Table> complete_cases(std::string_view command, Table const& table,
                                           std::vector<std::string> const& columns, std::string const& subject);

// 1 where the cell is `positive`, else 0. Errors: more than two values, one value only.
[[nodiscard]] Result<std::vector<int>> read_outcome(Table const& table, OutcomeOptions const& outcome,
                                                    std::string const& subject);

// Columns of finite numbers.
[[nodiscard]] Result<Eigen::MatrixXd> read_matrix(Table const& table, std::vector<std::string> const& columns,
                                                  std::string const& subject);

// The columns of a regression: numbers as they are, text (or a column named in `factors`) as one column per level but
// the reference (the first in C-locale order, or that of "column=level" in `references`).
struct ModelColumns {
  Eigen::MatrixXd x;
  std::vector<std::string> names;             // "age", "gender=Male"
  std::vector<std::vector<int>> of_variable;  // columns of x, per variable
};
[[nodiscard]] Result<ModelColumns> read_model_columns(Table const& table, std::vector<std::string> const& variables,
                                                      std::vector<std::string> const& factors,
                                                      std::vector<std::string> const& references,
                                                      std::string const& subject);

// All columns but those named.
[[nodiscard]] std::vector<std::string> other_columns(Table const& table, std::vector<std::string> const& left_out);

// CSV, or a JSON array of objects (numbers as numbers, empty cells null, true and false as such).
[[nodiscard]] Result<void> write_table(TableOptions const& options, Table const& table);

// Runs a command's body; its error goes to stderr and gives the exit status.
int finish(std::string_view command, Result<void> const& result);

}  // namespace petra::cmd
