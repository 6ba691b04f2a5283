#include "petra/stats/logistic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "petra/stats/distributions.hpp"
#include "petra/stats/logistic_design.hpp"

namespace petra {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr int kMaximumIterations = 200;
constexpr double kSeparationTolerance = 1e-9;  // of the largest change, in linear predictor

// What a Newton iteration needs at one point of the (scaled) coefficients.
struct Point {
  Eigen::VectorXd coefficient, linear, probability, weight, residual;
  double objective = 0;  // log likelihood, or the penalised one
};

// Probabilities, weights p (1 - p) and residuals y - p (both exact in the tails, where 1 - p would cancel) and the log
// likelihood, from one exponential per patient: the larger one is taken out everywhere.
void set_from_linear(Point& point, Eigen::VectorXd const& y) {
  auto const n = y.size();
  point.probability.resize(n);
  point.weight.resize(n);
  point.residual.resize(n);
  double log_likelihood = 0;
  for (Eigen::Index i = 0; i < n; ++i) {
    double const linear = point.linear[i], e = std::exp(-std::abs(linear));
    double const near = 1 / (1 + e), far = e / (1 + e);  // probabilities of the side that is likelier, and of the other
    point.probability[i] = linear >= 0 ? near : far;
    point.weight[i] = e / ((1 + e) * (1 + e));
    bool const is_case = y[i] > 0;
    point.residual[i] = is_case ? (linear <= 0 ? near : far) : -(linear >= 0 ? near : far);
    double const toward_truth = is_case ? linear : -linear;
    log_likelihood -= toward_truth > 0 ? std::log1p(e) : -toward_truth + std::log1p(e);
  }
  point.objective = log_likelihood;
}

Eigen::MatrixXd information(LogisticDesign const& design, Point const& point) {
  return design.columns.transpose() * point.weight.asDiagonal() * design.columns;
}

double log_determinant(Eigen::MatrixXd const& matrix) {
  Eigen::LDLT<Eigen::MatrixXd> const factor(matrix);
  return factor.vectorD().array().abs().log().sum();
}

Point evaluate(LogisticDesign const& design, Eigen::VectorXd coefficient, LogisticMethod method) {
  Point point;
  point.coefficient = std::move(coefficient);
  point.linear = design.columns * point.coefficient;
  set_from_linear(point, design.y);
  if (method == LogisticMethod::firth) point.objective += 0.5 * log_determinant(information(design, point));
  return point;
}

// Firth's modified score: X'(y - p + h (1/2 - p)), h the leverages of the weighted design.
Eigen::VectorXd score(LogisticDesign const& design, Point const& point, LogisticMethod method,
                      Eigen::LDLT<Eigen::MatrixXd> const& factor) {
  Eigen::VectorXd residual = point.residual;
  if (method == LogisticMethod::firth) {
    Eigen::MatrixXd const solved = factor.solve(design.columns.transpose());  // terms × N
    for (Eigen::Index i = 0; i < residual.size(); ++i) {
      double const leverage = point.weight[i] * design.columns.row(i).dot(solved.col(i));
      residual[i] += leverage * (0.5 - point.probability[i]);
    }
  }
  return design.columns.transpose() * residual;
}

// The logistic likelihood has no maximum exactly when some direction d of the coefficients never lowers the right side
// of any patient: s_i x_i·d >= 0 for all, > 0 for some (Albert & Anderson 1984), s_i = +1 for cases and -1 for
// controls. Newton's steps run along such a direction for ever, by about one unit of linear predictor each; so the step
// itself is the certificate.
bool is_separating(LogisticDesign const& design, Eigen::VectorXd const& direction) {
  Eigen::VectorXd change = design.columns * direction;
  for (Eigen::Index i = 0; i < change.size(); ++i) {
    if (design.y[i] == 0) change[i] = -change[i];
  }
  double const largest = change.maxCoeff();
  return largest > 0.2 && change.minCoeff() > -kSeparationTolerance * largest;
}

struct Optimum {
  Point point;
  std::optional<Eigen::VectorXd> separating;  // a direction, when there is no optimum
  int iterations = 0, lrm_steps = 0;
};

Result<Optimum> maximise(LogisticDesign const& design, LogisticMethod method) {
  auto const terms = design.columns.cols();
  Eigen::VectorXd start = Eigen::VectorXd::Zero(terms);
  double const share = design.y.mean();
  start[0] = std::log(share / (1 - share));
  Optimum optimum{evaluate(design, start, method), std::nullopt, 0};
  double const rows = static_cast<double>(design.columns.rows());
  for (int iteration = 1; iteration <= kMaximumIterations; ++iteration) {
    optimum.iterations = iteration;
    Eigen::LDLT<Eigen::MatrixXd> const factor(information(design, optimum.point));
    Eigen::VectorXd const gradient = score(design, optimum.point, method, factor);
    Eigen::VectorXd step = factor.solve(gradient);
    if (!step.allFinite()) break;
    if (method == LogisticMethod::maximum_likelihood && iteration > 3 && is_separating(design, step)) {
      optimum.separating = step;
      return optimum;
    }
    // Heinze's limit on a Firth step; ordinary steps are only halved while they make things worse.
    double const longest = (design.columns * step).cwiseAbs().maxCoeff();
    if (method == LogisticMethod::firth && longest > 5) step *= 5 / longest;
    Point next = evaluate(design, optimum.point.coefficient + step, method);
    double const slack = 1e-13 * (1 + std::abs(optimum.point.objective));
    for (int halvings = 0; halvings < 30 && !(next.objective >= optimum.point.objective - slack); ++halvings) {
      step /= 2;
      next = evaluate(design, optimum.point.coefficient + step, method);
    }
    // Fisher's information can be half the penalised likelihood's curvature: the scoring step then overshoots by its
    // own length and two points alternate for ever. A slope that has turned at the far end is shortened to its root.
    if (method == LogisticMethod::firth) {
      double const near_slope = gradient.dot(step);
      Eigen::LDLT<Eigen::MatrixXd> const next_factor(information(design, next));
      double const far_slope = score(design, next, method, next_factor).dot(step);
      if (far_slope < -0.1 * near_slope && near_slope > 0) {
        step *= near_slope / (near_slope - far_slope);
        next = evaluate(design, optimum.point.coefficient + step, method);
      }
    }
    constexpr double kLrmStandsStill = 0.025;  // of the deviance
    if (optimum.lrm_steps == 0 && std::abs(2 * (next.objective - optimum.point.objective)) < kLrmStandsStill)
      optimum.lrm_steps = iteration;
    optimum.point = std::move(next);
    bool const still = step.cwiseAbs().maxCoeff() < 1e-13 * (1 + optimum.point.coefficient.cwiseAbs().maxCoeff());
    if (still || (gradient.cwiseAbs().maxCoeff() < 1e-13 * rows && step.cwiseAbs().maxCoeff() < 1e-10)) return optimum;
  }
  return make_error(ErrorCode::invalid_input, "logistic regression", "does not converge",
                    "The variables nearly determine each other or the outcome; leave some out");
}

LogisticFit describe(LogisticDesign const& design, Optimum const& optimum, LogisticMethod method,
                     std::vector<std::string> const& names) {
  LogisticFit fit;
  fit.method = method;
  fit.iterations = optimum.iterations;
  fit.lrm_steps = optimum.lrm_steps;
  fit.terms.reserve(names.size() + 1);
  fit.terms.emplace_back("(Intercept)");
  fit.terms.insert(fit.terms.end(), names.begin(), names.end());
  Eigen::Index const terms = design.columns.cols();
  fit.coefficient = design.to_raw * optimum.point.coefficient;
  Eigen::MatrixXd const scaled =
      information(design, optimum.point).ldlt().solve(Eigen::MatrixXd::Identity(terms, terms));
  fit.covariance = design.to_raw * scaled * design.to_raw.transpose();
  fit.covariance = (0.5 * (fit.covariance + fit.covariance.transpose())).eval();
  fit.standard_error = fit.covariance.diagonal().cwiseSqrt();
  fit.z = fit.coefficient.cwiseQuotient(fit.standard_error);
  fit.p = fit.z.unaryExpr([](double z) { return normal_two_sided(z); });
  double const quantile = normal_quantile(0.975);
  fit.odds_ratio = fit.coefficient.array().exp();
  fit.or_low = (fit.coefficient - quantile * fit.standard_error).array().exp();
  fit.or_high = (fit.coefficient + quantile * fit.standard_error).array().exp();
  double const n = static_cast<double>(design.y.size()), cases = design.y.sum();
  fit.log_likelihood = logistic_log_likelihood(optimum.point.linear, design.y);
  fit.null_log_likelihood = cases * std::log(cases / n) + (n - cases) * std::log((n - cases) / n);
  fit.deviance = -2 * fit.log_likelihood;
  fit.aic = fit.deviance + 2 * static_cast<double>(terms);
  fit.bic = fit.deviance + std::log(n) * static_cast<double>(terms);
  // Of the raw columns, as logistf gives it: the determinant of the scaled information times the square of the
  // scaling's.
  if (method == LogisticMethod::firth) {
    fit.penalised_log_likelihood = optimum.point.objective - design.to_raw.diagonal().array().abs().log().sum();
  }
  return fit;
}

// The terms that the patients left in place by a separating direction do not determine: those that run away, and those
// that nothing holds once they have (Konis 2007). true per column of the design.
std::vector<bool> undetermined_terms(LogisticDesign const& design, Eigen::VectorXd const& direction) {
  Eigen::VectorXd const change = (design.columns * direction).cwiseAbs();
  double const still = 10 * kSeparationTolerance * change.maxCoeff();
  Eigen::MatrixXd normal = Eigen::MatrixXd::Zero(design.columns.cols(), design.columns.cols());
  for (Eigen::Index i = 0; i < change.size(); ++i) {
    if (change[i] <= still) normal += design.columns.row(i).transpose() * design.columns.row(i);
  }
  Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> const solver(normal);
  double const zero = 1e-10 * static_cast<double>(design.columns.rows());
  std::vector<bool> undetermined(static_cast<std::size_t>(direction.size()), false);
  for (Eigen::Index k = 0; k < direction.size(); ++k) {
    if (solver.eigenvalues()[k] > zero) continue;
    for (Eigen::Index j = 0; j < direction.size(); ++j) {
      if (std::abs(solver.eigenvectors()(j, k)) > 1e-4) undetermined[static_cast<std::size_t>(j)] = true;
    }
  }
  return undetermined;
}

// Names the terms that have no estimate; their numbers are NaN.
void mark_separated(LogisticFit& fit, std::vector<bool> const& undetermined) {
  fit.separated = true;
  for (Eigen::Index j = 0; j < fit.coefficient.size(); ++j) {
    if (!undetermined[static_cast<std::size_t>(j)]) continue;
    if (j > 0) fit.separated_terms.push_back(fit.terms[static_cast<std::size_t>(j)]);
    for (auto* values :
         {&fit.coefficient, &fit.standard_error, &fit.z, &fit.p, &fit.odds_ratio, &fit.or_low, &fit.or_high}) {
      (*values)[j] = kNaN;
    }
    fit.covariance.row(j).setConstant(kNaN);
    fit.covariance.col(j).setConstant(kNaN);
  }
  // The intercept of the raw scale moves with every diverging term.
  for (auto* values :
       {&fit.coefficient, &fit.standard_error, &fit.z, &fit.p, &fit.odds_ratio, &fit.or_low, &fit.or_high})
    (*values)[0] = kNaN;
}

Result<LogisticFit> fit(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y,
                        std::vector<std::string> const& names, LogisticMethod method) {
  PETRA_TRY(auto const design, make_logistic_design(x, y, names));
  PETRA_TRY(auto const optimum, maximise(design, method));
  auto described = describe(design, optimum, method, names);
  if (optimum.separating) mark_separated(described, undetermined_terms(design, *optimum.separating));
  return described;
}

}  // namespace

