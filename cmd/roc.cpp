// petra roc: AUCs with intervals, comparisons and curves, as pROC.

#include "petra/stats/roc.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "cmd/statistics.hpp"
#include "cmd/statistics_table.hpp"
#include "petra/stats/roc_bootstrap.hpp"
#include "petra/stats/roc_coordinates.hpp"
#include "petra/stats/roc_tests.hpp"
#include "petra/study/table_builder.hpp"

namespace petra::cmd {
namespace {

struct Options {
  TableOptions table;
  OutcomeOptions outcome;
  std::vector<std::string> scores;
  std::string interval = "delong", print = "auc";
  double confidence = 0.95;
  int replicates = 2000;
  std::uint32_t seed = 1;
};

using Marker = std::vector<double>;

Result<ProportionInterval> interval_of(Options const& options, Roc const& roc, Marker const& marker,
                                       std::vector<int> const& y) {
  auto const n = static_cast<double>(y.size());
  auto const cases = std::count(y.begin(), y.end(), 1);
  auto const controls = static_cast<long long>(y.size()) - cases;
  if (options.interval == "logit")
    return ProportionInterval{logit_interval_bound(roc, false, options.confidence),
                              logit_interval_bound(roc, true, options.confidence)};
  if (options.interval == "exact") return clopper_pearson_interval(roc.auc * n, n, options.confidence);
  if (options.interval == "hanley") return hanley_mcneil_interval(roc.auc, cases, controls, options.confidence);
  if (options.interval == "bootstrap") {
    PETRA_TRY(auto const drawn, bootstrap_auc(marker, y, options.replicates, options.seed, BootstrapScheme::stratified,
                                              options.confidence));
    return ProportionInterval{drawn.low, drawn.high};
  }
  return ProportionInterval{roc.low, roc.high};
}

Result<Table> auc_table(Options const& options, std::vector<Marker> const& markers, std::vector<int> const& y) {
  TableBuilder out({"score", "cases", "controls", "auc", "se", "ci_low", "ci_high", "p", "cutoff_youden",
                    "sensitivity_youden", "specificity_youden", "reason"});
  auto const cases = std::count(y.begin(), y.end(), 1);
  for (std::size_t k = 0; k < markers.size(); ++k) {
    PETRA_TRY(auto const roc, compute_roc(markers[k], y, options.confidence));
    PETRA_TRY(auto const limits, interval_of(options, roc, markers[k], y));
    auto const best = youden_points(roc);
    auto const point = best.empty() ? RocPoint{std::nan(""), std::nan(""), std::nan("")} : best.front();
    out.row({options.scores[k], cases, static_cast<std::ptrdiff_t>(y.size()) - cases, roc.auc, std::sqrt(roc.variance),
             limits.low, limits.high, auc_against_half_p(roc), point.threshold, point.sensitivity, point.specificity,
             roc.variance > 0 ? "" : "no variance: the interval says nothing"});
  }
  return out.take();
}

Result<Table> comparisons(Options const& options, std::vector<Marker> const& markers, std::vector<int> const& y) {
  TableBuilder out({"score_a", "score_b", "auc_difference", "ci_low", "ci_high", "z", "p", "reason"});
  for (std::size_t a = 0; a < markers.size(); ++a) {
    for (std::size_t b = a + 1; b < markers.size(); ++b) {
      if (options.interval == "bootstrap") {
        PETRA_TRY(auto const first, compute_roc(markers[a], y));
        PETRA_TRY(auto const second, compute_roc(markers[b], y));
        PETRA_TRY(auto const test, bootstrap_auc_test(markers[a], markers[b], y, options.replicates, options.seed));
        out.row({options.scores[a], options.scores[b], first.auc - second.auc, std::nan(""), std::nan(""),
                 test.statistic, test.p, std::isfinite(test.statistic) ? "" : "the difference does not vary"});
        continue;
      }
      PETRA_TRY(auto const test, delong_test(markers[a], markers[b], y));
      out.row({options.scores[a], options.scores[b], test.auc_difference, test.low, test.high, test.z, test.p,
               std::isfinite(test.z) ? "" : "the difference has no variance"});
    }
  }
  return out.take();
}

Result<Table> curves(Options const& options, std::vector<Marker> const& markers, std::vector<int> const& y) {
  TableBuilder out({"score", "threshold", "sensitivity", "specificity", "tp", "fp", "fn", "tn"});
  auto const cases = std::count(y.begin(), y.end(), 1);
  for (std::size_t k = 0; k < markers.size(); ++k) {
    PETRA_TRY(auto const roc, compute_roc(markers[k], y));
    auto const counts = counts_along_curve(roc, cases, static_cast<long long>(y.size()) - cases);
    for (std::size_t i = 0; i < roc.curve.size(); ++i) {
      auto const& point = roc.curve[i];
      auto const threshold =
          std::isinf(point.threshold) ? Cell(point.threshold < 0 ? "-Inf" : "Inf") : Cell(point.threshold);
      out.row({options.scores[k], threshold, point.sensitivity, point.specificity, counts[i].tp, counts[i].fp,
               counts[i].fn, counts[i].tn});
    }
  }
  return out.take();
}

Result<void> run(Options const& options) {
  PETRA_TRY(auto const table, read_table("roc", options.table.input));
  auto used = options.scores;
  used.push_back(options.outcome.column);
  PETRA_TRY(auto const complete, complete_cases("roc", table, used, options.table.input));
  PETRA_TRY(auto const y, read_outcome(complete, options.outcome, options.table.input));
  std::vector<Marker> markers;
  for (auto const& score : options.scores) {
    PETRA_TRY(auto marker, number_column(complete, score, options.table.input));
    markers.push_back(std::move(marker));
  }
  if (options.print == "comparisons" && markers.size() < 2)
    return make_error(ErrorCode::usage, "--print comparisons", "needs two scores or more",
                      "Name them with --score a,b");
  PETRA_TRY(auto const out, options.print == "auc"           ? auc_table(options, markers, y)
                            : options.print == "comparisons" ? comparisons(options, markers, y)
                                                             : curves(options, markers, y));
  return write_table(options.table, out);
}

}  // namespace

std::function<int()> declare_roc(CLI::App& app) {
  auto options = std::make_shared<Options>();
  add_table_options(app, options->table, "One row per patient");
  add_outcome_options(app, options->outcome);
  app.add_option("--score", options->scores, "Columns to judge; higher means case, never turned round")
      ->delimiter(',')
      ->required();
  app.add_option("--interval", options->interval,
                 "Limits of the AUC: delong, logit (DeLong's variance on the logit scale), exact (binomial of AUC·n, "
                 "as MedCalc), hanley, bootstrap "
                 "(stratified)")
      ->check(CLI::IsMember({"delong", "logit", "exact", "hanley", "bootstrap"}))
      ->capture_default_str();
  app.add_option("--confidence", options->confidence, "Of the limits")
      ->check(CLI::Range(0.5, 0.9999))
      ->capture_default_str();
  app.add_option("--replicates", options->replicates, "Of the bootstrap")
      ->check(CLI::Range(2, 1000000))
      ->capture_default_str();
  app.add_option("--seed", options->seed, "set.seed of the bootstrap")->capture_default_str();
  app.add_option("--print", options->print, "auc; comparisons (paired, DeLong's test, or the bootstrap's); curve")
      ->check(CLI::IsMember({"auc", "comparisons", "curve"}))
      ->capture_default_str();
  return [options] { return finish("roc", run(*options)); };
}

}  // namespace petra::cmd
