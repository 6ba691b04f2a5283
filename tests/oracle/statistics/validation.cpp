// validation: rms::val.prob, calibration in the large and slope, Hosmer-Lemeshow, recalibration; 1e-7, val.prob 1e-6
// (C and Dxy of val.prob 2e-3: lrm bins probabilities at 0.002).
#include <numeric>

#include "inputs.hpp"
#include "petra/stats/calibration.hpp"
#include "petra/stats/classification_metrics.hpp"
#include "petra/stats/logistic.hpp"
#include "petra/stats/lowess.hpp"
#include "petra/stats/roc.hpp"
#include "rms_tables.hpp"
#include "topics.hpp"

namespace petra::oracle {

namespace {

constexpr double kTolerance = 1e-7, kValProbTolerance = 1e-6, kBinnedTolerance = 2e-3;
using Values = std::vector<double>;

struct Set {
  Values p;
  std::vector<int> y;
  Eigen::MatrixXd x;
  std::vector<std::string> names;
};

Result<Set> read_set(std::filesystem::path const& path) {
  PETRA_TRY(auto const table, read_numbers(path));
  Set set;
  Eigen::VectorXd const y = table.values.col(0), p = table.column("p");
  set.y.assign(y.begin(), y.end());
  set.p.assign(p.begin(), p.end());
  for (auto const& column : table.columns) {
    if (column != "p" && column != table.columns[0]) set.names.push_back(column);
  }
  set.x.resize(table.values.rows(), static_cast<Eigen::Index>(set.names.size()));
  for (std::size_t j = 0; j < set.names.size(); ++j)
    set.x.col(static_cast<Eigen::Index>(j)) = table.column(set.names[j]);
  return set;
}

}  // namespace

void check_val_prob(ValProb const& v, std::string const& path, Checker& checker) {
  checker.number(path + "/Dxy", v.dxy, kBinnedTolerance);
  checker.number(path + "/C (ROC)", v.c, kBinnedTolerance);
  checker.number(path + "/R2", v.r2, kValProbTolerance);
  checker.number(path + "/D", v.d, kValProbTolerance);
  checker.number(path + "/D:Chi-sq", v.d_chi_squared, kValProbTolerance);
  checker.number(path + "/U", v.u, kValProbTolerance);
  checker.number(path + "/U:Chi-sq", v.u_chi_squared, kValProbTolerance);
  checker.number(path + "/U:p", v.u_p, kValProbTolerance);
  checker.number(path + "/Q", v.q, kValProbTolerance);
  checker.number(path + "/Brier", v.brier, kValProbTolerance);
  checker.number(path + "/Intercept", v.intercept, kValProbTolerance);
  checker.number(path + "/Slope", v.slope, kValProbTolerance);
  checker.number(path + "/Emax", v.e_max, kValProbTolerance);
  checker.number(path + "/E90", v.e90, kValProbTolerance);
  checker.number(path + "/Eavg", v.e_mean, kValProbTolerance);
  checker.number(path + "/S:z", v.spiegelhalter_z, kValProbTolerance);
  checker.number(path + "/S:p", v.spiegelhalter_p, kValProbTolerance);
}

namespace {

void check_groups(Set const& set, std::string const& path, Checker& checker) {
  for (int const g : {10, 5}) {
    auto const at = path + "/hosmer_lemeshow_" + std::to_string(g);
    if (!checker.has(at)) continue;
    auto const groups = risk_groups(set.p, set.y, g);
    auto const test = hosmer_lemeshow(groups);
    std::vector<long long> n, observed;
    Values expected;
    for (auto const& group : groups.groups) {
      n.push_back(group.n);
      observed.push_back(group.observed);
      expected.push_back(group.expected);
    }
    checker.integer(at + "/g_requested", g);
    checker.integer(at + "/g_used", static_cast<long long>(groups.groups.size()));
    checker.numbers(at + "/breaks", groups.breaks, kTolerance);
    checker.integers(at + "/n", n);
    checker.integers(at + "/observed", observed);
    checker.numbers(at + "/expected", expected, kTolerance);
    checker.number(at + "/chisq", test.statistic, kTolerance);
    checker.number(at + "/df_development", test.df_development, 0.0);
    checker.number(at + "/p_development", test.p_development, kTolerance);
    checker.number(at + "/df_external", test.df_external, 0.0);
    checker.number(at + "/p_external", test.p_external, kTolerance);
  }
  Values mean, observed, low, high;
  std::vector<long long> n;
  for (auto const& group : risk_groups(set.p, set.y, 10).groups) {
    auto const rate = make_rate(group.observed, group.n);
    n.push_back(group.n);
    mean.push_back(group.expected / static_cast<double>(group.n));
    observed.push_back(rate.value);
    low.push_back(rate.wilson.low);
    high.push_back(rate.wilson.high);
  }
  checker.integers(path + "/deciles/n", n);
  checker.numbers(path + "/deciles/mean_predicted", mean, kTolerance);
  checker.numbers(path + "/deciles/observed", observed, kTolerance);
  checker.numbers(path + "/deciles/wilson_lower", low, kTolerance);
  checker.numbers(path + "/deciles/wilson_upper", high, kTolerance);
}

Result<void> check_set(Set const& set, std::string const& path, Checker& checker) {
  double const n = static_cast<double>(set.y.size());
  double const events = std::accumulate(set.y.begin(), set.y.end(), 0.0);
  checker.number(path + "/n", n, 0.0);
  checker.number(path + "/events", events, 0.0);
  PETRA_TRY(auto const v, val_prob(set.p, set.y));
  check_val_prob(v, path + "/val_prob", checker);
  PETRA_TRY(auto const large, calibration_in_the_large(set.p, set.y));
  checker.number(path + "/calibration_in_the_large/intercept", large.estimate, kTolerance);
  checker.number(path + "/calibration_in_the_large/se", large.error, kTolerance);
  checker.numbers(path + "/calibration_in_the_large/ci", Values{large.low, large.high}, kTolerance);
  checker.number(path + "/calibration_in_the_large/p", large.p, kTolerance);
  PETRA_TRY(auto const refit, recalibrate(set.p, set.y));
  checker.number(path + "/calibration_slope/intercept", refit.intercept, kTolerance);
  checker.number(path + "/calibration_slope/slope", refit.slope.estimate, kTolerance);
  checker.number(path + "/calibration_slope/slope_se", refit.slope.error, kTolerance);
  checker.numbers(path + "/calibration_slope/slope_ci", Values{refit.slope.low, refit.slope.high}, kTolerance);
  checker.number(path + "/calibration_slope/p_slope_eq_1", refit.slope.p, kTolerance);
  double const brier = brier_score(set.p, set.y), most = events / n * (1 - events / n);
  checker.number(path + "/brier", brier, kTolerance);
  checker.number(path + "/brier_max", most, kTolerance);
  checker.number(path + "/brier_scaled", 1 - brier / most, kTolerance);
  checker.number(path + "/spiegelhalter/z", v.spiegelhalter_z, kTolerance);
  checker.number(path + "/spiegelhalter/p", v.spiegelhalter_p, kTolerance);
  checker.number(path + "/log_loss", log_loss(set.p, set.y), kTolerance);
  checker.number(path + "/expected_observed_ratio", std::accumulate(set.p.begin(), set.p.end(), 0.0) / events,
                 kTolerance);
  checker.number(path + "/ece_10_equal_width", expected_calibration_error(set.p, set.y), kTolerance);
  checker.number(path + "/ici", v.e_mean, kTolerance);
  auto const curve = lowess(set.p, Values(set.y.begin(), set.y.end()));
  checker.numbers(path + "/lowess_iter0_f_2_3/x", curve.x, kTolerance);
  checker.numbers(path + "/lowess_iter0_f_2_3/y", curve.y, kTolerance);
  check_groups(set, path, checker);
  PETRA_TRY(auto const roc, compute_roc(set.p, set.y));
  checker.number(path + "/auc", roc.auc, kTolerance);
  return {};
}

Result<void> check_confusion(Set const& set, std::string const& path, Checker& checker) {
  PETRA_TRY(auto const m, classification_metrics(set.p, set.y, 0.5));
  checker.number(path + "/threshold", 0.5, 0.0);
  checker.integer(path + "/tp", m.tp);
  checker.integer(path + "/fp", m.fp);
  checker.integer(path + "/fn", m.fn);
  checker.integer(path + "/tn", m.tn);
  checker.number(path + "/accuracy", m.accuracy.value, kTolerance);
  checker.number(path + "/precision", m.precision.value, kTolerance);
  checker.number(path + "/recall", m.recall.value, kTolerance);
  checker.number(path + "/specificity", m.specificity.value, kTolerance);
  checker.number(path + "/f1", m.f1, kTolerance);
  checker.number(path + "/npv", m.npv.value, kTolerance);
  checker.number(path + "/balanced_accuracy", m.balanced_accuracy, kTolerance);
  checker.number(path + "/mcc", m.mcc, kTolerance);
  checker.number(path + "/kappa", m.kappa, kTolerance);
  return {};
}

Result<void> check_recalibration(Set const& test, Checker& checker) {
  std::string const path = "/recalibration_on_test";
  PETRA_TRY(auto const large, calibration_in_the_large(test.p, test.y));
  PETRA_TRY(auto const refit, recalibrate(test.p, test.y));
  auto const moved = [&](double intercept, double slope) {
    Values p;
    for (double const value : test.p) p.push_back(inverse_logit(intercept + slope * std::log(value / (1 - value))));
    return p;
  };
  auto const shifted = moved(large.estimate, 1);
  PETRA_TRY(auto const roc, compute_roc(shifted, test.y));
  checker.number(path + "/intercept_only/a", large.estimate, kTolerance);
  checker.number(path + "/intercept_only/auc", roc.auc, kTolerance);
  checker.number(path + "/intercept_only/brier", brier_score(shifted, test.y), kTolerance);
  checker.number(path + "/logistic/a", refit.intercept, kTolerance);
  checker.number(path + "/logistic/b", refit.slope.estimate, kTolerance);
  checker.number(path + "/logistic/brier", brier_score(moved(refit.intercept, refit.slope.estimate), test.y),
                 kTolerance);
  std::vector<long long> order(test.p.size());
  std::iota(order.begin(), order.end(), 1LL);
  std::stable_sort(order.begin(), order.end(), [&](long long a, long long b) {
    return test.p[static_cast<std::size_t>(a - 1)] < test.p[static_cast<std::size_t>(b - 1)];
  });
  checker.integers(path + "/isotonic/order", order);
  checker.numbers(path + "/isotonic/fitted_in_order", isotonic_fit(test.p, test.y), kTolerance);
  return {};
}

}  // namespace

Result<void> check_validation(Case const& the_case, Checker& checker) {
  PETRA_TRY(auto const train, read_set(the_case.folder / "train.csv"));
  PETRA_TRY(auto const test, read_set(the_case.folder / "test.csv"));
  PETRA_TRY(auto const fit, fit_logistic(train.x, train.y, train.names));
  for (std::size_t j = 0; j < fit.terms.size(); ++j)
    checker.number("/model/" + fit.terms[j], fit.coefficient[static_cast<Eigen::Index>(j)], kTolerance);
  PETRA_CHECK(check_set(train, "/train", checker));
  PETRA_CHECK(check_set(test, "/test", checker));
  PETRA_CHECK(check_recalibration(test, checker));
  PETRA_CHECK(check_confusion(train, "/confusion_train", checker));
  return check_confusion(test, "/confusion_test", checker);
}

}  // namespace petra::oracle
