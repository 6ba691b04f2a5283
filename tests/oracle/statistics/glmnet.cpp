// glmnet: cv.glmnet twice over. At its threshold ("default" 1e-7, what users get; "tight" 1e-14), its descent followed
// update by update: numbers 1e-9, counts of coefficients and of passes exact, even where rounding alone decides them
// (identical columns). And the optimum against the tight fields: coefficients 1e-7 of the standardised problem plus
// what glmnet's own distance from the optimum explains (glmnet_study.hpp).
#include <algorithm>
#include <cmath>

#include "glmnet_study.hpp"
#include "petra/stats/lasso.hpp"
#include "topics.hpp"

namespace petra::oracle {

namespace {

constexpr double kDescentTolerance = 1e-9;

std::vector<std::string> selected(GlmnetStudy const& study, LassoPath const& fit, Eigen::Index k) {
  std::vector<std::string> names;
  for (std::size_t j = 0; j < study.names.size(); ++j) {
    if (fit.coefficients(static_cast<Eigen::Index>(j), k) != 0) names.push_back(study.names[j]);
  }
  return names;
}

// Coefficients at one lambda; `path_of` gives where that of column j stands. Of identical columns only the sum is
// determined.
template <class PathOf>
void check_coefficients(GlmnetStudy const& study, LassoPath const& fit, Eigen::Index k, Sensitivity const& sensitivity,
                        PathOf path_of, Checker& checker) {
  for (std::size_t j = 0; j < study.names.size(); ++j) {
    auto const& group = study.groups[j];
    if (group.front() != j) continue;
    auto const at = static_cast<Eigen::Index>(j);
    double const allowed = sensitivity.of_coefficient(at);
    if (group.size() == 1) {
      checker.number(path_of(j), fit.coefficients(at, k), Tolerance(allowed, 1 / study.deviation(at)));
      continue;
    }
    std::vector<std::string> paths;
    for (auto const member : group) paths.push_back(path_of(member));
    checker.sum(paths, fit.coefficients(at, k), Tolerance(allowed, 1 / study.deviation(at)));
  }
}

struct Fit {
  std::string at;  // "/tight"
  GlmnetStudy const& study;
  LassoCrossValidation const& cv;
  double alpha;
};

void check_path(Fit const& fit, Checker& checker) {
  auto const& [at, study, cv, alpha] = fit;
  auto const& path = cv.path;
  checker.numbers(at + "/path/lambda", path.lambda, kLambdaTolerance);
  if (!study.has_repeats) checker.integers(at + "/path/df", cv.nonzero);
  for (Eigen::Index k = 0; k < path.lambda.size(); ++k) {
    auto const row = std::to_string(k);
    if (!checker.has(at + "/path/a0/" + row)) return checker.fail(at + "/path/a0", "has fewer values than the path");
    Sensitivity const sensitivity(study, path, k, alpha);
    checker.number(at + "/path/dev_ratio/" + row, path.dev_ratio(k), sensitivity.of_dev_ratio(path));
    checker.number(at + "/path/a0/" + row, path.intercept(k), Tolerance(sensitivity.of_intercept()));
    check_coefficients(
        study, path, k, sensitivity,
        [&](std::size_t j) { return at + "/path/beta_rows_are_lambdas/" + row + "/" + std::to_string(j); }, checker);
  }
}

void check_chosen(Fit const& fit, std::string const& field, int index, Checker& checker) {
  auto const& [at, study, cv, alpha] = fit;
  Sensitivity const sensitivity(study, cv.path, index, alpha);
  auto const coefficients = at + "/coef_" + field;
  checker.number(coefficients + "/(Intercept)", cv.path.intercept(index), Tolerance(sensitivity.of_intercept()));
  check_coefficients(
      study, cv.path, index, sensitivity, [&](std::size_t j) { return coefficients + "/" + study.names[j]; }, checker);
  if (checker.has(at + "/selected_" + field) && !study.has_repeats)
    checker.texts(at + "/selected_" + field, selected(study, cv.path, index));
}

// What glmnet printed, fitted update by update as glmnet does it (threshold): counts exact, numbers up to what rounding
// leaves of the same steps.
void check_descent(std::string const& at, GlmnetStudy const& study, LassoCrossValidation const& cv, Checker& checker) {
  auto const& path = cv.path;
  checker.integer(at + "/npasses", path.passes);
  checker.integers(at + "/path/df", cv.nonzero);
  checker.integers(at + "/cv/nzero", cv.nonzero);
  checker.numbers(at + "/path/lambda", path.lambda, kLambdaTolerance);
  checker.numbers(at + "/path/dev_ratio", path.dev_ratio, kDescentTolerance);
  checker.numbers(at + "/cv/cvm", cv.cv_mean, kDescentTolerance);
  checker.numbers(at + "/cv/cvsd", cv.cv_se, kDescentTolerance);
  Eigen::MatrixXd per_sd = path.coefficients.transpose() * study.deviation.asDiagonal();
  for (Eigen::Index k = 0; k < path.lambda.size(); ++k) {
    auto const row = std::to_string(k);
    checker.number(at + "/path/a0/" + row, path.intercept(k), kDescentTolerance);
    for (Eigen::Index j = 0; j < per_sd.cols(); ++j) {
      checker.number(at + "/path/beta_rows_are_lambdas/" + row + "/" + std::to_string(j), path.coefficients(j, k),
                     Tolerance(kDescentTolerance, 1 / study.deviation(j)));
    }
  }
  for (auto const& [field, index] : {std::pair{"lambda_min", cv.index_min}, std::pair{"lambda_1se", cv.index_1se}}) {
    auto const coefficients = at + "/coef_" + field;
    checker.number(coefficients + "/(Intercept)", path.intercept(index), kDescentTolerance);
    for (std::size_t j = 0; j < study.names.size(); ++j) {
      auto const column = static_cast<Eigen::Index>(j);
      checker.number(coefficients + "/" + study.names[j], path.coefficients(column, index),
                     Tolerance(kDescentTolerance, 1 / study.deviation(column)));
    }
    if (checker.has(at + "/selected_" + field)) checker.texts(at + "/selected_" + field, selected(study, path, index));
  }
  Eigen::VectorXd const link = (study.x * path.coefficients.col(cv.index_min)).array() + path.intercept(cv.index_min);
  checker.numbers(at + "/link_lambda_min", link, kDescentTolerance);
}

// Mean and standard error of the loss: the links of held-out rows carry the errors of glmnet's fold fits. Wrong and
// right, and ranks, do not feel them unless a link crosses another or 0, which none does.
void check_loss(Fit const& fit, LassoSettings const& settings, Checker& checker) {
  auto const& [at, study, cv, alpha] = fit;
  bool const counts = cv.loss == LassoLoss::misclassification || cv.loss == LassoLoss::auc;
  auto const bounds = counts ? std::vector(static_cast<std::size_t>(cv.cv_mean.size()), kLambdaTolerance)
                             : loss_bounds(study, cv.path.lambda, settings);
  for (Eigen::Index k = 0; k < cv.cv_mean.size(); ++k) {
    auto const row = std::to_string(k);
    checker.number(at + "/cv/cvm/" + row, cv.cv_mean(k), bounds[static_cast<std::size_t>(k)]);
    checker.number(at + "/cv/cvsd/" + row, cv.cv_se(k), bounds[static_cast<std::size_t>(k)]);
  }
}

void check_fit(std::string const& at, GlmnetStudy const& study, Checker& checker) {
  auto const& document = checker.document().at(Json::json_pointer(at));
  auto const measure = document.value("type_measure", "");
  LassoSettings settings;
  settings.alpha = document.value("alpha", -1.0);  // an input of the case, as is the measure
  settings.standardise = document.value("standardize", true);
  LassoLoss loss = LassoLoss::deviance;
  if (measure == "class")
    loss = LassoLoss::misclassification;
  else if (measure == "mse")
    loss = LassoLoss::mean_squared_error;
  else if (measure == "mae")
    loss = LassoLoss::mean_absolute_error;
  else if (measure == "auc")
    loss = LassoLoss::auc;
  else if (measure != "deviance")
    return checker.fail(at, "unknown measure " + measure);
  auto const fitted = cross_validate_lasso(study.x, study.y, study.folds, settings, loss);
  if (!fitted) return checker.fail(at, format_error(fitted.error()));
  auto const& cv = *fitted;
  bool const tight = document.value("thresh", 0.0) <= 1e-14;
  Fit const fit{at, study, cv, settings.alpha};
  checker.number(at + "/nulldev", cv.path.null_deviance, kLambdaTolerance);
  checker.numbers(at + "/cv/lambda", cv.path.lambda, kLambdaTolerance);
  checker.number(at + "/cv/lambda_min", cv.path.lambda(cv.index_min), kLambdaTolerance);
  checker.number(at + "/cv/lambda_1se", cv.path.lambda(cv.index_1se), kLambdaTolerance);
  checker.integer(at + "/cv/index_min", cv.index_min + 1);
  checker.integer(at + "/cv/index_1se", cv.index_1se + 1);
  settings.threshold = document.value("thresh", 0.0);
  checker.input(at + "/thresh", 0.3 * settings.threshold);
  checker.input(at + "/alpha", 0.01);
  checker.input(at + "/standardize");
  checker.input(at + "/type_measure");
  settings.most_passes = 10'000'000;
  auto const descended = cross_validate_lasso(study.x, study.y, study.folds, settings, loss);
  if (!descended) return checker.fail(at, format_error(descended.error()));
  check_descent(at, study, *descended, checker);
  if (!tight) return;
  settings.threshold = 0;
  if (!study.has_repeats) checker.integers(at + "/cv/nzero", cv.nonzero);
  check_loss(fit, settings, checker);
  check_path(fit, checker);
  check_chosen(fit, "lambda_min", cv.index_min, checker);
  check_chosen(fit, "lambda_1se", cv.index_1se, checker);
  Sensitivity const sensitivity(study, cv.path, cv.index_min, settings.alpha);
  for (Eigen::Index i = 0; i < study.x.rows(); ++i) {
    double const link = study.x.row(i).dot(cv.path.coefficients.col(cv.index_min)) + cv.path.intercept(cv.index_min);
    checker.number(at + "/link_lambda_min/" + std::to_string(i), link, sensitivity.of_link(i));
  }
}

}  // namespace

Result<void> check_glmnet(Case const& the_case, Checker& checker) {
  PETRA_TRY(auto const table, read_numbers(the_case.folder / "input.csv"));
  checker.integer("/n", table.values.rows());
  checker.integer("/p", table.values.cols() - 2);
  for (auto const* at :
       {"/tight", "/class", "/mse", "/mae", "/auc", "/unstandardized", "/elastic_net_alpha_0.5", "/default"}) {
    if (!checker.has(at)) continue;
    bool const standardise = checker.document().at(Json::json_pointer(at)).value("standardize", true);
    auto const study = make_glmnet_study(table, standardise);
    checker.integers("/foldid", study.folds);
    checker.integer("/nfolds", *std::max_element(study.folds.begin(), study.folds.end()));
    check_fit(at, study, checker);
  }
  return {};
}

}  // namespace petra::oracle
