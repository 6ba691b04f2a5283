// roc: pROC's AUC, DeLong variance, intervals and tests, curve and Youden's cut-off; 1e-9.
#include "petra/stats/roc.hpp"

#include <algorithm>
#include <cmath>

#include "factor_design.hpp"
#include "inputs.hpp"
#include "petra/stats/delong.hpp"
#include "petra/stats/proportion_interval.hpp"
#include "petra/stats/roc_bootstrap.hpp"
#include "petra/stats/roc_coordinates.hpp"
#include "petra/stats/roc_tests.hpp"
#include "topics.hpp"

namespace petra::oracle {

namespace {

constexpr double kTolerance = 1e-9;

std::vector<double> interval(Roc const& roc) {
  return {roc.low, roc.auc, roc.high};
}

std::vector<double> to_vector(Eigen::VectorXd const& values) {
  return {values.begin(), values.end()};
}

void check_points(std::vector<RocPoint> const& points, std::string const& path, Checker& checker) {
  std::vector<double> threshold, specificity, sensitivity;
  for (auto const& point : points) {
    threshold.push_back(point.threshold);
    specificity.push_back(point.specificity);
    sensitivity.push_back(point.sensitivity);
  }
  checker.numbers(path + "/threshold", threshold, kTolerance);
  checker.numbers(path + "/specificity", specificity, kTolerance);
  checker.numbers(path + "/sensitivity", sensitivity, kTolerance);
}

void check_counts(std::vector<RocCounts> const& rows, std::string const& path, Checker& checker) {
  std::vector<double> accuracy, ppv, npv;
  std::vector<double> tp, fp, fn, tn;  // pROC multiplies shares by sizes: 28.000000000000004
  for (auto const& row : rows) {
    accuracy.push_back(row.accuracy);
    ppv.push_back(row.ppv);
    npv.push_back(row.npv);
    tp.push_back(static_cast<double>(row.tp));
    fp.push_back(static_cast<double>(row.fp));
    fn.push_back(static_cast<double>(row.fn));
    tn.push_back(static_cast<double>(row.tn));
  }
  checker.numbers(path + "/accuracy", accuracy, kTolerance);
  checker.numbers(path + "/ppv", ppv, kTolerance);
  checker.numbers(path + "/npv", npv, kTolerance);
  checker.numbers(path + "/tp", tp, kTolerance);
  checker.numbers(path + "/fp", fp, kTolerance);
  checker.numbers(path + "/fn", fn, kTolerance);
  checker.numbers(path + "/tn", tn, kTolerance);
}

void check_areas(Roc const& roc, long long cases, long long controls, std::string const& path, Checker& checker) {
  auto const pair = [](ProportionInterval const& limits) { return std::vector<double>{limits.low, limits.high}; };
  checker.number(path + "/hanley_mcneil_se", hanley_mcneil_error(roc.auc, cases, controls), kTolerance);
  checker.numbers(path + "/hanley_mcneil_ci95", pair(hanley_mcneil_interval(roc.auc, cases, controls)), kTolerance);
  auto const n = static_cast<double>(cases + controls);
  checker.numbers(path + "/clopper_pearson_n_auc/ci", pair(clopper_pearson_interval(roc.auc * n, n)), kTolerance);
  checker.number(path + "/wilcoxon_W", wilcoxon_w(roc, cases, controls), kTolerance);
  double const part = partial_auc(roc, PartialAucAxis::specificity, 0.9, 1);
  checker.number(path + "/partial_auc_spec_1_0.9", part, kTolerance);
  checker.number(path + "/partial_auc_spec_1_0.9_corrected", corrected_partial_auc(part, 0.9, 1), kTolerance);
  checker.number(path + "/partial_auc_sens_1_0.8", partial_auc(roc, PartialAucAxis::sensitivity, 0.8, 1), kTolerance);
}

Result<void> check_bootstrap(std::vector<double> const& values, std::vector<int> const& y, std::string const& path,
                             Checker& checker) {
  PETRA_TRY(auto const stratified, bootstrap_auc(values, y, 10000, 1, BootstrapScheme::stratified));
  PETRA_TRY(auto const unstratified, bootstrap_auc(values, y, 10000, 1, BootstrapScheme::unstratified));
  auto const triple = [](BootstrapInterval const& b) { return std::vector<double>{b.low, b.median, b.high}; };
  checker.numbers(path + "/bootstrap_stratified_10000_seed1", triple(stratified), kTolerance);
  checker.numbers(path + "/bootstrap_unstratified_10000_seed1", triple(unstratified), kTolerance);
  std::vector<double> specificities, low, median, high;
  for (int k = 0; k <= 10; ++k) specificities.push_back(k * 0.1);  // R's seq(0, 1, 0.1), last bits included
  PETRA_TRY(auto const intervals, bootstrap_sensitivity(values, y, specificities, 2000, 1));
  for (auto const& interval : intervals) {
    low.push_back(interval.low);
    median.push_back(interval.median);
    high.push_back(interval.high);
  }
  checker.numbers(path + "/ci_se_bootstrap_2000_seed1/specificity", specificities, kTolerance);
  checker.numbers(path + "/ci_se_bootstrap_2000_seed1/lower", low, kTolerance);
  checker.numbers(path + "/ci_se_bootstrap_2000_seed1/median", median, kTolerance);
  checker.numbers(path + "/ci_se_bootstrap_2000_seed1/upper", high, kTolerance);
  return {};
}

Result<void> check_marker(std::string const& path, std::vector<double> const& values, std::vector<int> const& y,
                          Checker& checker) {
  PETRA_TRY(auto const roc, compute_roc(values, y));
  PETRA_TRY(auto const narrow, compute_roc(values, y, 0.90));
  PETRA_TRY(auto const wide, compute_roc(values, y, 0.99));
  auto const cases = std::count(y.begin(), y.end(), 1);
  checker.integer(path + "/n", static_cast<long long>(y.size()));
  checker.integer(path + "/cases", cases);
  checker.integer(path + "/controls", static_cast<long long>(y.size()) - cases);
  checker.number(path + "/auc", roc.auc, kTolerance);
  checker.number(path + "/delong_var", roc.variance, kTolerance);
  checker.number(path + "/delong_se", std::sqrt(roc.variance), kTolerance);
  checker.numbers(path + "/delong_ci95", interval(roc), kTolerance);
  checker.numbers(path + "/delong_ci90", interval(narrow), kTolerance);
  checker.numbers(path + "/delong_ci99", interval(wide), kTolerance);
  checker.numbers(path + "/delong_logit_ci95",
                  std::vector<double>{logit_interval_bound(roc, false), logit_interval_bound(roc, true)}, kTolerance);
  checker.number(path + "/p_vs_0.5_delong", auc_against_half_p(roc), kTolerance);
  check_points(roc.curve, path + "/curve", checker);
  auto const controls = static_cast<long long>(y.size()) - cases;
  check_counts(counts_along_curve(roc, cases, controls), path + "/curve", checker);
  check_points(closest_topleft_points(roc), path + "/closest_topleft", checker);
  check_areas(roc, cases, controls, path, checker);
  PETRA_CHECK(check_bootstrap(values, y, path, checker));
  auto const youden = youden_points(roc);
  check_points(youden, path + "/youden", checker);
  std::vector<double> sums;
  for (auto const& point : youden) sums.push_back(point.sensitivity + point.specificity);
  checker.numbers(path + "/youden/youden", sums, kTolerance);
  return {};
}

void check_unpaired(UnpairedAucTest const& test, std::string const& path, Checker& checker) {
  checker.number(path + "/D", test.statistic, kTolerance);
  checker.number(path + "/df", test.df, kTolerance);
  checker.number(path + "/p", test.p, kTolerance);
}

Result<void> check_comparisons(NumberTable const& table, std::vector<int> const& y, Checker& checker) {
  auto const& comparisons = checker.document().at("comparisons");
  for (std::size_t k = 0; k < comparisons.size(); ++k) {
    auto const path = "/comparisons/" + std::to_string(k);
    auto const a = to_vector(table.column(comparisons[k].at("a"))), b = to_vector(table.column(comparisons[k].at("b")));
    PETRA_TRY(auto const test, delong_test(a, b, y));
    auto const first = compute_placements(a, y), second = compute_placements(b, y);
    checker.text(path + "/a", comparisons[k].at("a").get<std::string>());  // names the columns read above
    checker.text(path + "/b", comparisons[k].at("b").get<std::string>());
    checker.number(path + "/auc_a", first.auc, kTolerance);
    checker.number(path + "/auc_b", second.auc, kTolerance);
    checker.number(path + "/covariance", delong_covariance(first, second), kTolerance);
    checker.number(path + "/paired/Z", test.z, kTolerance);
    checker.number(path + "/paired/p", test.p, kTolerance);
    checker.numbers(path + "/paired/ci_diff", std::vector<double>{test.low, test.high}, kTolerance);
    checker.number(path + "/paired_greater_p", delong_greater_p(test), kTolerance);
    PETRA_TRY(auto const roc_a, compute_roc(a, y));
    PETRA_TRY(auto const roc_b, compute_roc(b, y));
    auto const patients = static_cast<long long>(y.size());
    check_unpaired(unpaired_auc_test(roc_a, patients, roc_b, patients), path + "/unpaired", checker);
    PETRA_TRY(auto const resampled, bootstrap_auc_test(a, b, y, 10000, 1));
    checker.number(path + "/bootstrap_10000_seed1/D", resampled.statistic, kTolerance);
    checker.number(path + "/bootstrap_10000_seed1/p", resampled.p, kTolerance);
  }
  return {};
}

}  // namespace

Result<void> check_roc(Case const& the_case, Checker& checker) {
  if (std::filesystem::exists(the_case.folder / "train.csv")) {
    std::vector<Roc> rocs;
    std::vector<long long> patients;
    for (std::string const set : {"train", "test"}) {
      PETRA_TRY(auto const table, read_numbers(the_case.folder / (set + ".csv")));
      Eigen::VectorXd const y = table.column("y");
      auto const marker = table.columns[0] == "y" ? table.columns[1] : table.columns[0];
      PETRA_TRY(auto const roc, compute_roc(to_vector(table.column(marker)), std::vector<int>(y.begin(), y.end())));
      checker.number("/auc_" + set, roc.auc, kTolerance);
      checker.numbers("/ci_" + set, interval(roc), kTolerance);
      rocs.push_back(roc);
      patients.push_back(y.size());
    }
    check_unpaired(unpaired_auc_test(rocs[0], patients[0], rocs[1], patients[1]), "", checker);
    return {};
  }
  PETRA_TRY(auto const table, read_numbers(the_case.folder / "input.csv"));
  Eigen::VectorXd const outcome = table.column("y");
  std::vector<int> const y(outcome.begin(), outcome.end());
  for (auto const& marker : table.columns) {
    if (marker == "y") continue;
    PETRA_CHECK(check_marker("/markers/" + marker, to_vector(table.column(marker)), y, checker));
  }
  return check_comparisons(table, y, checker);
}

}  // namespace petra::oracle
