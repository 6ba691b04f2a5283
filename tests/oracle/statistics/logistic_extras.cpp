// logistic, second part: lrm's statistics, variance inflation, Wald tests of factors, stepwise selection; 1e-6 (lrm),
// names exact, the rank statistics at 2e-3 because lrm bins probabilities at 0.002 (README).
#include <algorithm>
#include <cmath>

#include "factor_design.hpp"
#include "petra/stats/classification_metrics.hpp"
#include "petra/stats/distributions.hpp"
#include "petra/stats/logistic.hpp"
#include "petra/stats/logistic_statistics.hpp"
#include "petra/stats/logistic_stepwise.hpp"
#include "rms_tables.hpp"
#include "topics.hpp"

namespace petra::oracle {

namespace {

constexpr double kTolerance = 1e-6, kStepTolerance = 1e-7, kBinnedTolerance = 2e-3;

std::vector<double> to_vector(Eigen::VectorXd const& values) {
  return {values.begin(), values.end()};
}

StepwiseProblem make_problem(FactorDesign const& design, std::vector<int> const& y,
                             std::vector<std::string> const& candidates) {
  StepwiseProblem problem{design.columns, y, design.names, {}};
  for (auto const& name : candidates) problem.candidates.push_back({name, design.blocks.at(name)});
  return problem;
}

// Names of the coefficients of the kept variables, as R prints them.
std::vector<std::string> terms_of(StepwiseResult const& result, FactorDesign const& design) {
  std::vector<std::string> terms = {"(Intercept)"};
  for (auto const& variable : result.kept) {
    for (int const column : design.blocks.at(variable)) terms.push_back(design.names[static_cast<std::size_t>(column)]);
  }
  return terms;
}

void check_steps(StepwiseResult const& result, std::string const& path, bool forward, Checker& checker) {
  checker.texts_as_set(path + "/kept", result.kept);
  if (checker.document().at(Json::json_pointer(path + "/steps")).size() != result.steps.size()) {
    return checker.fail(path + "/steps", "another number of steps than " + std::to_string(result.steps.size()));
  }
  std::vector<std::string> left;
  for (auto const& variable : checker.document().at("candidates")) left.push_back(variable.get<std::string>());
  for (std::size_t k = 0; k < result.steps.size(); ++k) {
    auto const& step = result.steps[k];
    auto const at = path + "/steps/" + std::to_string(k);
    checker.text(at + (step.entered ? "/entered" : "/removed"), step.variable);
    checker.number(at + (!forward ? "/statistic" : step.entered ? "/score" : "/lr"), step.statistic, kStepTolerance);
    checker.number(at + "/p", step.p, kStepTolerance);
    std::erase(left, step.variable);
    if (!forward) checker.texts(at + "/left", left);
  }
}

struct Column {
  std::vector<double> statistic, p;
  void add(LikelihoodRatioTest const& test) {
    statistic.push_back(test.statistic);
    p.push_back(test.p);
  }
  void check(std::string const& path, std::vector<std::string> const& terms, Checker& checker) const {
    checker.texts(path + "/term", terms);
    checker.numbers(path + "/statistic", statistic, kStepTolerance);
    checker.numbers(path + "/p", p, kStepTolerance);
  }
};

}  // namespace

void check_lrm_stats(LogisticFit const& fit, Eigen::MatrixXd const& x, std::vector<int> const& y, std::string const& at,
                     Checker& checker) {
  auto const linear = to_vector(linear_predictor(fit, x));
  std::vector<double> probability;
  for (double const value : linear) probability.push_back(inverse_logit(value));
  auto const n = static_cast<long long>(y.size()), cases = static_cast<long long>(std::count(y.begin(), y.end(), 1));
  auto const df = static_cast<double>(fit.coefficient.size() - 1);
  double const lr = 2 * (fit.log_likelihood - fit.null_log_likelihood), effective = effective_sample_size(cases, n);
  std::string const path = at + "/";
  checker.integer(path + "Obs", n);
  checker.number(path + "Model L.R.", lr, kTolerance);
  checker.number(path + "d.f.", df, 0.0);
  checker.number(path + "P", chi_squared_upper_tail(lr, df), kTolerance);
  auto const rank = rank_statistics(probability, y);
  checker.number(path + "C", rank.c, kBinnedTolerance);
  checker.number(path + "Dxy", rank.dxy, kBinnedTolerance);
  checker.number(path + "Gamma", rank.gamma, kBinnedTolerance);
  checker.number(path + "Tau-a", rank.tau_a, kBinnedTolerance);
  checker.number(path + "R2", pseudo_r_squared(fit, x, y).nagelkerke, kTolerance);
  auto const tenths = [](double value) {  // as rms writes the sample size into the name
    auto const rounded = std::llround(value * 10);
    return std::to_string(rounded / 10) + (rounded % 10 == 0 ? "" : "." + std::to_string(rounded % 10));
  };
  for (double const size : {static_cast<double>(n), effective}) {
    checker.number(path + "R2(" + tenths(size) + ")", likelihood_ratio_r_squared(lr, size), kTolerance);
    checker.number(path + "R2(" + tenths(df) + "," + tenths(size) + ")", likelihood_ratio_r_squared(lr, size, df),
                   kTolerance);
  }
  checker.number(path + "Brier", brier_score(probability, y), kTolerance);
  double const g = gini_mean_difference(linear);
  checker.number(path + "g", g, kTolerance);
  checker.number(path + "gr", std::exp(g), kTolerance);
  checker.number(path + "gp", gini_mean_difference(probability), kTolerance);
}

Result<void> check_logistic_extras(std::vector<int> const& y, FactorDesign const& design,
                                   std::vector<std::string> const& candidates, Checker& checker) {
  PETRA_TRY(auto const fit, fit_logistic(design.columns, y, design.names));
  check_lrm_stats(fit, design.columns, y, "/lrm/stats", checker);
  Column tests;
  std::vector<int> df, all;
  for (auto const& variable : candidates) {
    auto const& block = design.blocks.at(variable);
    tests.add(wald_test(fit, block));
    df.push_back(static_cast<int>(block.size()));
    all.insert(all.end(), block.begin(), block.end());
  }
  tests.add(wald_test(fit, all));
  df.push_back(static_cast<int>(all.size()));
  checker.numbers("/wald_anova/Chi-Square", tests.statistic, kTolerance);
  checker.integers("/wald_anova/d.f.", df);
  checker.numbers("/wald_anova/P", tests.p, kTolerance);
  auto const vif = variance_inflation(fit);
  Eigen::Index column = 0;
  for (auto const& variable : candidates) {
    for (int const j : design.blocks.at(variable)) {
      auto const& name = design.names[static_cast<std::size_t>(j)];  // rms: race=black for raceblack
      auto const key = name == variable ? name : variable + "=" + name.substr(variable.size());
      checker.number("/vif/" + key, vif[column++], kTolerance);
    }
  }
  auto const problem = make_problem(design, y, candidates);
  PETRA_TRY(auto const backward, stepwise_by_criterion(problem, InformationStart::all));
  PETRA_TRY(auto const both, stepwise_by_criterion(problem, InformationStart::none));
  checker.texts("/step_backward_aic", terms_of(backward, design));
  checker.number("/step_backward_aic_value", backward.criterion, kTolerance);
  checker.texts("/step_forward_aic", terms_of(both, design));  // no variable leaves on the way
  return {};
}

Result<void> check_logistic_stepwise(std::vector<int> const& y, FactorDesign const& design,
                                     std::vector<std::string> const& candidates, Checker& checker) {
  PETRA_TRY(auto const fit, fit_logistic(design.columns, y, design.names));
  auto const r = pseudo_r_squared(fit, design.columns, y);
  checker.number("/r2_cox_snell", r.cox_snell, kStepTolerance);
  checker.number("/r2_nagelkerke", r.nagelkerke, kStepTolerance);
  checker.number("/r2_mcfadden", r.mcfadden, kStepTolerance);
  checker.number("/r2_tjur", r.tjur, kStepTolerance);
  auto const vif = variance_inflation(fit);
  Column score, ratio, wald;
  for (std::size_t k = 0; k < candidates.size(); ++k) {
    auto const& block = design.blocks.at(candidates[k]);
    checker.number("/vif_rms/" + candidates[k], vif[static_cast<Eigen::Index>(k)], kStepTolerance);
    PETRA_TRY(auto const entering, score_test(design.columns, y, design.names, {}, block));
    PETRA_TRY(auto const leaving, likelihood_ratio_test(design.columns, y, design.names, block));
    score.add(entering);
    ratio.add(leaving);
    wald.add(wald_test(fit, block));
  }
  score.check("/score_test_at_null", candidates, checker);
  ratio.check("/lr_test_in_full", candidates, checker);
  wald.check("/wald_test_in_full", candidates, checker);
  auto const problem = make_problem(design, y, candidates);
  PETRA_TRY(auto const by_ratio, backward_by_test(problem, RemovalTest::likelihood_ratio));
  PETRA_TRY(auto const by_wald, backward_by_test(problem, RemovalTest::wald));
  PETRA_TRY(auto const forward, forward_by_test(problem));
  check_steps(by_ratio, "/spss_backward_lr", false, checker);
  check_steps(by_wald, "/spss_backward_wald", false, checker);
  check_steps(forward, "/spss_forward_lr", true, checker);
  PETRA_TRY(auto const aic, stepwise_by_criterion(problem, InformationStart::all));
  PETRA_TRY(auto const bic,
            stepwise_by_criterion(problem, InformationStart::all, std::log(static_cast<double>(y.size()))));
  PETRA_TRY(auto const both, stepwise_by_criterion(problem, InformationStart::none));
  checker.texts("/aic_backward/kept", aic.kept);
  checker.number("/aic_backward/aic", aic.criterion, kStepTolerance);
  checker.texts("/bic_backward/kept", bic.kept);
  checker.number("/bic_backward/bic", bic.criterion, kStepTolerance);
  checker.texts("/aic_both_from_null/kept", both.kept);
  checker.number("/aic_both_from_null/aic", both.criterion, kStepTolerance);
  return {};
}

}  // namespace petra::oracle
