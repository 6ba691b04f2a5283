// classification_metrics: the 2 × 2 table at thresholds and what is read off it, 1e-12 (exact limits and AUC 1e-9).
#include "petra/stats/classification_metrics.hpp"

#include "factor_design.hpp"
#include "inputs.hpp"
#include "petra/stats/roc.hpp"
#include "topics.hpp"

namespace petra::oracle {

namespace {

constexpr double kTolerance = 1e-12, kQuantileTolerance = 1e-9;

void check_rate(Rate const& rate, std::string const& path, Checker& checker) {
  checker.integer(path + "/numerator", rate.numerator);
  checker.integer(path + "/denominator", rate.denominator);
  checker.number(path + "/value", rate.value, kTolerance);
  checker.numbers(path + "/clopper_pearson", std::vector<double>{rate.exact.low, rate.exact.high}, kQuantileTolerance);
  checker.numbers(path + "/wilson", std::vector<double>{rate.wilson.low, rate.wilson.high}, kTolerance);
}

void check_table(ClassificationMetrics const& m, double threshold, std::string const& path, Checker& checker) {
  checker.number(path + "/threshold", threshold, kTolerance);
  checker.integer(path + "/tp", m.tp);
  checker.integer(path + "/fp", m.fp);
  checker.integer(path + "/fn", m.fn);
  checker.integer(path + "/tn", m.tn);
  check_rate(m.accuracy, path + "/accuracy", checker);
  check_rate(m.precision, path + "/precision", checker);
  check_rate(m.recall, path + "/recall", checker);
  check_rate(m.specificity, path + "/specificity", checker);
  check_rate(m.npv, path + "/npv", checker);
  checker.number(path + "/f1", m.f1, kTolerance);
  checker.number(path + "/balanced_accuracy", m.balanced_accuracy, kTolerance);
  checker.number(path + "/mcc", m.mcc, kTolerance);
  checker.number(path + "/kappa", m.kappa, kTolerance);
  checker.number(path + "/positive_likelihood_ratio", m.positive_likelihood_ratio, kTolerance);
  checker.number(path + "/negative_likelihood_ratio", m.negative_likelihood_ratio, kTolerance);
  checker.number(path + "/diagnostic_odds_ratio", m.diagnostic_odds_ratio, kTolerance);
}

}  // namespace

Result<void> check_classification_metrics(Case const& the_case, Checker& checker) {
  PETRA_TRY(auto const table, read_numbers(the_case.folder / "input.csv"));
  Eigen::VectorXd const outcome = table.column("y"), probability = table.column("p");
  std::vector<int> const y(outcome.begin(), outcome.end());
  std::vector<double> const p(probability.begin(), probability.end());
  long long events = 0;
  for (int const value : y) events += value;
  checker.integer("/n", static_cast<long long>(y.size()));
  checker.integer("/events", events);
  PETRA_TRY(auto const roc, compute_roc(p, y));
  checker.number("/auc", roc.auc, kQuantileTolerance);
  checker.numbers("/auc_delong_ci", std::vector<double>{roc.low, roc.high}, kQuantileTolerance);
  checker.number("/average_precision", average_precision(p, y), kTolerance);
  checker.number("/brier", brier_score(p, y), kTolerance);
  checker.number("/log_loss", log_loss(p, y), kTolerance);
  auto const best = youden_points(roc);
  if (checker.document().at("youden").size() != best.size()) checker.fail("/youden", "another number of ties");
  for (std::size_t k = 0; k < best.size(); ++k) {
    auto const path = "/youden/" + std::to_string(k);
    checker.number(path + "/threshold", best[k].threshold, kTolerance);
    checker.number(path + "/sensitivity", best[k].sensitivity, kTolerance);
    checker.number(path + "/specificity", best[k].specificity, kTolerance);
    PETRA_TRY(auto const metrics, classification_metrics(p, y, best[k].threshold));
    check_table(metrics, best[k].threshold, path + "/at_threshold", checker);
  }
  std::vector<double> const thresholds = {.1, .3, .5, .7, .9};
  for (std::size_t k = 0; k < thresholds.size(); ++k) {
    PETRA_TRY(auto const metrics, classification_metrics(p, y, thresholds[k]));
    check_table(metrics, thresholds[k], "/at/" + std::to_string(k), checker);
  }
  return {};
}

}  // namespace petra::oracle
