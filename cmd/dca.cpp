// petra dca: decision curves, as rmda and dcurves.

#include <fmt/format.h>

#include <cmath>
#include <memory>

#include "cmd/statistics.hpp"
#include "cmd/statistics_table.hpp"
#include "petra/stats/decision_curve.hpp"
#include "petra/study/table_builder.hpp"

namespace petra::cmd {
namespace {

struct Options {
  TableOptions table;
  OutcomeOptions outcome;
  std::vector<std::string> probabilities;
  double from = 0, to = 0.99, by = 0.01;
  std::string rule = "above";
  int replicates = 0;
  std::uint32_t seed = 1;
};

Result<std::vector<double>> thresholds_of(Options const& options) {
  double const steps = std::floor((options.to - options.from) / options.by + 1e-9);
  if (!(options.from >= 0 && options.to < 1 && options.from <= options.to && options.by > 0 && steps <= 100000))
    return make_error(ErrorCode::usage, "--from, --to, --by",
                      fmt::format("{} to {} by {} are no thresholds", options.from, options.to, options.by),
                      "0 <= from <= to < 1, and by above 0");
  std::vector<double> thresholds;
  // As R's seq(from, to, by) has them, to the last bit: where risks equal thresholds it decides who is treated.
  for (int k = 0; k <= static_cast<int>(steps); ++k) thresholds.push_back(options.from + k * options.by);
  return thresholds;
}

Result<void> add_curve(Options const& options, std::string const& name, std::vector<double> const& p,
                       std::vector<int> const& y, std::vector<double> const& at, TableBuilder& out) {
  auto const rule = options.rule == "above" ? TreatRule::above : TreatRule::at_least;
  PETRA_TRY(auto const curve, decision_curve(p, y, at, rule));
  std::vector<DecisionLimits> limits(at.size(), {std::nan(""), std::nan(""), std::nan(""), std::nan("")});
  if (options.replicates > 0) {
    PETRA_TRY(limits, decision_curve_limits(p, y, at, options.replicates, options.seed));
  }
  double cases = 0;
  for (int const outcome : y) cases += outcome;
  double const prevalence = cases / static_cast<double>(y.size());
  for (std::size_t k = 0; k < at.size(); ++k)
    out.row({name, at[k], curve[k].net_benefit, limits[k].low, limits[k].high, curve[k].standardised,
             net_benefit_of_all(prevalence, at[k]), 0, curve[k].interventions_avoided,
             std::isnan(curve[k].interventions_avoided) ? "no interventions are avoided at threshold 0" : ""});
  return {};
}

Result<void> run(Options const& options) {
  PETRA_TRY(auto const at, thresholds_of(options));
  if (options.replicates > 0 && options.rule != "above")
    return make_error(ErrorCode::not_supported, "--bootstrap", "limits are rmda's, which treats above the threshold",
                      "Use --rule above, or no --bootstrap");
  PETRA_TRY(auto const table, read_table("dca", options.table.input));
  auto used = options.probabilities;
  used.push_back(options.outcome.column);
  PETRA_TRY(auto const complete, complete_cases("dca", table, used, options.table.input));
  PETRA_TRY(auto const y, read_outcome(complete, options.outcome, options.table.input));
  TableBuilder out({"model", "threshold", "net_benefit", "low", "high", "standardised", "treat_all", "treat_none",
                    "interventions_avoided", "reason"});
  for (auto const& name : options.probabilities) {
    PETRA_TRY(auto const p, number_column(complete, name, options.table.input));
    for (std::size_t row = 0; row < p.size(); ++row) {
      if (!(p[row] >= 0 && p[row] <= 1))
        return make_error(ErrorCode::invalid_input,
                          fmt::format("{} line {}, column {}", options.table.input, complete.lines[row], name),
                          fmt::format("{} is not a probability", p[row]), "Probabilities lie between 0 and 1");
    }
    PETRA_CHECK(add_curve(options, name, p, y, at, out));
  }
  return write_table(options.table, out.take());
}

}  // namespace

std::function<int()> declare_dca(CLI::App& app) {
  auto options = std::make_shared<Options>();
  add_table_options(app, options->table, "One row per patient");
  add_outcome_options(app, options->outcome);
  app.add_option("--probability", options->probabilities, "Columns of probabilities, one curve each")
      ->delimiter(',')
      ->required();
  app.add_option("--from", options->from, "First threshold")->capture_default_str();
  app.add_option("--to", options->to, "Last threshold, below 1")->capture_default_str();
  app.add_option("--by", options->by, "Step")->capture_default_str();
  app.add_option("--rule", options->rule, "Treated: above the threshold (rmda), or at_least (dcurves)")
      ->check(CLI::IsMember({"above", "at_least"}))
      ->capture_default_str();
  app.add_option("--bootstrap", options->replicates,
                 "Resamples for 95 % limits, the probabilities kept (rmda's fitted.risk); 0 for none")
      ->check(CLI::Range(0, 100000))
      ->capture_default_str();
  app.add_option("--seed", options->seed, "set.seed of the resamples")->capture_default_str();
  return [options] { return finish("dca", run(*options)); };
}

}  // namespace petra::cmd
