// glmnet's path: standardisation, grid of λ, early stop, coefficients back on the raw scale.
#include <cmath>

#include "petra/base/text.hpp"
#include "petra/stats/lasso.hpp"
#include "petra/stats/lasso_solver.hpp"

namespace petra {

namespace {

constexpr double kAcceptedKkt = 1e-9;     // a solution worse than this is none
constexpr double kFirstLambda = 9.9e35;   // glmnet solves the first grid point at "infinity" and calls it λ_max
constexpr int kLeastLambdas = 5;          // glmnet.control()$mnlam
constexpr double kMostExplained = 0.999;  // …$devmax
constexpr double kLeastGain = 1e-5;       // …$fdev

struct Standardised {
  Eigen::MatrixXd x;                // ones, then the columns
  Eigen::VectorXd mean, deviation;  // deviation 0 marks a constant column
};

Standardised standardise(Eigen::Ref<Eigen::MatrixXd const> const& x, bool scale) {
  auto const n = static_cast<double>(x.rows());
  Standardised out{Eigen::MatrixXd(x.rows(), x.cols() + 1), Eigen::VectorXd::Zero(x.cols()),
                   Eigen::VectorXd::Zero(x.cols())};
  out.x.col(0).setOnes();
  for (Eigen::Index j = 0; j < x.cols(); ++j) {
    auto column = out.x.col(j + 1);
    if (x.col(j).minCoeff() == x.col(j).maxCoeff()) {
      column.setZero();
      continue;
    }
    out.mean(j) = x.col(j).mean();
    column = x.col(j).array() - out.mean(j);
    double const largest = column.cwiseAbs().maxCoeff();
    out.deviation(j) = scale ? largest * std::sqrt((column / largest).squaredNorm() / n) : 1;
    column /= out.deviation(j);
  }
  return out;
}

Result<Eigen::VectorXd> checked_outcome(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y,
                                        LassoSettings const& settings) {
  auto const bad = [](std::string message, std::string remedy) {
    return make_error(ErrorCode::invalid_input, "lasso", std::move(message), std::move(remedy));
  };
  if (x.rows() == 0 || x.cols() == 0)
    return bad("there are no rows or no predictors", "Give at least one predictor that varies.");
  if (static_cast<std::size_t>(x.rows()) != y.size()) {
    return bad("there are " + std::to_string(x.rows()) + " rows, but " + std::to_string(y.size()) + " outcomes",
               "Give one outcome per row.");
  }
  if (!(settings.alpha >= 0 && settings.alpha <= 1)) {
    return bad("alpha is " + format_number(settings.alpha), "Use a value from 0 (ridge) to 1 (lasso).");
  }
  if (settings.lambda_count < 3)
    return bad("lambda_count is " + std::to_string(settings.lambda_count), "Use 3 or more.");
  if (!x.allFinite())
    return bad("a predictor holds a value that is missing or infinite", "Leave such rows or columns out.");
  Eigen::VectorXd outcome(x.rows());
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (y[i] != 0 && y[i] != 1) return bad("an outcome is " + std::to_string(y[i]), "Code the outcome as 0 and 1.");
    outcome(static_cast<Eigen::Index>(i)) = y[i];
  }
  double const cases = outcome.sum();
  if (cases < 2 || cases > static_cast<double>(x.rows()) - 2) {
    return bad("one class has " + format_number(std::min(cases, static_cast<double>(x.rows()) - cases)) + " rows",
               "Each class needs two rows or more.");
  }
  return outcome;
}

}  // namespace

Result<LassoPath> fit_lasso_path(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y,
                                 LassoSettings const& settings) {
  PETRA_TRY(Eigen::VectorXd const outcome, checked_outcome(x, y, settings));
  auto const standardised = standardise(x, settings.standardise);
  if (standardised.deviation.maxCoeff() == 0) {
    return make_error(ErrorCode::invalid_input, "lasso", "no predictor varies",
                      "Give at least one predictor that varies.");
  }
  auto const rows = static_cast<double>(x.rows());
  Eigen::VectorXd const slope = standardised.x.transpose() * (outcome.array() - outcome.mean()).matrix() / rows;
  double const lambda_max = slope.tail(x.cols()).cwiseAbs().maxCoeff() / std::max(settings.alpha, 1e-3);
  double const smallest_ratio = x.rows() < x.cols() ? 1e-2 : 1e-4;
  double const factor = std::pow(smallest_ratio, 1.0 / (settings.lambda_count - 1));

  LassoSolver solver(standardised.x, outcome);
  LassoPath path;
  path.null_deviance = solver.deviance();
  path.lambda.resize(settings.lambda_count);
  path.intercept.resize(settings.lambda_count);
  path.dev_ratio.resize(settings.lambda_count);
  path.coefficients = Eigen::MatrixXd::Zero(x.cols(), settings.lambda_count);
  int done = 0;
  double lambda = lambda_max;
  while (done < settings.lambda_count) {
    if (done > 0) lambda = done == 1 ? factor * lambda_max : factor * lambda;
    double const penalty = done == 0 ? kFirstLambda : lambda;
    bool const reached = solver.solve(penalty * settings.alpha, penalty * (1 - settings.alpha), settings.tolerance);
    if (!reached || (done > 0 && solver.kkt_residual() > kAcceptedKkt)) {
      return make_error(ErrorCode::bug, "lasso",
                        "the optimum at lambda " + format_number(lambda) + " was not reached (residual " +
                            format_number(solver.kkt_residual()) + ")",
                        "Please report this with the table that was used.");
    }
    if (done > 0) path.kkt_residual = std::max(path.kkt_residual, solver.kkt_residual());
    path.lambda(done) = lambda;
    path.dev_ratio(done) = 1 - solver.deviance() / path.null_deviance;
    auto const& beta = solver.coefficients();
    double intercept = beta(0);
    for (Eigen::Index j = 0; j < x.cols(); ++j) {
      if (beta(j + 1) == 0) continue;
      double const raw = beta(j + 1) / standardised.deviation(j);
      path.coefficients(j, done) = raw;
      intercept -= raw * standardised.mean(j);
    }
    path.intercept(done) = intercept;
    ++done;
    if (done < kLeastLambdas) continue;
    if (path.dev_ratio(done - 1) > kMostExplained || path.dev_ratio(done - 1) - path.dev_ratio(done - 2) < kLeastGain)
      break;
  }
  path.lambda.conservativeResize(done);
  path.intercept.conservativeResize(done);
  path.dev_ratio.conservativeResize(done);
  path.coefficients.conservativeResize(Eigen::NoChange, done);
  // As glmnet writes it down (equal to λ_max but for rounding).
  if (done > 2) path.lambda(0) = std::exp(2 * std::log(path.lambda(1)) - std::log(path.lambda(2)));
  return path;
}

}  // namespace petra
