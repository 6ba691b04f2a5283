// petra correlate: which features repeat others, or the coefficients themselves.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "cmd/statistics.hpp"
#include "cmd/statistics_table.hpp"
#include "petra/stats/correlation.hpp"
#include "petra/stats/find_correlation.hpp"
#include "petra/study/table_builder.hpp"

namespace petra::cmd {
namespace {

struct Options {
  TableOptions table;
  std::vector<std::string> columns, skip, methods{"pearson", "spearman"}, test;
  double maximum = 0.9;
  std::string matrix, rule = "first_come";
};

Table matrix_table(Eigen::MatrixXd const& r, std::vector<std::string> const& names) {
  Table out;
  out.columns.emplace_back("feature");
  out.columns.insert(out.columns.end(), names.begin(), names.end());
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::vector<std::string> cells{names[i]};
    for (std::size_t j = 0; j < names.size(); ++j)
      cells.push_back(Cell(r(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j))).text);
    out.rows.push_back(std::move(cells));
  }
  return out;
}

Table test_table(Eigen::MatrixXd const& x) {
  TableBuilder out({"method", "r", "t", "p", "ci_low", "ci_high"});
  for (bool const ranks : {false, true}) {
    double const r = ranks ? spearman(x.col(0), x.col(1)) : pearson(x.col(0), x.col(1));
    auto const test = test_correlation(r, x.rows());
    out.row({ranks ? "spearman" : "pearson", r, test.t, test.p, test.low, test.high});
  }
  return out.take();
}

Result<Table> first_come_table(Options const& options, Eigen::MatrixXd const& x,
                               std::vector<std::string> const& names) {
  auto uses = [&](std::string_view method) {
    return std::find(options.methods.begin(), options.methods.end(), method) != options.methods.end();
  };
  auto const decisions = first_come(x, {options.maximum, uses("pearson"), uses("spearman")});
  TableBuilder out({"feature", "kept", "dropped_for", "pearson", "spearman", "reason"});
  for (std::size_t k = 0; k < decisions.size(); ++k) {
    auto const& d = decisions[k];
    bool const repeats = d.dropped_for >= 0;
    out.row({names[k], d.kept, repeats ? names[static_cast<std::size_t>(d.dropped_for)] : "",
             repeats ? d.pearson : std::nan(""), repeats ? d.spearman : std::nan(""), d.constant ? "constant" : ""});
  }
  return out.take();
}

// caret's findCorrelation on the larger of the coefficients asked for; constant columns are taken out before.
Result<Table> caret_table(Options const& options, Eigen::MatrixXd const& x, std::vector<std::string> const& names) {
  std::vector<Eigen::Index> varying;
  for (Eigen::Index k = 0; k < x.cols(); ++k) {
    if ((x.col(k).array() != x(0, k)).any()) varying.push_back(k);
  }
  Eigen::MatrixXd const columns = x(Eigen::all, varying);
  bool const both = options.methods.size() > 1;
  Eigen::MatrixXd r = options.methods.front() == "pearson" ? pearson_matrix(columns) : spearman_matrix(columns);
  if (both) r = pearson_matrix(columns).cwiseAbs().cwiseMax(spearman_matrix(columns).cwiseAbs());
  PETRA_TRY(auto const removed,
            find_correlation(r, options.maximum, options.rule == "caret_exact" ? CaretRule::exact : CaretRule::fast));
  std::vector<bool> kept(names.size(), false);
  for (auto const k : varying) kept[static_cast<std::size_t>(k)] = true;
  for (auto const k : removed) kept[static_cast<std::size_t>(varying[static_cast<std::size_t>(k)])] = false;
  TableBuilder out({"feature", "kept", "reason"});
  for (std::size_t k = 0; k < names.size(); ++k) {
    bool const constant = std::find(varying.begin(), varying.end(), static_cast<Eigen::Index>(k)) == varying.end();
    out.row({names[k], static_cast<bool>(kept[k]), constant ? "constant" : kept[k] ? "" : "correlated"});
  }
  return out.take();
}

Result<void> run(Options const& options) {
  PETRA_TRY(auto const table, read_table("correlate", options.table.input));
  auto names = !options.test.empty()      ? options.test
               : !options.columns.empty() ? options.columns
                                          : other_columns(table, options.skip);
  PETRA_TRY(auto const complete, complete_cases("correlate", table, names, options.table.input));
  PETRA_TRY(auto const x, read_matrix(complete, names, options.table.input));
  if (x.rows() < 3)
    return make_error(ErrorCode::invalid_input, options.table.input,
                      fmt::format("has {} complete rows; 3 are needed", x.rows()));
  if (!options.test.empty()) return write_table(options.table, test_table(x));
  if (!options.matrix.empty())
    return write_table(options.table,
                       matrix_table(options.matrix == "pearson" ? pearson_matrix(x) : spearman_matrix(x), names));
  PETRA_TRY(auto const out,
            options.rule == "first_come" ? first_come_table(options, x, names) : caret_table(options, x, names));
  return write_table(options.table, out);
}

}  // namespace

std::function<int()> declare_correlate(CLI::App& app) {
  auto options = std::make_shared<Options>();
  add_table_options(app, options->table, "One row per patient, one column per feature");
  app.add_option("--columns", options->columns, "Features; without it every column not skipped")->delimiter(',');
  app.add_option("--skip", options->skip, "Columns that are no features, such as the id")->delimiter(',');
  app.add_option("--maximum", options->maximum,
                 "Walking the columns in order, drop one whose |r| with a kept one is above this")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  app.add_option("--methods", options->methods, "pearson, spearman: the larger of those named counts")
      ->delimiter(',')
      ->check(CLI::IsMember({"pearson", "spearman"}));
  app.add_option("--rule", options->rule,
                 "first_come; or caret's findCorrelation: caret_exact, caret_fast (its default from 100 columns on)")
      ->check(CLI::IsMember({"first_come", "caret_exact", "caret_fast"}))
      ->capture_default_str();
  auto* matrix = app.add_option("--matrix", options->matrix, "Print the coefficients instead")
                     ->check(CLI::IsMember({"pearson", "spearman"}));
  app.add_option("--test", options->test, "Two columns: print r, t, p and 95 % limits instead, as cor.test")
      ->delimiter(',')
      ->expected(2)
      ->excludes(matrix);
  return [options] { return finish("correlate", run(*options)); };
}

}  // namespace petra::cmd
