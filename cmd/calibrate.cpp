// petra calibrate: how well probabilities agree with outcomes (rms's val.prob), and a model's optimism (rms's validate
// and calibrate).

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "cmd/statistics.hpp"
#include "cmd/statistics_table.hpp"
#include "petra/evaluate/calibration_curves.hpp"
#include "petra/stats/calibration.hpp"
#include "petra/study/table_builder.hpp"

namespace petra::cmd {
namespace {

struct Options {
  TableOptions table;
  OutcomeOptions outcome;
  std::string probability, print = "indices";
  std::vector<std::string> variables, factors, references;
  int replicates = 1000, groups = 10;
  std::uint32_t seed = 1;
};

Result<Table> indices_of(Options const& options, std::vector<double> const& p, std::vector<int> const& y) {
  PETRA_TRY(auto const v, val_prob(p, y));
  PETRA_TRY(auto const large, calibration_in_the_large(p, y));
  PETRA_TRY(auto const refit, recalibrate(p, y));
  TableBuilder out({"index", "value", "ci_low", "ci_high", "df", "p"});
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  auto add = [&](std::string_view name, double value) { out.row({name, value, kNone, kNone, kNone, kNone}); };
  add("Dxy", v.dxy);
  add("C", v.c);
  add("R2", v.r2);
  add("D", v.d);
  out.row({"U", v.u, kNone, kNone, 2, v.u_p});
  add("Q", v.q);
  add("Brier", v.brier);
  out.row({"calibration in the large", large.estimate, large.low, large.high, kNone, large.p});
  add("Intercept", v.intercept);
  out.row({"Slope", refit.slope.estimate, refit.slope.low, refit.slope.high, kNone, refit.slope.p});
  add("Emax", v.e_max);
  add("E90", v.e90);
  add("Eavg (ICI)", v.e_mean);
  out.row({"Spiegelhalter z", v.spiegelhalter_z, kNone, kNone, kNone, v.spiegelhalter_p});
  auto const hl = hosmer_lemeshow(risk_groups(p, y, options.groups));
  out.row({"Hosmer-Lemeshow, fitted to these rows", hl.statistic, kNone, kNone, hl.df_development, hl.p_development});
  out.row({"Hosmer-Lemeshow, other rows", hl.statistic, kNone, kNone, hl.df_external, hl.p_external});
  return out.take();
}

Table curve_of(std::vector<CalibrationPoint> const& points) {
  TableBuilder out({"method", "predicted", "observed", "low", "high"});
  for (auto const& point : points) out.row({point.method, point.predicted, point.observed, point.low, point.high});
  return out.take();
}

Result<Table> of_model(Options const& options, ModelColumns const& model, std::vector<int> const& y) {
  auto const resamples = draw_resamples(y.size(), options.replicates, options.seed);
  if (options.print == "curve") {
    PETRA_TRY(auto const calibration, calibrate_by_bootstrap(model.x, y, model.names, resamples));
    TableBuilder out({"predicted", "apparent", "optimism", "corrected", "resamples"});
    for (std::size_t k = 0; k < calibration.predicted.size(); ++k)
      out.row({calibration.predicted[k], calibration.apparent[k], calibration.optimism[k], calibration.corrected[k],
               calibration.reached[k]});
    return out.take();
  }
  PETRA_TRY(auto const v, validate_by_bootstrap(model.x, y, model.names, resamples));
  if (v.separated > 0)
    fmt::print(stderr, "petra calibrate: {} of {} resamples are separated or hold one class only, and are left out\n",
               v.separated, options.replicates);
  TableBuilder out({"index", "apparent", "training", "test", "optimism", "corrected", "resamples"});
  for (std::size_t k = 0; k < kValidationIndices.size(); ++k)
    out.row({kValidationIndices[k], v.original[k], v.training[k], v.test[k], v.optimism[k], v.corrected[k], v.used});
  return out.take();
}

Result<void> run(Options const& options) {
  if (options.probability.empty() == options.variables.empty())
    return make_error(ErrorCode::usage, "", "name either --probability or --variables",
                      "--probability judges a column of probabilities, --variables the regression on these columns");
  PETRA_TRY(auto const table, read_table("calibrate", options.table.input));
  auto used = options.variables;
  if (!options.probability.empty()) used = {options.probability};
  used.push_back(options.outcome.column);
  PETRA_TRY(auto const complete, complete_cases("calibrate", table, used, options.table.input));
  PETRA_TRY(auto const y, read_outcome(complete, options.outcome, options.table.input));
  if (!options.variables.empty()) {
    PETRA_TRY(auto const model, read_model_columns(complete, options.variables, options.factors, options.references,
                                                   options.table.input));
    PETRA_TRY(auto const out, of_model(options, model, y));
    return write_table(options.table, out);
  }
  PETRA_TRY(auto const p, number_column(complete, options.probability, options.table.input));
  for (std::size_t row = 0; row < p.size(); ++row) {
    if (!(p[row] >= 0 && p[row] <= 1))
      return make_error(
          ErrorCode::invalid_input,
          fmt::format("{} line {}, column {}", options.table.input, complete.lines[row], options.probability),
          fmt::format("{} is not a probability", p[row]), "Probabilities lie between 0 and 1");
  }
  if (options.print == "curve")
    return write_table(options.table,
                       curve_of(calibration_points({p, y, options.replicates, options.seed, std::nullopt})));
  PETRA_TRY(auto const out, indices_of(options, p, y));
  return write_table(options.table, out);
}

}  // namespace

std::function<int()> declare_calibrate(CLI::App& app) {
  auto options = std::make_shared<Options>();
  add_table_options(app, options->table, "One row per patient");
  add_outcome_options(app, options->outcome);
  app.add_option("--probability", options->probability, "Column of probabilities to judge");
  app.add_option("--variables", options->variables,
                 "Instead: the logistic model of these columns, corrected for optimism by bootstrap")
      ->delimiter(',');
  app.add_option("--factor", options->factors, "Columns of numbers that are factors")->delimiter(',');
  app.add_option("--reference", options->references, "COLUMN=LEVEL: the level that the others are compared with")
      ->delimiter(',');
  app.add_option("--print", options->print,
                 "indices (val.prob; validate), or curve (lowess with bootstrap band and fifths; calibrate)")
      ->check(CLI::IsMember({"indices", "curve"}))
      ->capture_default_str();
  app.add_option("--groups", options->groups, "Of Hosmer and Lemeshow's test")
      ->check(CLI::Range(3, 100))
      ->capture_default_str();
  app.add_option("--bootstrap", options->replicates, "Resamples")->check(CLI::Range(1, 100000))->capture_default_str();
  app.add_option("--seed", options->seed, "set.seed of the resamples")->capture_default_str();
  return [options] { return finish("calibrate", run(*options)); };
}

}  // namespace petra::cmd
