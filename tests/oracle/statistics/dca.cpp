// dca: net benefit by dcurves' and rmda's rules (1e-12), bootstrap limits in R's stream.
#include <numeric>

#include "inputs.hpp"
#include "petra/stats/decision_curve.hpp"
#include "petra/stats/logistic.hpp"
#include "topics.hpp"

namespace petra::oracle {

namespace {

constexpr double kTolerance = 1e-12;
using Values = std::vector<double>;
using Curve = std::vector<DecisionPoint>;

// R's seq(from, by = by, length.out = count), last bits included.
Values steps(double from, int count, double by) {
  Values out;
  for (int k = 0; k < count; ++k) out.push_back(from + k * by);
  return out;
}

Values take(Curve const& curve, double DecisionPoint::*member) {
  Values out;
  for (auto const& point : curve) out.push_back(point.*member);
  return out;
}

// t : 1 - t as rmda writes it, for thresholds that are multiples of 0.05.
std::vector<std::string> cost_benefit(Values const& thresholds) {
  std::vector<std::string> out;
  for (double const t : thresholds) {
    int const k = static_cast<int>(std::lround(t * 20)), common = std::gcd(k, 20);
    out.push_back(k == 20 ? "Inf:1" : std::to_string(k / common) + ":" + std::to_string((20 - k) / common));
  }
  return out;
}

void check_limits(std::vector<DecisionLimits> const& limits, std::string const& path, Checker& checker) {
  Values low, high, s_low, s_high;
  for (auto const& one : limits) {
    low.push_back(one.low);
    high.push_back(one.high);
    s_low.push_back(one.standardised_low);
    s_high.push_back(one.standardised_high);
  }
  checker.numbers(path + "/NB_lower", low, kTolerance);
  checker.numbers(path + "/NB_upper", high, kTolerance);
  checker.numbers(path + "/sNB_lower", s_low, kTolerance);
  checker.numbers(path + "/sNB_upper", s_high, kTolerance);
}

void check_dcurves(Curve const& curve, std::string const& path, Checker& checker) {
  checker.numbers(path + "/threshold", take(curve, &DecisionPoint::threshold), kTolerance);
  checker.numbers(path + "/tp_rate", take(curve, &DecisionPoint::tp_rate), kTolerance);
  checker.numbers(path + "/fp_rate", take(curve, &DecisionPoint::fp_rate), kTolerance);
  checker.numbers(path + "/net_benefit", take(curve, &DecisionPoint::net_benefit), kTolerance);
  checker.numbers(path + "/net_interventions_avoided", take(curve, &DecisionPoint::interventions_avoided), kTolerance);
  checker.numbers(path + "/standardized_net_benefit", take(curve, &DecisionPoint::standardised), kTolerance);
}

void check_rmda(Curve const& curve, std::string const& path, Checker& checker) {
  checker.numbers(path + "/thresholds", take(curve, &DecisionPoint::threshold), kTolerance);
  checker.numbers(path + "/NB", take(curve, &DecisionPoint::net_benefit), kTolerance);
  checker.numbers(path + "/sNB", take(curve, &DecisionPoint::standardised), kTolerance);
  checker.numbers(path + "/TPR", take(curve, &DecisionPoint::sensitivity), kTolerance);
  checker.numbers(path + "/FPR", take(curve, &DecisionPoint::false_positive_share), kTolerance);
  checker.numbers(path + "/prob.high.risk", take(curve, &DecisionPoint::high_risk), kTolerance);
}

// The columns that only refitted curves have.
void check_rmda_more(Curve const& curve, double prevalence, std::string const& path, Checker& checker) {
  Values dp, non_dp;
  for (auto const& point : curve) {
    dp.push_back(point.sensitivity * prevalence);
    non_dp.push_back((1 - point.false_positive_share) * (1 - prevalence));
  }
  checker.numbers(path + "/DP", dp, kTolerance);
  checker.numbers(path + "/nonDP", non_dp, kTolerance);
  checker.numbers(path + "/FNR", take(curve, &DecisionPoint::false_negative_share), kTolerance);
  checker.numbers(path + "/TNR", take(curve, &DecisionPoint::specificity), kTolerance);
  checker.texts(path + "/cost.benefit.ratio", cost_benefit(take(curve, &DecisionPoint::threshold)));
}

struct Patients {
  NumberTable table;
  std::vector<int> y;
  double prevalence = 0;
  [[nodiscard]] Values column(std::string const& name) const {
    Eigen::VectorXd const values = table.column(name);
    return {values.begin(), values.end()};
  }
};

// What R's glm runs towards where one predictor separates a resample: 0 and 1, and at a value that both classes share
// (it can only be the one between them) the share of cases there.
Values limit_of_separated(Eigen::VectorXd const& x, std::vector<int> const& y) {
  Values p;
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    double cases = 0, all = 0;
    for (Eigen::Index j = 0; j < x.size(); ++j) {
      if (x[j] != x[i]) continue;
      cases += y[static_cast<std::size_t>(j)];
      ++all;
    }
    p.push_back(cases / all);
  }
  return p;
}

Result<Values> fitted(Patients const& patients, std::vector<std::string> const& terms,
                      std::vector<std::size_t> const& rows) {
  Eigen::MatrixXd x(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(terms.size()));
  std::vector<int> y;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < terms.size(); ++j)
      x(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) =
          patients.table.values(static_cast<Eigen::Index>(rows[i]), patients.table.index(terms[j]));
    y.push_back(patients.y[rows[i]]);
  }
  PETRA_TRY(auto const fit, fit_logistic(x, y, terms));
  if (fit.separated && terms.size() == 1) return limit_of_separated(x.col(0), y);
  Eigen::VectorXd const linear = linear_predictor(fit, x);
  Values p;
  for (double const value : linear) p.push_back(inverse_logit(value));
  return p;
}

