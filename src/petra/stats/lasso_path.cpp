// glmnet's path: standardisation, grid of λ, early stop, coefficients back on the raw scale.
#include <cmath>
#include <memory>

#include "petra/base/text.hpp"
#include "petra/stats/lasso.hpp"
#include "petra/stats/lasso_descent.hpp"
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
  Standardised out{Eigen::MatrixXd(x.rows(), x.cols() + 1), Eigen::VectorXd::Zero(x.cols()),
                   Eigen::VectorXd::Zero(x.cols())};
  Eigen::VectorXd const row = Eigen::VectorXd::Constant(x.rows(), 1 / static_cast<double>(x.rows()));
  out.x.col(0).setOnes();
  for (Eigen::Index j = 0; j < x.cols(); ++j) {
    auto column = out.x.col(j + 1);
    if (x.col(j).minCoeff() == x.col(j).maxCoeff()) {
      column.setZero();
      continue;
    }
    out.mean(j) = row.dot(x.col(j));  // glmnet's arithmetic, to its rounding
    column = x.col(j).array() - out.mean(j);
    double const square = row.dot(column.cwiseAbs2());
    double const largest = column.cwiseAbs().maxCoeff();
    bool const in_range = square > 1e-280 && square < 1e280;  // else squares overflow or vanish
    out.deviation(j) = !scale     ? 1
                       : in_range ? std::sqrt(square)
                                  : largest * std::sqrt(row.dot((column / largest).cwiseAbs2()));
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
  if (!(settings.threshold >= 0 && settings.threshold < 1))
    return bad("threshold is " + format_number(settings.threshold), "Use a value from 0 to below 1, such as 1e-7.");
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

// The solution at one λ after another, to the optimum or to glmnet's stopping rule.
class Way {
 public:
  Way() = default;
  Way(Way const&) = delete;
  Way& operator=(Way const&) = delete;
  virtual ~Way() = default;
  [[nodiscard]] virtual Result<void> go_to(double lambda, double previous) = 0;
  [[nodiscard]] virtual Eigen::VectorXd const& coefficients() const = 0;  // intercept first
  [[nodiscard]] virtual double deviance() const = 0;
  [[nodiscard]] virtual double largest_slope() const = 0;  // of the log likelihood per row at the first λ
  [[nodiscard]] virtual bool ends_here() const = 0;
  virtual void report(LassoPath& path) const = 0;
};

class WayToOptimum final : public Way {
 public:
  WayToOptimum(Standardised const& data, Eigen::VectorXd const& y, LassoSettings const& settings)
      : settings_(settings), solver_(data.x, y) {
    Eigen::VectorXd const slope = data.x.transpose() * (y.array() - y.mean()).matrix() / static_cast<double>(y.size());
    slope_ = slope.tail(slope.size() - 1).cwiseAbs().maxCoeff();
  }
  Result<void> go_to(double lambda, double) override {
    bool const first = lambda == kFirstLambda;
    bool const reached = solver_.solve(lambda * settings_.alpha, lambda * (1 - settings_.alpha), settings_.tolerance);
    if (!reached || (!first && solver_.kkt_residual() > kAcceptedKkt)) {
      return make_error(ErrorCode::bug, "lasso",
                        "the optimum at lambda " + format_number(lambda) + " was not reached (residual " +
                            format_number(solver_.kkt_residual()) + ")",
                        "Please report this with the table that was used.");
    }
    if (!first) residual_ = std::max(residual_, solver_.kkt_residual());
    return {};
  }
  [[nodiscard]] Eigen::VectorXd const& coefficients() const override { return solver_.coefficients(); }
  [[nodiscard]] double deviance() const override { return solver_.deviance(); }
  [[nodiscard]] double largest_slope() const override { return slope_; }
  [[nodiscard]] bool ends_here() const override { return false; }
  void report(LassoPath& path) const override { path.kkt_residual = residual_; }

 private:
  LassoSettings const& settings_;
  LassoSolver solver_;
  double residual_ = 0, slope_ = 0;
};

class WayOfGlmnet final : public Way {
 public:
  WayOfGlmnet(Standardised const& data, Eigen::VectorXd const& y, LassoSettings const& settings)
      : descent_(data.x, y, settings.alpha, settings.threshold, settings.most_passes) {}
  Result<void> go_to(double lambda, double previous) override {
    if (descent_.solve(lambda, previous)) return {};
    return make_error(ErrorCode::invalid_input, "lasso",
                      "glmnet's descent did not reach its threshold at lambda " + format_number(lambda) + " within " +
                          std::to_string(descent_.passes()) + " passes",
                      "Raise threshold or most_passes, or leave threshold out: then the optimum itself is found.");
  }
  [[nodiscard]] Eigen::VectorXd const& coefficients() const override { return descent_.coefficients(); }
  [[nodiscard]] double deviance() const override { return descent_.deviance(); }
  [[nodiscard]] double largest_slope() const override { return descent_.largest_gradient(); }
  [[nodiscard]] bool ends_here() const override { return descent_.saturated(); }
  void report(LassoPath& path) const override { path.passes = descent_.passes(); }

 private:
  LassoDescent descent_;
};

// Keeps the coefficients at the present λ, raw scale, as the path's column `k`.
void write_down(Way const& way, Standardised const& data, double lambda, Eigen::Index k, LassoPath& path) {
  path.lambda(k) = lambda;
  path.dev_ratio(k) = 1 - way.deviance() / path.null_deviance;
  auto const& beta = way.coefficients();
  double intercept = beta(0);
  for (Eigen::Index j = 0; j + 1 < beta.size(); ++j) {
    if (beta(j + 1) == 0) continue;
    double const raw = beta(j + 1) / data.deviation(j);
    path.coefficients(j, k) = raw;
    intercept -= raw * data.mean(j);
  }
  path.intercept(k) = intercept;
}

bool goes_on(LassoPath const& path, Eigen::Index done) {
  return done < kLeastLambdas || !(path.dev_ratio(done - 1) > kMostExplained ||
                                   path.dev_ratio(done - 1) - path.dev_ratio(done - 2) < kLeastGain);
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
  double const smallest_ratio = x.rows() < x.cols() ? 1e-2 : 1e-4;
  double const factor = std::pow(smallest_ratio, 1.0 / (settings.lambda_count - 1));

  std::unique_ptr<Way> way;
  if (settings.threshold > 0) {
    way = std::make_unique<WayOfGlmnet>(standardised, outcome, settings);
  } else {
    way = std::make_unique<WayToOptimum>(standardised, outcome, settings);
  }
  LassoPath path;
  path.null_deviance = way->deviance();
  path.lambda.resize(settings.lambda_count);
  path.intercept.resize(settings.lambda_count);
  path.dev_ratio.resize(settings.lambda_count);
  path.coefficients = Eigen::MatrixXd::Zero(x.cols(), settings.lambda_count);
  Eigen::Index done = 0;
  double lambda = 0, previous = 0;
  while (done < settings.lambda_count) {
    if (done > 0) {
      previous = lambda;
      lambda *= factor;
    }
    PETRA_CHECK(way->go_to(done == 0 ? kFirstLambda : lambda, previous));
    if (done == 0) lambda = way->largest_slope() / std::max(settings.alpha, 1e-3);
    write_down(*way, standardised, lambda, done, path);
    ++done;
    if (way->ends_here() || !goes_on(path, done)) break;
  }
  way->report(path);
  path.lambda.conservativeResize(done);
  path.intercept.conservativeResize(done);
  path.dev_ratio.conservativeResize(done);
  path.coefficients.conservativeResize(Eigen::NoChange, done);
  // As glmnet writes it down (equal to λ_max but for rounding).
  if (done > 2) path.lambda(0) = std::exp(2 * std::log(path.lambda(1)) - std::log(path.lambda(2)));
  return path;
}

}  // namespace petra
