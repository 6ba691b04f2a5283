// petra lasso: cross-validated logistic LASSO, elastic net or ridge, as glmnet.

#include "petra/stats/lasso.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

#include "cmd/statistics.hpp"
#include "cmd/statistics_table.hpp"
#include "petra/base/text.hpp"
#include "petra/stats/r_random.hpp"
#include "petra/study/table_builder.hpp"

namespace petra::cmd {
namespace {

struct Options {
  TableOptions table;
  OutcomeOptions outcome;
  std::vector<std::string> columns, skip;
  std::string fold_column, rule = "min", loss = "deviance", print = "coefficients";
  int folds = 5;
  std::uint32_t seed = 1;
  double alpha = 1;
};

struct LossRow {
  std::string_view name;
  LassoLoss loss;
};
constexpr auto kLosses = std::to_array<LossRow>({{"deviance", LassoLoss::deviance},
                                                 {"class", LassoLoss::misclassification},
                                                 {"mse", LassoLoss::mean_squared_error},
                                                 {"mae", LassoLoss::mean_absolute_error},
                                                 {"auc", LassoLoss::auc}});

Result<std::vector<int>> folds_of(Options const& options, Table const& table) {
  if (options.fold_column.empty())
    return glmnet_folds(static_cast<std::int64_t>(table.rows.size()), options.folds, options.seed);
  auto const column = *table.find_column(options.fold_column);
  std::vector<int> folds;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    auto const fold = parse_integer(table.rows[row][column]);
    if (!fold || *fold < 1 || *fold > 1000)
      return make_error(
          ErrorCode::invalid_input,
          fmt::format("{} line {}, column {}", options.table.input, table.lines[row], options.fold_column),
          fmt::format("\"{}\" is not a fold: 1, 2, …", table.rows[row][column]));
    folds.push_back(static_cast<int>(*fold));
  }
  return folds;
}

Table printed(Options const& options, LassoCrossValidation const& cv, Eigen::MatrixXd const& x,
              std::vector<std::string> const& names) {
  auto const& path = cv.path;
  int const chosen = options.rule == "min" ? cv.index_min : cv.index_1se;
  if (options.print == "path") {
    TableBuilder out({"lambda", "cv_mean", "cv_se", "nonzero", "dev_ratio", "chosen"});
    for (Eigen::Index k = 0; k < path.lambda.size(); ++k)
      out.row({path.lambda(k), cv.cv_mean(k), cv.cv_se(k), cv.nonzero[static_cast<std::size_t>(k)], path.dev_ratio(k),
               k == chosen});
    return out.take();
  }
  if (options.print == "scores") {
    TableBuilder out({"row", "score"});
    Eigen::VectorXd const score = (x * path.coefficients.col(chosen)).array() + path.intercept(chosen);
    for (Eigen::Index i = 0; i < score.size(); ++i) out.row({i + 1, score(i)});
    return out.take();
  }
  TableBuilder out({"feature", "coefficient"});
  out.row({"(Intercept)", path.intercept(chosen)});
  for (Eigen::Index j = 0; j < path.coefficients.rows(); ++j) {
    if (path.coefficients(j, chosen) != 0) out.row({names[static_cast<std::size_t>(j)], path.coefficients(j, chosen)});
  }
  return out.take();
}

Result<void> run(Options const& options) {
  PETRA_TRY(auto const table, read_table("lasso", options.table.input));
  auto left_out = options.skip;
  left_out.push_back(options.outcome.column);
  if (!options.fold_column.empty()) left_out.push_back(options.fold_column);
  auto const names = options.columns.empty() ? other_columns(table, left_out) : options.columns;
  auto used = names;
  used.push_back(options.outcome.column);
  if (!options.fold_column.empty()) used.push_back(options.fold_column);
  PETRA_TRY(auto const complete, complete_cases("lasso", table, used, options.table.input));
  PETRA_TRY(auto const y, read_outcome(complete, options.outcome, options.table.input));
  PETRA_TRY(auto const x, read_matrix(complete, names, options.table.input));
  PETRA_TRY(auto const folds, folds_of(options, complete));
  LassoSettings settings;
  settings.alpha = options.alpha;
  auto const* const loss =
      std::find_if(kLosses.begin(), kLosses.end(), [&](auto const& row) { return row.name == options.loss; });
  PETRA_TRY(auto const cv, cross_validate_lasso(x, y, folds, settings, loss->loss));
  if (cv.loss != loss->loss)
    fmt::print(stderr, "petra lasso: fewer than ten rows a fold, so deviance is used instead of auc\n");
  int const chosen = options.rule == "min" ? cv.index_min : cv.index_1se;
  fmt::print(stderr, "petra lasso: {} of {} features at lambda_{} = {}\n", cv.nonzero[static_cast<std::size_t>(chosen)],
             names.size(), options.rule, format_number(cv.path.lambda(chosen)));
  return write_table(options.table, printed(options, cv, x, names));
}

}  // namespace

std::function<int()> declare_lasso(CLI::App& app) {
  auto options = std::make_shared<Options>();
  add_table_options(app, options->table, "One row per patient: the outcome and one column per feature");
  add_outcome_options(app, options->outcome);
  app.add_option("--columns", options->columns, "Features; without it every column not skipped")->delimiter(',');
  app.add_option("--skip", options->skip, "Columns that are no features, such as the id")->delimiter(',');
  auto* fold_column =
      app.add_option("--fold-column", options->fold_column, "Column with each row's fold, from 1 (glmnet's foldid)");
  app.add_option("--folds", options->folds, "Folds, drawn as glmnet draws them")
      ->check(CLI::Range(3, 1000))
      ->excludes(fold_column)
      ->capture_default_str();
  app.add_option("--seed", options->seed, "set.seed of the folds")->capture_default_str();
  app.add_option("--alpha", options->alpha, "1: LASSO … 0: ridge")->check(CLI::Range(0.0, 1.0))->capture_default_str();
  app.add_option("--loss", options->loss, "deviance, class, mse, mae or auc")
      ->check(CLI::IsMember({"deviance", "class", "mse", "mae", "auc"}))
      ->capture_default_str();
  app.add_option("--rule", options->rule, "lambda: min, or 1se")
      ->check(CLI::IsMember({"min", "1se"}))
      ->capture_default_str();
  app.add_option("--print", options->print,
                 "coefficients (raw scale), path (one row per lambda), or scores (of each row)")
      ->check(CLI::IsMember({"coefficients", "path", "scores"}))
      ->capture_default_str();
  return [options] { return finish("lasso", run(*options)); };
}

}  // namespace petra::cmd