Result<void> check_refit(Patients const& patients, std::string const& path, Checker& checker) {
  auto const thresholds = steps(0, 21, 0.05);
  for (auto const& [formula, expected] : checker.document().at(Json::json_pointer(path)).items()) {
    auto at = path + "/" + formula;
    if (auto const tilde = at.find('~'); tilde != std::string::npos) at.replace(tilde, 1, "~0");  // JSON pointer
    Values p;
    RefitModel refit;
    if (formula == "All" || formula == "None") {
      p.assign(patients.y.size(), formula == "All" ? 1 : 0);
    } else {
      std::vector<std::string> terms;  // "y ~ a + b"
      std::string word;
      for (char const c : formula.substr(formula.find('~') + 1) + "+") {
        if (c == '+')
          terms.push_back(word), word.clear();
        else if (c != ' ')
          word += c;
      }
      refit = [&patients, terms](std::vector<std::size_t> const& rows) { return fitted(patients, terms, rows); };
      std::vector<std::size_t> all(patients.y.size());
      std::iota(all.begin(), all.end(), std::size_t{0});
      PETRA_TRY(p, refit(all));
    }
    PETRA_TRY(auto const curve, decision_curve(p, patients.y, thresholds));
    PETRA_TRY(auto const limits, decision_curve_limits(p, patients.y, thresholds, 500, 1, refit));
    check_rmda(curve, at, checker);
    check_rmda_more(curve, patients.prevalence, at, checker);
    check_limits(limits, at, checker);
  }
  return {};
}

}  // namespace

Result<void> check_dca(Case const& the_case, Checker& checker) {
  Patients patients;
  PETRA_TRY(patients.table, read_numbers(the_case.folder / "input.csv"));
  Eigen::VectorXd const y = patients.table.values.col(0);
  patients.y.assign(y.begin(), y.end());
  patients.prevalence = y.mean();
  checker.integer("/n", y.size());
  checker.number("/prevalence", patients.prevalence, kTolerance);
  auto const hundredths = steps(0, 100, 0.01), twentieths = steps(0, 21, 0.05);
  Values all;
  for (double const t : hundredths) all.push_back(net_benefit_of_all(patients.prevalence, t));
  checker.numbers("/treat_all", all, kTolerance);
  for (auto const& [name, expected] : checker.document().at("dcurves_formula").items()) {
    PETRA_TRY(auto const curve, decision_curve(patients.column(name), patients.y, hundredths, TreatRule::at_least));
    check_dcurves(curve, "/dcurves_formula/" + name, checker);
  }
  for (auto const& [name, expected] : checker.document().at("rmda_fitted_risk_500").items()) {
    auto const p = patients.column(name);
    PETRA_TRY(auto const curve, decision_curve(p, patients.y, twentieths));
    PETRA_TRY(auto const limits, decision_curve_limits(p, patients.y, twentieths, 500, 1));
    check_rmda(curve, "/rmda_fitted_risk_500/" + name, checker);
    check_limits(limits, "/rmda_fitted_risk_500/" + name, checker);
  }
  for (auto const& [name, expected] : checker.document().at("rmda_refit_500").items())
    PETRA_CHECK(check_refit(patients, "/rmda_refit_500/" + name, checker));
  auto const inner = steps(0.05, 19, 0.05), tenths = steps(0.1, 9, 0.1);
  auto const& difference = checker.document().at("difference_500");  // a and b name the columns
  auto const name_a = difference.at("a").get<std::string>(), name_b = difference.at("b").get<std::string>();
  PETRA_TRY(auto const out, decision_curve(patients.column(name_a), patients.y, inner));
  checker.numbers("/rmda_opt_out/thresholds", inner, kTolerance);
  checker.numbers("/rmda_opt_out/NB", take(out, &DecisionPoint::opt_out_net_benefit), kTolerance);
  checker.numbers("/rmda_opt_out/sNB", take(out, &DecisionPoint::opt_out_standardised), kTolerance);
  checker.numbers("/rmda_opt_out/TNR", take(out, &DecisionPoint::specificity), kTolerance);
  checker.numbers("/rmda_opt_out/FNR", take(out, &DecisionPoint::false_negative_share), kTolerance);
  checker.texts("/rmda_opt_out/cost.benefit.ratio", cost_benefit(inner));
  PETRA_TRY(auto const differences, decision_curve_difference(patients.column(name_a), patients.column(name_b),
                                                              patients.y, tenths, 500, 1, TreatRule::at_least));
  Values estimate, low, high;
  for (auto const& one : differences) {
    estimate.push_back(one.estimate);
    low.push_back(one.low);
    high.push_back(one.high);
  }
  checker.text("/difference_500/a", name_a);
  checker.text("/difference_500/b", name_b);
  checker.numbers("/difference_500/threshold", tenths, kTolerance);
  checker.numbers("/difference_500/estimate", estimate, kTolerance);
  checker.numbers("/difference_500/lower_type7", low, kTolerance);
  checker.numbers("/difference_500/upper_type7", high, kTolerance);
  return {};
}

}  // namespace petra::oracle
