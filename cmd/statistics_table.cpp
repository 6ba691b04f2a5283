#include "cmd/statistics_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "cmd/output_file.hpp"
#include "petra/base/text.hpp"

namespace petra::cmd {

namespace {

Result<std::size_t> find(Table const& table, std::string const& column, std::string const& subject) {
  if (auto const found = table.find_column(column)) return *found;
  auto const nearest = nearest_name(column, table.columns);
  auto const some = std::span(table.columns).first(std::min<std::size_t>(20, table.columns.size()));
  return make_error(ErrorCode::invalid_input, subject, fmt::format("has no column {}", column),
                    nearest ? fmt::format("Did you mean {}?", *nearest) : "Its columns are " + join(some, ", "));
}

Result<ModelColumns> factor_columns(Table const& table, std::string const& variable, std::string const& reference,
                                    std::string const& subject) {
  PETRA_TRY(auto const column, find(table, variable, subject));
  std::set<std::string> found;
  for (auto const& row : table.rows) found.emplace(trim(row[column]));
  std::vector<std::string> levels(found.begin(), found.end());
  if (levels.size() < 2)
    return make_error(ErrorCode::invalid_input, fmt::format("{} column {}", subject, variable), "has one level only",
                      "Leave it out");
  constexpr std::size_t kMostLevels = 50;
  if (levels.size() > kMostLevels)
    return make_error(ErrorCode::limit, fmt::format("{} column {}", subject, variable),
                      fmt::format("has {} levels, more than the limit of {}", levels.size(), kMostLevels),
                      "Is it a number with a cell that is none?");
  if (!reference.empty()) {
    auto const at = std::find(levels.begin(), levels.end(), reference);
    if (at == levels.end())
      return make_error(ErrorCode::invalid_input, fmt::format("{} column {}", subject, variable),
                        fmt::format("the reference {} does not occur", reference), "Levels: " + join(levels, ", "));
    std::rotate(levels.begin(), at, at + 1);
  }
  ModelColumns columns{
      Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(table.rows.size()), static_cast<Eigen::Index>(levels.size() - 1)),
      {},
      {}};
  for (std::size_t level = 1; level < levels.size(); ++level) {
    columns.names.push_back(fmt::format("{}={}", variable, levels[level]));
    for (std::size_t row = 0; row < table.rows.size(); ++row)
      columns.x(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(level - 1)) =
          trim(table.rows[row][column]) == levels[level] ? 1 : 0;
  }
  return columns;
}

bool holds_text(Table const& table, std::size_t column) {
  return std::any_of(table.rows.begin(), table.rows.end(), [&](auto const& row) {
    std::string cell(trim(row[column]));
    if (table.decimal_comma) std::replace(cell.begin(), cell.end(), ',', '.');
    return !is_missing(cell) && !parse_number(cell);
  });
}

}  // namespace

void add_table_options(CLI::App& app, TableOptions& options, std::string const& help) {
  app.add_option("TABLE", options.input, help)->required();
  app.add_option("-o,--out", options.out, "Output file; stdout without it");
  app.add_option("--format", options.format, "csv, or json: an array of objects")
      ->check(CLI::IsMember({"csv", "json"}))
      ->capture_default_str();
}

void add_outcome_options(CLI::App& app, OutcomeOptions& options) {
  app.add_option("--outcome", options.column, "Column with two values")->required();
  app.add_option("--positive", options.positive, "The value of a case")->capture_default_str();
}

Result<Table> read_table(std::string_view command, std::string const& path) {
  std::vector<std::string> warnings;
  PETRA_TRY(auto table, read_csv(path, {}, &warnings));
  for (auto const& warning : warnings) fmt::print(stderr, "petra {}: {}\n", command, warning);
  if (table.rows.empty()) return make_error(ErrorCode::invalid_input, path, "has a header and no rows");
  return table;
}

Result<Table> complete_cases(std::string_view command, Table const& table, std::vector<std::string> const& columns,
                             std::string const& subject) {
  std::vector<std::size_t> used;
  for (auto const& name : columns) {
    PETRA_TRY(auto const column, find(table, name, subject));
    used.push_back(column);
  }
  Table complete{table.columns, {}, {}, table.decimal_comma};
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    if (std::any_of(used.begin(), used.end(), [&](std::size_t column) { return is_missing(table.rows[row][column]); }))
      continue;
    complete.rows.push_back(table.rows[row]);
    complete.lines.push_back(row < table.lines.size() ? table.lines[row] : row + 2);
  }
  auto const gone = table.rows.size() - complete.rows.size();
  if (gone > 0)
    fmt::print(stderr, "petra {}: {} of {} rows are left out because a cell is empty (complete cases)\n", command, gone,
               table.rows.size());
  if (complete.rows.empty())
    return make_error(ErrorCode::invalid_input, subject, "no row has a value in every column that is used",
                      "Name fewer columns");
  return complete;
}

