// roc: pROC's AUC, DeLong variance, intervals and tests, curve and Youden's cut-off; 1e-9.
#include "petra/stats/roc.hpp"

#include <algorithm>
#include <cmath>

#include "factor_design.hpp"
#include "inputs.hpp"
#include "petra/stats/delong.hpp"
#include "petra/stats/distributions.hpp"
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
  double const z = (roc.auc - 0.5) / std::sqrt(roc.variance);
  checker.number(path + "/p_vs_0.5_delong", normal_two_sided(z), kTolerance);
  check_points(roc.curve, path + "/curve", checker);
  auto const youden = youden_points(roc);
  check_points(youden, path + "/youden", checker);
  std::vector<double> sums;
  for (auto const& point : youden) sums.push_back(point.sensitivity + point.specificity);
  checker.numbers(path + "/youden/youden", sums, kTolerance);
  return {};
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
  }
  return {};
}

}  // namespace

Result<void> check_roc(Case const& the_case, Checker& checker) {
  if (std::filesystem::exists(the_case.folder / "train.csv")) {
    for (std::string const set : {"train", "test"}) {
      PETRA_TRY(auto const table, read_numbers(the_case.folder / (set + ".csv")));
      Eigen::VectorXd const y = table.column("y");
      auto const marker = table.columns[0] == "y" ? table.columns[1] : table.columns[0];
      PETRA_TRY(auto const roc, compute_roc(to_vector(table.column(marker)), std::vector<int>(y.begin(), y.end())));
      checker.number("/auc_" + set, roc.auc, kTolerance);
      checker.numbers("/ci_" + set, interval(roc), kTolerance);
    }
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
