// petra logistic: a logistic regression with its tests, intervals and stepwise choice, as R's glm and SPSS.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "cmd/statistics.hpp"
#include "cmd/statistics_table.hpp"
#include "petra/base/text.hpp"
#include "petra/stats/distributions.hpp"
#include "petra/stats/logistic_profile.hpp"
#include "petra/stats/logistic_statistics.hpp"
#include "petra/stats/logistic_stepwise.hpp"
#include "petra/study/table_builder.hpp"

namespace petra::cmd {
namespace {

struct Options {
  TableOptions table;
  OutcomeOptions outcome;
  std::vector<std::string> variables, factors, references;
  std::string method = "auto", limits = "wald", stepwise = "none", print = "terms";
  bool each_alone = false;
};

Result<LogisticFit> fit(Options const& options, Eigen::MatrixXd const& x, std::vector<int> const& y,
                        std::vector<std::string> const& names) {
  if (options.method == "firth") return fit_firth(x, y, names);
  PETRA_TRY(auto result, fit_logistic_or_firth(x, y, names));
  if (!result.separated) return result;
  auto const terms = join(result.separated_terms, ", ");
  if (options.method == "ml")
    return make_error(ErrorCode::invalid_input, options.table.input,
                      fmt::format("cases and controls are separated ({}): no finite estimate exists", terms),
                      "Use --method firth, or leave a variable out");
  fmt::print(stderr,
             "petra logistic: cases and controls are separated ({}); the estimates are Firth's penalised ones\n",
             terms);
  return result;
}

Result<void> add_terms(Options const& options, Eigen::MatrixXd const& x, std::vector<int> const& y,
                       std::vector<std::string> const& names, Eigen::Index first, TableBuilder& out) {
  PETRA_TRY(auto const model, fit(options, x, y, names));
  Eigen::VectorXd low = model.or_low, high = model.or_high;
  if (options.limits == "profile") {
    PETRA_TRY(auto const profile, profile_limits(x, y, names, model.method));
    low = profile.low.array().exp();
    high = profile.high.array().exp();
  }
  auto const inflation = variance_inflation(model);
  for (Eigen::Index k = first; k < model.coefficient.size(); ++k)
    out.row({model.terms[static_cast<std::size_t>(k)], model.coefficient(k), model.standard_error(k), model.z(k),
             model.odds_ratio(k), low(k), high(k), model.p(k),
             k == 0 || options.each_alone ? std::nan("") : inflation(k - 1)});
  return {};
}

// What is said of the whole model.
Result<Table> whole_model(Options const& options, ModelColumns const& columns, std::vector<int> const& y,
                          std::vector<std::string> const& variables) {
  PETRA_TRY(auto const model, fit(options, columns.x, y, columns.names));
  TableBuilder out({"statistic", "value", "df", "p"});
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  auto add = [&](std::string_view name, double value) { out.row({name, value, kNone, kNone}); };
  double const lr = 2 * (model.log_likelihood - model.null_log_likelihood);
  auto const df = static_cast<double>(columns.names.size());
  out.row({"likelihood ratio", lr, df, chi_squared_upper_tail(lr, df)});
  add("log likelihood", model.log_likelihood);
  add("null log likelihood", model.null_log_likelihood);
  add("deviance", model.deviance);
  add("AIC", model.aic);
  add("BIC", model.bic);
  auto const r2 = pseudo_r_squared(model, columns.x, y);
  add("R2 Cox-Snell", r2.cox_snell);
  add("R2 Nagelkerke", r2.nagelkerke);
  add("R2 McFadden", r2.mcfadden);
  add("R2 Tjur", r2.tjur);
  for (std::size_t k = 0; k < variables.size(); ++k) {
    PETRA_TRY(auto const test, likelihood_ratio_test(columns.x, y, columns.names, columns.of_variable[k]));
    out.row({"without " + variables[k], test.statistic, test.df, test.p});
  }
  return out.take();
}

Result<StepwiseResult> choose(Options const& options, StepwiseProblem const& problem) {
  if (options.stepwise == "forward") return forward_by_test(problem);
  if (options.stepwise == "backward") return backward_by_test(problem, RemovalTest::likelihood_ratio);
  if (options.stepwise == "backward_wald") return backward_by_test(problem, RemovalTest::wald);
  bool const from_none = options.stepwise == "aic_both";
  double const penalty = options.stepwise == "bic" ? std::log(static_cast<double>(problem.y.size())) : 2;
  return stepwise_by_criterion(problem, from_none ? InformationStart::none : InformationStart::all, penalty);
}

// Leaves the chosen variables in `columns` and `variables`; says the steps on stderr.
Result<void> narrow(Options const& options, std::vector<int> const& y, ModelColumns& columns,
                    std::vector<std::string>& variables) {
  StepwiseProblem problem{columns.x, y, columns.names, {}};
  for (std::size_t k = 0; k < variables.size(); ++k)
    problem.candidates.push_back({variables[k], columns.of_variable[k]});
  PETRA_TRY(auto const chosen, choose(options, problem));
  for (auto const& step : chosen.steps)
    fmt::print(stderr, "petra logistic: {} {} (statistic {:.4g}{})\n", step.entered ? "entered" : "removed",
               step.variable, step.statistic, std::isfinite(step.p) ? fmt::format(", p {:.4g}", step.p) : "");
  if (chosen.kept.empty())
    return make_error(ErrorCode::invalid_input, options.table.input, "the stepwise choice keeps no variable");
  ModelColumns kept;
  std::vector<int> places;
  for (auto const& name : chosen.kept) {
    auto const k = static_cast<std::size_t>(std::find(variables.begin(), variables.end(), name) - variables.begin());
    std::vector<int> block;
    for (int const place : columns.of_variable[k]) {
      block.push_back(static_cast<int>(places.size()));
      places.push_back(place);
      kept.names.push_back(columns.names[static_cast<std::size_t>(place)]);
    }
    kept.of_variable.push_back(std::move(block));
  }
  kept.x = columns.x(Eigen::all, places);
  columns = std::move(kept);
  variables = chosen.kept;
  return {};
}

Result<void> run(Options const& options) {
  PETRA_TRY(auto const table, read_table("logistic", options.table.input));
  auto used = options.variables;
  used.push_back(options.outcome.column);
  PETRA_TRY(auto const complete, complete_cases("logistic", table, used, options.table.input));
  PETRA_TRY(auto const y, read_outcome(complete, options.outcome, options.table.input));
  PETRA_TRY(auto columns,
            read_model_columns(complete, options.variables, options.factors, options.references, options.table.input));
  auto variables = options.variables;
  if (options.stepwise != "none") PETRA_CHECK(narrow(options, y, columns, variables));
  if (options.print == "model") {
    PETRA_TRY(auto const out, whole_model(options, columns, y, variables));
    return write_table(options.table, out);
  }
  TableBuilder out({"variable", "coefficient", "se", "z", "or", "ci_low", "ci_high", "p", "vif"});
  if (!options.each_alone) {
    PETRA_CHECK(add_terms(options, columns.x, y, columns.names, 0, out));
    return write_table(options.table, out.take());
  }
  for (auto const& block : columns.of_variable) {
    std::vector<std::string> names;
    for (int const k : block) names.push_back(columns.names[static_cast<std::size_t>(k)]);
    PETRA_CHECK(add_terms(options, columns.x(Eigen::all, block), y, names, 1, out));
  }
  return write_table(options.table, out.take());
}

}  // namespace

std::function<int()> declare_logistic(CLI::App& app) {
  auto options = std::make_shared<Options>();
  add_table_options(app, options->table, "One row per patient");
  add_outcome_options(app, options->outcome);
  app.add_option("--variables", options->variables, "Columns of the model; text is a factor")
      ->delimiter(',')
      ->required();
  app.add_option("--factor", options->factors, "Columns of numbers that are factors")->delimiter(',');
  app.add_option("--reference", options->references, "COLUMN=LEVEL: the level that the others are compared with")
      ->delimiter(',');
  app.add_flag("--each-alone", options->each_alone, "One model per variable (univariable)");
  app.add_option("--method", options->method, "ml; firth; auto: ml, and Firth's estimate where the data are separated")
      ->check(CLI::IsMember({"auto", "ml", "firth"}))
      ->capture_default_str();
  app.add_option("--limits", options->limits, "95 % limits of the odds ratio: wald, or profile likelihood")
      ->check(CLI::IsMember({"wald", "profile"}))
      ->capture_default_str();
  app.add_option("--stepwise", options->stepwise,
                 "SPSS's forward, backward (likelihood ratio), backward_wald; R's step: aic, bic (backward), aic_both "
                 "(from the empty model)")
      ->check(CLI::IsMember({"none", "forward", "backward", "backward_wald", "aic", "bic", "aic_both"}))
      ->capture_default_str();
  app.add_option("--print", options->print, "terms; or model: likelihood-ratio tests, AIC, BIC, R2")
      ->check(CLI::IsMember({"terms", "model"}))
      ->capture_default_str();
  return [options] { return finish("logistic", run(*options)); };
}

}  // namespace petra::cmd