Result<std::vector<int>> read_outcome(Table const& table, OutcomeOptions const& outcome, std::string const& subject) {
  PETRA_TRY(auto const column, find(table, outcome.column, subject));
  auto const positive = parse_number(outcome.positive);
  std::vector<int> y;
  std::map<std::string, std::size_t> others;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    auto const cell = trim(table.rows[row][column]);
    auto const number = parse_number(cell);
    bool const is_case = cell == outcome.positive || (number && positive && *number == *positive);
    y.push_back(is_case ? 1 : 0);
    if (!is_case) others.emplace(number ? format_number(*number) : std::string(cell), table.lines[row]);
  }
  auto const where = fmt::format("{} column {}", subject, outcome.column);
  auto const cases = std::count(y.begin(), y.end(), 1);
  if (others.size() > 1) {
    std::vector<std::string> values;
    for (auto const& [value, line] : others) values.push_back(fmt::format("{} (line {})", value, line));
    values.resize(std::min<std::size_t>(values.size(), 5));
    return make_error(
        ErrorCode::invalid_input, where,
        fmt::format("an outcome has two values; beside {} there are {}", outcome.positive, join(values, ", ")),
        "Name the value of a case with --positive");
  }
  if (cases == 0 || others.empty())
    return make_error(ErrorCode::invalid_input, where,
                      cases == 0 ? fmt::format("no row has the value {} of a case", outcome.positive)
                                 : fmt::format("every row has the value {}: one class only", outcome.positive),
                      "Name the value of a case with --positive");
  return y;
}

Result<Eigen::MatrixXd> read_matrix(Table const& table, std::vector<std::string> const& columns,
                                    std::string const& subject) {
  Eigen::MatrixXd x(static_cast<Eigen::Index>(table.rows.size()), static_cast<Eigen::Index>(columns.size()));
  for (std::size_t k = 0; k < columns.size(); ++k) {
    PETRA_TRY(auto const numbers, number_column(table, columns[k], subject));
    for (std::size_t row = 0; row < numbers.size(); ++row) {
      if (std::isinf(numbers[row]))
        return make_error(ErrorCode::invalid_input,
                          fmt::format("{} line {}, column {}", subject, table.lines[row], columns[k]), "is infinite");
      x(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(k)) = numbers[row];
    }
  }
  return x;
}

Result<ModelColumns> read_model_columns(Table const& table, std::vector<std::string> const& variables,
                                        std::vector<std::string> const& factors,
                                        std::vector<std::string> const& references, std::string const& subject) {
  std::map<std::string, std::string> reference_of;
  for (auto const& text : references) {
    auto const sign = text.find('=');
    auto const column = text.substr(0, sign);
    if (sign == std::string::npos || std::find(variables.begin(), variables.end(), column) == variables.end())
      return make_error(ErrorCode::usage, "--reference", fmt::format("{} is not COLUMN=LEVEL of a variable", text));
    reference_of[column] = text.substr(sign + 1);
  }
  for (auto const& factor : factors) {
    if (std::find(variables.begin(), variables.end(), factor) == variables.end())
      return make_error(ErrorCode::usage, "--factor", fmt::format("{} is not one of the variables", factor));
  }
  ModelColumns all;
  std::vector<Eigen::MatrixXd> parts;
  for (auto const& variable : variables) {
    PETRA_TRY(auto const column, find(table, variable, subject));
    bool const is_factor = holds_text(table, column) || reference_of.contains(variable) ||
                           std::find(factors.begin(), factors.end(), variable) != factors.end();
    ModelColumns part;
    if (is_factor) {
      PETRA_TRY(part, factor_columns(table, variable, reference_of[variable], subject));
    } else {
      PETRA_TRY(part.x, read_matrix(table, {variable}, subject));
      part.names = {variable};
    }
    std::vector<int> places;
    for (auto const& name : part.names) {
      places.push_back(static_cast<int>(all.names.size()));
      all.names.push_back(name);
    }
    all.of_variable.push_back(std::move(places));
    parts.push_back(std::move(part.x));
  }
  all.x.resize(static_cast<Eigen::Index>(table.rows.size()), static_cast<Eigen::Index>(all.names.size()));
  Eigen::Index at = 0;
  for (auto const& part : parts) {
    all.x.middleCols(at, part.cols()) = part;
    at += part.cols();
  }
  return all;
}

std::vector<std::string> other_columns(Table const& table, std::vector<std::string> const& left_out) {
  std::vector<std::string> names;
  for (auto const& name : table.columns) {
    if (std::find(left_out.begin(), left_out.end(), name) == left_out.end()) names.push_back(name);
  }
  return names;
}

Result<void> write_table(TableOptions const& options, Table const& table) {
  if (options.format == "csv") return write_result(options.out, format_csv(table));
  auto rows = nlohmann::ordered_json::array();
  for (auto const& cells : table.rows) {
    auto row = nlohmann::ordered_json::object();
    for (std::size_t k = 0; k < cells.size(); ++k) {
      auto& value = row[table.columns[k]];
      auto const number = parse_number(cells[k]);
      if (cells[k] == "true" || cells[k] == "false")
        value = cells[k] == "true";
      else if (number && std::isfinite(*number))
        value = *number;
      else if (!cells[k].empty())
        value = cells[k];
    }
    rows.push_back(std::move(row));
  }
  return write_result(options.out, rows.dump(1) + '\n');
}

int finish(std::string_view command, Result<void> const& result) {
  return result ? 0 : report(command, result.error());
}

}  // namespace petra::cmd
