// petra icc: agreement of readers, of one measurement or of every feature of two tables.

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <map>
#include <memory>

#include "cmd/statistics.hpp"
#include "cmd/statistics_table.hpp"
#include "petra/base/text.hpp"
#include "petra/select/reproducibility.hpp"
#include "petra/study/table_builder.hpp"

namespace petra::cmd {
namespace {

struct Options {
  TableOptions table;
  std::string second, id = "id", form = "ICC(2,1)";
  double minimum = 0.8, confidence = 0.95;
};

// One table: a row per patient, a column per reader.
Result<Table> of_readers(Options const& options, Table const& table) {
  auto const readers = other_columns(table, {options.id});
  PETRA_TRY(auto const complete, complete_cases("icc", table, readers, options.table.input));
  PETRA_TRY(auto const x, read_matrix(complete, readers, options.table.input));
  if (x.rows() < 2 || x.cols() < 2)
    return make_error(ErrorCode::invalid_input, options.table.input,
                      fmt::format("has {} patients and {} readers; two of each are needed", x.rows(), x.cols()),
                      "One row per patient, one column per reader; or name a second table");
  TableBuilder out({"form", "icc", "f", "df1", "df2", "p", "ci_low", "ci_high", "reason"});
  constexpr std::array kForms{IccForm::oneway_single,  IccForm::A1, IccForm::C1,
                              IccForm::oneway_average, IccForm::Ak, IccForm::Ck};
  for (auto const form : kForms) {
    auto const e = compute_icc(x, form, options.confidence);
    out.row(
        {icc_form_name(form), e.icc, e.f, e.df1, e.df2, e.p, e.lower, e.upper, std::isnan(e.icc) ? "constant" : ""});
  }
  return out.take();
}

// Rows of `second` in the order of `first`, of patients that both have.
Result<std::array<Table, 2>> matched(Options const& options, Table const& first, Table const& second) {
  auto const a = first.find_column(options.id), b = second.find_column(options.id);
  if (!a || !b) {
    if (!a && !b && first.rows.size() == second.rows.size()) return std::array<Table, 2>{first, second};
    return make_error(ErrorCode::invalid_input, a ? options.second : options.table.input,
                      fmt::format("has no column {} to match the patients by", options.id), "Name it with --id");
  }
  std::map<std::string, std::size_t> where;
  for (std::size_t row = 0; row < first.rows.size(); ++row) {
    if (!where.emplace(trim(first.rows[row][*a]), row).second)
      return make_error(ErrorCode::invalid_input, fmt::format("{} line {}", options.table.input, first.lines[row]),
                        fmt::format("the patient {} is there twice", first.rows[row][*a]));
  }
  std::array<Table, 2> both{Table{first.columns, {}, {}, first.decimal_comma},
                            Table{second.columns, {}, {}, second.decimal_comma}};
  std::map<std::string, int> seen;
  for (std::size_t row = 0; row < second.rows.size(); ++row) {
    std::string const id(trim(second.rows[row][*b]));
    if (seen[id]++ > 0)
      return make_error(ErrorCode::invalid_input, fmt::format("{} line {}", options.second, second.lines[row]),
                        fmt::format("the patient {} is there twice", id));
    auto const found = where.find(id);
    if (found == where.end())
      return make_error(ErrorCode::invalid_input, fmt::format("{} line {}", options.second, second.lines[row]),
                        fmt::format("the patient {} is not in {}", id, options.table.input),
                        "Use the same ids in both tables");
    both[0].rows.push_back(first.rows[found->second]);
    both[0].lines.push_back(first.lines[found->second]);
    both[1].rows.push_back(second.rows[row]);
    both[1].lines.push_back(second.lines[row]);
  }
  return both;
}

Result<Table> of_features(Options const& options, Table const& first) {
  PETRA_TRY(auto const second, read_table("icc", options.second));
  PETRA_TRY(auto const both, matched(options, first, second));
  auto const features = other_columns(first, {options.id});
  DoubleReading readings;
  readings.first.names = readings.second.names = features;
  PETRA_TRY(readings.first.values, read_matrix(both[0], features, options.table.input));
  PETRA_TRY(readings.second.values, read_matrix(both[1], features, options.second));
  if (readings.first.values.rows() < 2)
    return make_error(ErrorCode::invalid_input, options.second, "fewer than two patients were read twice");
  PETRA_TRY(auto const form, parse_icc_form(options.form));
  TableBuilder out({"feature", "icc", "ci_low", "ci_high", "kept", "reason"});
  for (auto const& row : assess_reproducibility(readings, {form, options.minimum}))
    out.row({row.feature, row.icc, row.low, row.high, row.kept, row.reason});
  return out.take();
}

Result<void> run(Options const& options) {
  PETRA_TRY(auto const first, read_table("icc", options.table.input));
  PETRA_TRY(auto const out, options.second.empty() ? of_readers(options, first) : of_features(options, first));
  return write_table(options.table, out);
}

}  // namespace

std::function<int()> declare_icc(CLI::App& app) {
  auto options = std::make_shared<Options>();
  add_table_options(
      app, options->table,
      "One row per patient: a column per reader (all six forms are printed), or with SECOND a column per feature");
  app.add_option("SECOND", options->second, "The same features by the second reader; patients are matched by id");
  app.add_option("--id", options->id, "Column with the patient's id")->capture_default_str();
  app.add_option("--form", options->form, "ICC(2,1), ICC(3,1), ICC(1,1), and their averages ICC(2,k), …")
      ->capture_default_str();
  app.add_option("--minimum", options->minimum, "A feature is kept when its ICC is above this")->capture_default_str();
  app.add_option("--confidence", options->confidence, "Of the limits of one table's forms")
      ->check(CLI::Range(0.5, 0.9999))
      ->capture_default_str();
  return [options] { return finish("icc", run(*options)); };
}

}  // namespace petra::cmd
