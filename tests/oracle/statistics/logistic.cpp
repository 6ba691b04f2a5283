// logistic: glm(binomial) solved to 1e-14, likelihood-ratio tests, and Firth's estimate; 1e-8, Firth 1e-6.
#include "petra/stats/logistic.hpp"

#include <cmath>

#include "factor_design.hpp"
#include "petra/stats/distributions.hpp"
#include "petra/stats/logistic_profile.hpp"
#include "topics.hpp"

namespace petra::oracle {

// Of logistic_extras.cpp.
Result<void> check_logistic_extras(std::vector<int> const& y, FactorDesign const& design,
                                   std::vector<std::string> const& candidates, Checker& checker);
Result<void> check_logistic_stepwise(std::vector<int> const& y, FactorDesign const& design,
                                     std::vector<std::string> const& candidates, Checker& checker);

namespace {

constexpr double kTolerance = 1e-8;
constexpr double kFirthTolerance = 1e-6;
constexpr double kProfileTolerance = 1e-6, kSplineTolerance = 1e-3;  // MASS::confint interpolates by a spline
// R's glm takes the covariance from the weights of the iterate before the last one. In `asah` that leaves up to 2e-7 in
// what follows from the covariance (univariable wfns: R 0.50863428, its own weights at the optimum in long double
// 0.50863434, petra 0.50863434).
constexpr double kCovarianceTolerance = 1e-8;
constexpr double kCovarianceToleranceAsah = 5e-7;
using Levels = std::map<std::string, std::vector<std::string>>;

// Levels in R's order, reference first (as MASS::birthwt has them).
Levels const kFactors = {{"race", {"white", "black", "other"}}};

Levels factors_of(Table const& table) {
  Levels found;
  for (auto const& [name, levels] : kFactors) {
    if (table.find_column(name)) found[name] = levels;
  }
  return found;
}

Result<void> check_fit(Table const& table, std::vector<int> const& y, std::vector<std::string> const& variables,
                       std::string const& path, std::string const& subject, Checker& checker) {
  PETRA_TRY(auto const design, make_factor_design(table, variables, factors_of(table), subject));
  PETRA_TRY(auto const fit, fit_logistic(design.columns, y, design.names));
  double const covariance_tolerance = table.find_column("s100b") ? kCovarianceToleranceAsah : kCovarianceTolerance;
  checker.texts(path + "/terms", fit.terms);
  checker.numbers(path + "/coef", fit.coefficient, kTolerance);
  checker.numbers(path + "/se", fit.standard_error, covariance_tolerance);
  checker.numbers(path + "/z", fit.z, covariance_tolerance);
  checker.numbers(path + "/p_wald", fit.p, covariance_tolerance);
  checker.numbers(path + "/or", fit.odds_ratio, kTolerance);
  checker.numbers(path + "/or_wald_lower", fit.or_low, covariance_tolerance);
  checker.numbers(path + "/or_wald_upper", fit.or_high, covariance_tolerance);
  PETRA_TRY(auto const limits, profile_limits(design.columns, y, design.names, LogisticMethod::maximum_likelihood));
  Eigen::VectorXd const or_low = limits.low.array().exp(), or_high = limits.high.array().exp();
  checker.numbers(path + "/profile_root/coef_lower", limits.low, kProfileTolerance);
  checker.numbers(path + "/profile_root/coef_upper", limits.high, kProfileTolerance);
  checker.numbers(path + "/profile_root/or_lower", or_low, kProfileTolerance);
  checker.numbers(path + "/profile_root/or_upper", or_high, kProfileTolerance);
  checker.numbers(path + "/or_profile_lower", or_low, kSplineTolerance);
  checker.numbers(path + "/or_profile_upper", or_high, kSplineTolerance);
  checker.matrix(path + "/vcov", fit.covariance, covariance_tolerance);
  checker.number(path + "/deviance", fit.deviance, kTolerance);
  checker.number(path + "/null_deviance", -2 * fit.null_log_likelihood, kTolerance);
  auto const terms = static_cast<long long>(fit.terms.size());
  checker.integer(path + "/df_residual", static_cast<long long>(y.size()) - terms);
  checker.number(path + "/loglik", fit.log_likelihood, kTolerance);
  checker.number(path + "/aic", fit.aic, kTolerance);
  checker.number(path + "/bic", fit.bic, kTolerance);
  double const lr = 2 * (fit.log_likelihood - fit.null_log_likelihood);
  checker.number(path + "/lr_chisq", lr, kTolerance);
  checker.integer(path + "/lr_df", terms - 1);
  checker.number(path + "/lr_p", chi_squared_upper_tail(lr, static_cast<double>(terms - 1)), kTolerance);
  std::vector<double> statistics, p;
  std::vector<int> df;
  for (auto const& variable : variables) {
    PETRA_TRY(auto const test, likelihood_ratio_test(design.columns, y, design.names, design.blocks.at(variable)));
    statistics.push_back(test.statistic);
    df.push_back(test.df);
    p.push_back(test.p);
  }
  checker.texts(path + "/drop1/term", variables);
  checker.integers(path + "/drop1/df", df);
  checker.numbers(path + "/drop1/lrt", statistics, kTolerance);
  checker.numbers(path + "/drop1/p", p, kTolerance);
  return {};
}

Result<void> check_models(Table const& table, std::vector<int> const& y, std::string const& subject, Checker& checker) {
  std::vector<std::string> const candidates(table.columns.begin() + 1, table.columns.end());
  std::vector<std::string> screened;
  for (auto const& variable : candidates) {
    PETRA_CHECK(check_fit(table, y, {variable}, "/univariable/" + variable, subject, checker));
    PETRA_TRY(auto const design, make_factor_design(table, {variable}, factors_of(table), subject));
    PETRA_TRY(auto const fit, fit_logistic(design.columns, y, design.names));
    if (fit.p.tail(fit.p.size() - 1).minCoeff() < 0.05) screened.push_back(variable);
  }
  checker.texts("/screened_p_lt_0.05", screened);
  PETRA_CHECK(check_fit(table, y, screened, "/multivariable_screened", subject, checker));
  PETRA_CHECK(check_fit(table, y, candidates, "/multivariable_all", subject, checker));
  PETRA_TRY(auto const design, make_factor_design(table, candidates, factors_of(table), subject));
  PETRA_TRY(auto const fit, fit_logistic(design.columns, y, design.names));
  auto const linear = linear_predictor(fit, design.columns);
  checker.numbers("/linear_predictor", linear, kTolerance);
  checker.numbers("/probability", Eigen::VectorXd(linear.unaryExpr([](double x) { return inverse_logit(x); })),
                  kTolerance);
  PETRA_CHECK(check_logistic_extras(y, design, candidates, checker));
  checker.numbers("/lrm/coef", fit.coefficient, kFirthTolerance);  // lrm at its own convergence (README: 1e-6)
  checker.numbers("/lrm/se", fit.standard_error, kFirthTolerance);
  return {};
}

Result<void> check_firth(Table const& table, std::vector<int> const& y, std::string const& subject, Checker& checker) {
  std::vector<std::string> const candidates(table.columns.begin() + 1, table.columns.end());
  PETRA_TRY(auto const design, make_factor_design(table, candidates, factors_of(table), subject));
  PETRA_TRY(auto const fit, fit_firth(design.columns, y, design.names));
  checker.texts("/firth/names", fit.terms);
  checker.numbers("/firth/coef", fit.coefficient, kFirthTolerance);
  checker.numbers("/firth/se_wald_inverse_fisher", fit.standard_error, kFirthTolerance);
  PETRA_TRY(auto const limits, profile_limits(design.columns, y, design.names, LogisticMethod::firth));
  for (Eigen::Index j = 0; j < limits.low.size(); ++j) {
    // Two values of the reference are no limits (unchecked.txt has the evidence).
    bool const no_upper = j == 0 && table.find_column("s100b").has_value();  // asah
    bool const no_lower = j == 0 && subject.find("complete_separation") != std::string::npos;
    auto const at = "/" + std::to_string(j);
    if (!no_lower) checker.number("/firth/profile_ci_lower" + at, limits.low[j], kFirthTolerance);
    if (!no_upper) checker.number("/firth/profile_ci_upper" + at, limits.high[j], kFirthTolerance);
  }
  PETRA_TRY(auto const tests, penalised_likelihood_ratio_tests(design.columns, y, design.names));
  std::vector<double> statistics, p;
  for (auto const& test : tests) {
    statistics.push_back(test.statistic);
    p.push_back(test.p);
  }
  checker.numbers("/firth/plr_chisq", statistics, kFirthTolerance);
  checker.numbers("/firth/plr_p", p, kFirthTolerance);
  checker.number("/firth/penalised_loglik", fit.penalised_log_likelihood, kFirthTolerance);
  if (!checker.has("/ml_default_coef")) return {};
  for (std::size_t j = 0; j < fit.terms.size(); ++j) {
    checker.number("/firth_brglm2/coef/" + fit.terms[j], fit.coefficient[static_cast<Eigen::Index>(j)],
                   kFirthTolerance);
    checker.number("/firth_brglm2/se/" + fit.terms[j], fit.standard_error[static_cast<Eigen::Index>(j)],
                   kFirthTolerance);
  }
  PETRA_TRY(auto const ordinary, fit_logistic(design.columns, y, design.names));
  if (!ordinary.separated) checker.fail("/ml_note", "the separation was not found");
  for (double const value : ordinary.odds_ratio) {
    if (std::isinf(value)) checker.fail("/ml_note", "an infinite odds ratio is given");
  }
  return {};
}

}  // namespace

Result<void> check_logistic(Case const& the_case, Checker& checker) {
  auto const path = the_case.folder / "input.csv";
  PETRA_TRY(auto const table, read_csv(path));
  PETRA_TRY(auto const y, outcome_column(table, table.columns[0], path.string()));
  checker.integer("/n", static_cast<long long>(y.size()));
  long long events = 0;
  for (int const value : y) events += value;
  checker.integer("/events", events);
  if (checker.has("/univariable")) PETRA_CHECK(check_models(table, y, path.string(), checker));
  if (checker.has("/firth")) PETRA_CHECK(check_firth(table, y, path.string(), checker));
  if (!checker.has("/candidates")) return {};
  std::vector<std::string> const candidates(table.columns.begin() + 1, table.columns.end());
  PETRA_TRY(auto const design, make_factor_design(table, candidates, {}, path.string()));
  PETRA_TRY(auto const fit, fit_logistic(design.columns, y, design.names));
  checker.texts("/candidates", candidates);
  checker.number("/loglik_null", fit.null_log_likelihood, kTolerance);
  checker.number("/loglik_full", fit.log_likelihood, kTolerance);
  checker.number("/lr_chisq", 2 * (fit.log_likelihood - fit.null_log_likelihood), kTolerance);
  checker.integer("/lr_df", static_cast<long long>(candidates.size()));
  checker.number("/lr_p",
                 chi_squared_upper_tail(2 * (fit.log_likelihood - fit.null_log_likelihood),
                                        static_cast<double>(candidates.size())),
                 kTolerance);
  checker.number("/aic", fit.aic, kTolerance);
  checker.number("/bic", fit.bic, kTolerance);
  return check_logistic_stepwise(y, design, candidates, checker);
}

}  // namespace petra::oracle
