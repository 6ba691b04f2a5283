#include "petra/stats/glm_end.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace petra {

namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
constexpr double kFurthest = 30;  // R's logit link counts probabilities beyond it as epsilon from 0 or 1

// R's own arithmetic: near the end the change of deviance is rounding, and decides the last iteration.
double probability_of(double linear) {
  double const odds = linear < -kFurthest ? kEpsilon : linear > kFurthest ? 1 / kEpsilon : std::exp(linear);
  return odds / (1 + odds);
}

double slope_of(double linear) {
  double const odds = std::exp(linear);
  return std::abs(linear) > kFurthest ? kEpsilon : odds / ((1 + odds) * (1 + odds));
}

double deviance_of(Eigen::VectorXd const& linear, Eigen::VectorXd const& outcome) {
  long double sum = 0;
  for (Eigen::Index i = 0; i < linear.size(); ++i) {
    double const p = probability_of(linear(i));
    sum += 2 * std::log(outcome(i) > 0.5 ? 1 / p : 1 / (1 - p));
  }
  return static_cast<double>(sum);
}

}  // namespace

Result<LogisticFit> fit_as_glm_ends(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y,
                                    std::vector<std::string> const& names, double epsilon, int most_iterations) {
  auto const n = x.rows();
  Eigen::MatrixXd design(n, x.cols() + 1);
  design << Eigen::VectorXd::Ones(n), x;
  Eigen::VectorXd outcome(n);
  for (Eigen::Index i = 0; i < n; ++i) outcome(i) = y[static_cast<std::size_t>(i)];
  double const share = outcome.mean();
  if (n != static_cast<Eigen::Index>(y.size()) || !(share > 0 && share < 1))
    return make_error(ErrorCode::invalid_input, "glm", "all outcomes are the same", "Both outcomes are needed.");
  Eigen::VectorXd linear = outcome.unaryExpr([](double value) { return std::log((value + 0.5) / (1.5 - value)); });
  LogisticFit fit;
  double deviance = std::numeric_limits<double>::infinity();
  for (fit.iterations = 1; fit.iterations <= most_iterations; ++fit.iterations) {
    Eigen::VectorXd const p = linear.unaryExpr(&probability_of), slope = linear.unaryExpr(&slope_of);
    Eigen::VectorXd const root = (slope.array().square() / (p.array() * (1 - p.array()))).sqrt();
    Eigen::VectorXd const working = linear.array() + (outcome - p).array() / slope.array();
    fit.coefficient = (root.asDiagonal() * design).householderQr().solve(root.cwiseProduct(working));
    if (!fit.coefficient.allFinite())
      return make_error(ErrorCode::invalid_input, "glm", "its weights have vanished", "Use fewer variables.");
    linear = design * fit.coefficient;
    double const before = deviance;
    deviance = deviance_of(linear, outcome);
    if (std::abs(deviance - before) / (std::abs(deviance) + 0.1) < epsilon) break;
  }
  fit.iterations = std::min(fit.iterations, most_iterations);
  fit.terms = {"(Intercept)"};
  fit.terms.insert(fit.terms.end(), names.begin(), names.end());
  fit.separated = true;
  fit.deviance = deviance;
  fit.log_likelihood = -deviance / 2;
  fit.null_log_likelihood = static_cast<double>(n) * (share * std::log(share) + (1 - share) * std::log(1 - share));
  return fit;
}

}  // namespace petra
