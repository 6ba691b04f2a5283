// pipeline, evaluation: discrimination (1e-6: of fitted probabilities), calibration (rms's own convergence: 1e-3),
// decision curves (1e-12).
#include <cmath>

#include "petra/stats/calibration.hpp"
#include "petra/stats/decision_curve.hpp"
#include "petra/stats/lowess.hpp"
#include "petra/stats/proportion_interval.hpp"
#include "petra/stats/roc.hpp"
#include "pipeline_study.hpp"
#include "rms_tables.hpp"

namespace petra::oracle {

namespace {

constexpr double kTolerance = 1e-6, kRmsTolerance = 1e-3, kExact = 1e-12;
constexpr auto kModels = {"radiomics", "clinical", "combined"};

Result<void> check_discrimination(PipelineModels const& models, PipelineSet const& set, Checker& checker) {
  auto const n = static_cast<double>(set.y.size());
  for (auto const* model : kModels) {
    auto const at = "/roc/" + set.name + "/models/" + model;
    PETRA_TRY(auto const roc, compute_roc(set.of(models.probability.at(model)), set.y));
    checker.number(at + "/auc", roc.auc, kExact);
    checker.numbers(at + "/delong_ci", Values{roc.low, roc.high}, 1e-9);
    checker.number(at + "/delong_var", roc.variance, Tolerance(1e-9, 0));
    auto const exact = clopper_pearson_interval(roc.auc * n, n);
    checker.numbers(at + "/exact_binomial_ci", Values{exact.low, exact.high}, 1e-9);
    auto const best = youden_points(roc);
    if (best.size() != 1) checker.fail(at + "/youden", "petra finds ties");
    checker.number(at + "/youden/threshold", best.front().threshold, kTolerance);
    checker.number(at + "/youden/specificity", best.front().specificity, kExact);
    checker.number(at + "/youden/sensitivity", best.front().sensitivity, kExact);
  }
  constexpr std::pair<char const*, char const*> kPairs[] = {
      {"combined", "radiomics"}, {"combined", "clinical"}, {"radiomics", "clinical"}};
  for (std::size_t k = 0; k < std::size(kPairs); ++k) {
    auto const& [a, b] = kPairs[k];
    auto const at = "/roc/" + set.name + "/delong_tests/" + std::to_string(k);
    PETRA_TRY(auto const test, delong_test(set.of(models.probability.at(a)), set.of(models.probability.at(b)), set.y));
    checker.text(at + "/a", a);
    checker.text(at + "/b", b);
    checker.number(at + "/Z", test.z, 1e-9);
    checker.number(at + "/p", test.p, 1e-9);
  }
  return {};
}

void check_curve(BootstrapCalibration const& c, std::string const& at, Checker& checker) {
  checker.numbers(at + "/predy", c.predicted, kTolerance);
  checker.numbers(at + "/calibrated_orig", c.apparent, kTolerance);
  checker.numbers(at + "/calibrated_corrected", c.corrected, kRmsTolerance);
  checker.integers(at + "/n", c.reached);
  checker.number(at + "/mean_abs_error", c.mean_absolute_error, kRmsTolerance);
  checker.number(at + "/mean_sq_error", c.mean_squared_error, kRmsTolerance);
  checker.number(at + "/q90_abs_error", c.q90_absolute_error, kRmsTolerance);
}

void check_indices(BootstrapValidation const& v, std::string const& at, Checker& checker) {
  checker.texts(at + "/index", std::vector<std::string>(kValidationIndices.begin(), kValidationIndices.end()));
  checker.texts(at + "/columns", {"index.orig", "training", "test", "optimism", "index.corrected", "n"});
  for (std::size_t k = 0; k < kValidationIndices.size(); ++k) {
    double const emax = v.emax_of_corrected_line;
    Values row = {v.original[k], v.training[k], v.test[k], v.optimism[k], v.corrected[k]};
    if (kValidationIndices[k] == "Emax") row = {0, 0, emax, emax, emax};  // as rms puts it
    for (std::size_t column = 0; column < row.size(); ++column) {
      checker.number(at + "/values/" + std::to_string(k) + "/" + std::to_string(column), row[column], kRmsTolerance);
    }
    checker.integer(at + "/values/" + std::to_string(k) + "/5", v.used);
  }
}

Result<void> check_set_calibration(Values const& p, PipelineSet const& set, Checker& checker) {
  PETRA_TRY(auto const v, val_prob(p, set.y));
  check_val_prob(v, "/calibration/val_prob_" + set.name, checker);
  auto const curve = lowess(p, Values(set.y.begin(), set.y.end()));
  checker.numbers("/calibration/lowess_" + set.name + "/x", curve.x, kTolerance);
  checker.numbers("/calibration/lowess_" + set.name + "/y", curve.y, kTolerance);
  Values mean, observed;
  std::vector<long long> n;
  for (auto const& group : risk_groups(p, set.y, 5).groups) {
    n.push_back(group.n);
    mean.push_back(group.expected / static_cast<double>(group.n));
    observed.push_back(static_cast<double>(group.observed) / static_cast<double>(group.n));
  }
  auto const at = "/calibration/fifths_" + set.name;
  checker.integers(at + "/n", n);
  checker.numbers(at + "/mean_predicted", mean, kTolerance);
  checker.numbers(at + "/observed", observed, kExact);
  return {};
}

Result<void> check_net_benefit(PipelineModels const& models, PipelineSet const& set, Values const& thresholds,
                               Checker& checker) {
  for (auto const* model : kModels) {
    PETRA_TRY(auto const curve, decision_curve(set.of(models.probability.at(model)), set.y, thresholds));
    Values benefit;
    for (auto const& point : curve) benefit.push_back(point.net_benefit);
    checker.numbers("/decision_curve/" + set.name + "/" + model, benefit, kExact);
  }
  double cases = 0;
  for (int const y : set.y) cases += y;
  Values all;
  for (double const t : thresholds) all.push_back(net_benefit_of_all(cases / static_cast<double>(set.y.size()), t));
  checker.numbers("/decision_curve/" + set.name + "/all", all, kExact);
  return {};
}

}  // namespace

Result<void> check_pipeline_evaluation(PipelineModels const& models, Checker& checker) {
  Values thresholds;
  for (int k = 0; k < 100; ++k) thresholds.push_back(k * 0.01);  // R's seq(0, .99, by = .01), last bits included
  checker.numbers("/decision_curve/threshold", thresholds, kExact);
  for (auto const& set : models.sets) {
    PETRA_CHECK(check_discrimination(models, set, checker));
    PETRA_CHECK(check_set_calibration(set.of(models.probability.at("combined")), set, checker));
    PETRA_CHECK(check_net_benefit(models, set, thresholds, checker));
  }
  check_curve(models.calibration_200, "/calibration/calibrate_B200", checker);
  check_curve(models.calibration_1000, "/calibration/calibrate_B1000", checker);
  check_indices(models.validation_200, "/calibration/validate_B200", checker);
  check_indices(models.validation_1000, "/calibration/validate_B1000", checker);
  return {};
}

}  // namespace petra::oracle