double inverse_logit(double x) {
  if (x >= 0) return 1 / (1 + std::exp(-x));
  double const e = std::exp(x);
  return e / (1 + e);
}

Result<LogisticFit> fit_logistic(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y,
                                 std::vector<std::string> const& names) {
  return fit(x, y, names, LogisticMethod::maximum_likelihood);
}

Result<LogisticFit> fit_firth(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y,
                              std::vector<std::string> const& names) {
  return fit(x, y, names, LogisticMethod::firth);
}

Result<LogisticFit> fit_logistic_or_firth(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y,
                                          std::vector<std::string> const& names) {
  PETRA_TRY(auto ordinary, fit_logistic(x, y, names));
  if (!ordinary.separated) return ordinary;
  PETRA_TRY(auto penalised, fit_firth(x, y, names));
  penalised.separated = true;
  penalised.separated_terms = ordinary.separated_terms;
  return penalised;
}

Result<LikelihoodRatioTest> likelihood_ratio_test(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y,
                                                  std::vector<std::string> const& names,
                                                  std::vector<int> const& dropped) {
  PETRA_TRY(auto const full, fit_logistic(x, y, names));
  std::vector<std::string> kept_names;
  Eigen::MatrixXd kept(x.rows(), x.cols() - static_cast<Eigen::Index>(dropped.size()));
  for (int j = 0; j < static_cast<int>(names.size()); ++j) {
    if (std::find(dropped.begin(), dropped.end(), j) != dropped.end()) continue;
    kept.col(static_cast<Eigen::Index>(kept_names.size())) = x.col(j);
    kept_names.push_back(names[static_cast<std::size_t>(j)]);
  }
  PETRA_TRY(auto const smaller, fit_logistic(kept, y, kept_names));
  LikelihoodRatioTest test;
  test.df = static_cast<int>(dropped.size());
  bool const undefined = full.separated || smaller.separated;
  test.statistic = undefined ? kNaN : std::max(0.0, smaller.deviance - full.deviance);
  test.p = undefined ? kNaN : chi_squared_upper_tail(test.statistic, test.df);
  return test;
}

Eigen::VectorXd linear_predictor(LogisticFit const& fit, Eigen::Ref<Eigen::MatrixXd const> const& x) {
  return (x * fit.coefficient.tail(fit.coefficient.size() - 1)).array() + fit.coefficient[0];
}

}  // namespace petra
