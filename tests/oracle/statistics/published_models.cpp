// Table 2 and the AUCs of the published study: what odds ratios, limits and p-values say of each other.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "petra/base/text.hpp"
#include "petra/stats/distributions.hpp"
#include "petra/stats/logistic.hpp"
#include "petra/stats/proportion_interval.hpp"
#include "petra/stats/roc_tests.hpp"
#include "published.hpp"

namespace petra::oracle {

namespace {

Tolerance exactly_relative(double value) {
  return {value, 1e-15};
}

struct Range {
  double low, high;
};

// p-values of all Wald intervals that print as these limits with an odds ratio (their geometric middle) that prints as
// this one, over a grid of 199 × 199 pairs of limits.
Range p_within_rounding(double odds_ratio, double lower, double upper, double z975) {
  constexpr double kHalf = 0.0005;
  constexpr int kSteps = 200;
  Range range{INFINITY, -INFINITY};
  auto const shift = [](int k) { return k * (2 * kHalf / kSteps) - kHalf; };
  for (int a = 1; a < kSteps; ++a) {
    double const low = std::log(lower + shift(a));
    for (int b = 1; b < kSteps; ++b) {
      double const high = std::log(upper + shift(b));
      double const middle = (low + high) / 2, half = (high - low) / 2;
      if (!(high > low) || std::abs(std::exp(middle) - odds_ratio) > kHalf) continue;
      double const p = normal_two_sided(std::abs(middle) / (half / z975));
      range = {std::min(range.low, p), std::max(range.high, p)};
    }
  }
  return range;
}

// The only 2 × 2 table of 41 boys among 93 children with 45 cases whose odds ratio prints as this one: boys who are
// cases. -1: none.
int cases_among_boys(double odds_ratio) {
  for (int a = 1; a < 41; ++a) {
    double const b = 41 - a, c = 45 - a, d = 52 - (45 - a);
    if (c > 0 && d > 0 && rounded(a * d / (b * c), 3) == odds_ratio) return a;
  }
  return -1;
}

struct SetSizes {
  int cases, controls;
};

// "auc_nomogram_train", "delong_test_0.9".
SetSizes sizes_of(std::string_view id) {
  return id.find("train") != std::string_view::npos ? SetSizes{45, 48} : SetSizes{20, 20};
}

}  // namespace

std::string check_table2_row(PublishedCheck& check) {
  auto const& printed = check.printed();
  double const odds_ratio = printed.at("or_").get<double>();
  double const lower = printed.at("ci").at(0).get<double>(), upper = printed.at("ci").at(1).get<double>();
  double const z975 = normal_quantile(0.975);
  double const beta = std::log(odds_ratio), se = (std::log(upper) - std::log(lower)) / (2 * z975);
  auto const range = p_within_rounding(odds_ratio, lower, upper, z975);
  auto const computed = check.at + "/computed";
  check.checker.input(check.at + "/printed/or_", 1e-6);
  check.checker.input(check.at + "/printed/ci", 1e-6);
  check.checker.number(computed + "/beta", beta, 1e-9);
  check.checker.number(computed + "/se", se, 1e-9);
  // An odds ratio of 1 and limits that print alike say nothing of p.
  double const p = upper > lower && odds_ratio != 1 ? normal_two_sided(std::abs(beta / se)) : std::nan("");
  check.checker.number(computed + "/p_from_ci", p, 1e-9);
  check.checker.numbers(computed + "/p_interval_within_rounding", std::vector{range.low, range.high},
                        exactly_relative(1e-9));
  check.checker.number(computed + "/geometric_mean_of_ci", std::sqrt(lower * upper), 1e-9);
  check.checker.text(check.at + "/note",
                     "Wald p recomputed from OR and CI, with an interval for three-decimal rounding");
  if (printed.at("p").is_string()) {
    check.checker.text(check.at + "/printed/p", "<0.001");
    return consistent_if(range.low < 0.001);
  }
  double const printed_p = printed.at("p").get<double>();
  // A change of p is seen when it leaves the interval.
  check.checker.input(check.at + "/printed/p",
                      std::max(range.high + 0.0005 - printed_p, printed_p - range.low + 0.0005) / 2);
  return consistent_if(range.low - 0.0005 <= printed_p && printed_p <= range.high + 0.0005);
}

std::string check_table2_suv_rows(PublishedCheck& check) {
  auto const &max = check.other("table2_suvmax_univariate").at("printed"),
             &mean = check.other("table2_suvmean_univariate").at("printed");
  double const odds_ratio = max.at("or_").get<double>();
  double const lower = max.at("ci").at(0).get<double>(), upper = max.at("ci").at(1).get<double>();
  double const max_p = max.at("p").get<double>(), mean_p = mean.at("p").get<double>();
  check.checker.text(check.at + "/printed", fmt::format("SUVmax and SUVmean: both {:.3f} ({:.3f}, {:.3f}), p {} and {}",
                                                        odds_ratio, lower, upper, max_p, mean_p));
  double const se = (std::log(upper) - std::log(lower)) / (2 * normal_quantile(0.975));
  double const p = normal_two_sided(std::log(odds_ratio) / se);
  check.checker.number(check.at + "/computed/p_from_ci", p, 1e-9);
  return consistent_if(max_p == mean_p);
}

std::string check_table2_gender(PublishedCheck& check) {
  auto const& printed = check.printed();
  double const odds_ratio = printed.at("or_").get<double>();
  int const a = cases_among_boys(odds_ratio), b = 41 - a, c = 45 - a, d = 52 - c;
  auto const computed = check.at + "/computed";
  check.checker.integer(computed + "/male_bmi", a);
  check.checker.integer(computed + "/male_no", b);
  check.checker.integer(computed + "/female_bmi", c);
  check.checker.integer(computed + "/female_no", d);
  // The 93 children one by one, as a study has them.
  Eigen::MatrixXd male(93, 1);
  std::vector<int> y;
  for (auto const& [count, is_male, is_case] : {std::tuple{a, 1, 1}, {b, 1, 0}, {c, 0, 1}, {d, 0, 0}}) {
    for (int k = 0; k < count && y.size() < 93; ++k) {
      male(static_cast<Eigen::Index>(y.size()), 0) = is_male;
      y.push_back(is_case);
    }
  }
  y.resize(93);
  auto const fit = fit_logistic(male, y, {"male"});
  if (!fit) {
    check.checker.fail(computed, fit.error().message);
    return "INCONSISTENT";
  }
  check.checker.number(computed + "/or_", fit->odds_ratio(1), 1e-9);
  check.checker.numbers(computed + "/ci", std::vector{fit->or_low(1), fit->or_high(1)}, 1e-9);
  check.checker.number(computed + "/p", fit->p(1), 1e-9);
  check.checker.number(check.at + "/printed/or_", rounded(fit->odds_ratio(1), 3), 1e-9);
  check.checker.numbers(check.at + "/printed/ci", std::vector{rounded(fit->or_low(1), 3), rounded(fit->or_high(1), 3)},
                        1e-9);
  check.checker.number(check.at + "/printed/p", rounded(fit->p(1), 3), 1e-9);
  return consistent_if(rounded(fit->or_low(1), 3) == printed.at("ci").at(0).get<double>() &&
                       rounded(fit->or_high(1), 3) == printed.at("ci").at(1).get<double>());
}

std::string check_auc(PublishedCheck& check) {
  auto const [cases, controls] = sizes_of(check.id);
  double const auc = check.printed().at("auc").get<double>();
  double const lower = check.printed().at("ci").at(0).get<double>(),
               upper = check.printed().at("ci").at(1).get<double>();
  check.checker.input(check.at + "/printed/auc", 1e-6);
  check.checker.input(check.at + "/printed/ci", 1e-6);
  int const n = cases + controls, pairs = cases * controls;
  auto const exact = clopper_pearson_interval(auc * n, n);
  bool const symmetric = std::abs(auc - lower - (upper - auc)) < 0.0015;
  bool const is_exact =
      std::abs(rounded(exact.low, 3) - lower) <= 0.0011 && std::abs(rounded(exact.high, 3) - upper) <= 0.0011;
  auto const nearest = std::llrint(auc * pairs);
  auto const computed = check.at + "/computed";
  check.checker.numbers(computed + "/exact_binomial_ci", std::vector{exact.low, exact.high}, 1e-9);
  check.checker.flag(computed + "/symmetric", symmetric);
  check.checker.number(computed + "/implied_se", (upper - lower) / (2 * normal_quantile(0.975)), 1e-9);
  check.checker.number(computed + "/hanley_mcneil_se", hanley_mcneil_error(auc, cases, controls), 1e-9);
  check.checker.integer(computed + "/nearest_pairs", nearest);
  check.checker.integer(computed + "/pairs", pairs);
  check.checker.number(computed + "/auc_of_those_pairs", static_cast<double>(nearest) / pairs, 1e-9);
  check.checker.text(check.at + "/note",
                     symmetric  ? "symmetric: normal (DeLong) interval"
                     : is_exact ? "asymmetric: equals the exact binomial interval of AUC*n in n (MedCalc's option), "
                                  "not DeLong"
                                : "asymmetric, no method found");
  return "consistent";
}

std::string check_auc_methods(PublishedCheck& check) {
  auto const symmetric = [&](std::string_view id) {
    auto const& printed = check.other(id).at("printed");
    double const auc = printed.at("auc").get<double>();
    return std::abs(2 * auc - printed.at("ci").at(0).get<double>() - printed.at("ci").at(1).get<double>()) < 0.0015;
  };
  check.checker.number(check.at + "/computed", std::nan(""), 0);
  return consistent_if(symmetric("auc_clinical_train") == symmetric("auc_nomogram_train") &&
                       symmetric("auc_clinical_test") == symmetric("auc_nomogram_test"));
}

std::string check_delong(PublishedCheck& check) {
  auto const set = check.id.find("train") != std::string::npos ? "train" : "test";
  double const nomogram = check.other(fmt::format("auc_nomogram_{}", set)).at("printed").at("auc").get<double>();
  double const other = parse_number(check.id.substr(check.id.rfind('_') + 1)).value_or(0);
  double const p = check.printed().at("p").get<double>();
  check.checker.input(check.at + "/printed/p", 1e-6);
  check.checker.number(check.at + "/printed/difference", rounded(nomogram - other, 3), 1e-9);
  double const error = (nomogram - other) / normal_quantile(1 - p / 2);
  check.checker.number(check.at + "/computed/implied_se_of_difference", error, 1e-9);
  check.checker.text(check.at + "/note",
                     error < 0.06 ? "needs the paired predictions; the implied standard error is plausible" : "");
  return "not recomputable";
}

std::string check_auc_granularity(PublishedCheck& check) {
  double const printed = check.printed().get<double>();
  check.checker.input(check.at + "/printed", 3e-4);
  std::vector<double> values;
  constexpr int kParts = 4 * 20 * 20;  // quarters of a pair
  for (int k = 0; k <= kParts; ++k) {
    double const auc = static_cast<double>(k) / kParts;
    if (auc >= printed - 0.0005 - 1e-12 && auc < printed + 0.0005 - 1e-12) values.push_back(auc);
  }
  check.checker.numbers(check.at + "/computed", values, 1e-9);
  return "consistent";
}

std::string check_nomogram_claims(PublishedCheck& check) {
  std::vector<double> p;
  for (auto const& row : check.checker.document().at("checks")) {
    if (row.at("id").get<std::string>().starts_with("delong_test_"))
      p.push_back(row.at("printed").at("p").get<double>());
  }
  check.checker.numbers(check.at + "/computed/p_test", p, 1e-9);
  return consistent_if(std::any_of(p.begin(), p.end(), [](double value) { return value < 0.05; }));
}

}  // namespace petra::oracle
