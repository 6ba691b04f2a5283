#include "petra/stats/logistic_profile.hpp"

#include <fmt/format.h>

#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <cstdint>
#include <limits>

#include "petra/stats/distributions.hpp"
#include "petra/stats/logistic_design.hpp"

namespace petra {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// The (penalised) log likelihood along one coefficient, maximised over the others by Newton steps.
class Profile {
 public:
  // columns: N × terms, the first of ones. `which` is held.
  Profile(Eigen::MatrixXd columns, Eigen::VectorXd const& y, Eigen::Index which, LogisticMethod method, bool separated)
      : columns_(std::move(columns)),
        y_(y),
        which_(which),
        penalised_(method == LogisticMethod::firth),
        separated_(separated) {}

  // Largest objective with the held coefficient at `value`; NaN where it was not reached. `coefficient`: the optimum at
  // a neighbouring value, replaced by this one's. Under separation Firth's constrained likelihood can have several
  // maxima; it is then climbed from 0, from the unconstrained optimum and along its ray, and with each other
  // coefficient pushed to either side (in units of linear predictor per SD).
  double operator()(double value, Eigen::VectorXd& coefficient, Eigen::VectorXd const& optimum) const {
    if (!separated_) return climb(value, coefficient);
    std::vector<Eigen::VectorXd> starts = {coefficient, optimum, optimum * (value / optimum[which_]), optimum * 0.0};
    for (Eigen::Index j = 0; j < optimum.size(); ++j) {
      for (double const push : {-12.0, -4.0, 4.0, 12.0}) {
        starts.emplace_back(Eigen::VectorXd::Zero(optimum.size()));
        starts.back()[j] = push;
      }
    }
    Eigen::VectorXd best_coefficient = coefficient;
    double best = kNaN;
    for (auto& start : starts) {
      double const reached = climb(value, start);
      if (reached > best || (std::isnan(best) && !std::isnan(reached))) {
        best = reached;
        best_coefficient = start;
      }
    }
    coefficient = best_coefficient;
    return best;
  }

  [[nodiscard]] double objective(Eigen::VectorXd const& coefficient) const {
    double const likelihood = logistic_log_likelihood(columns_ * coefficient, y_);
    if (!penalised_) return likelihood;
    return likelihood + 0.5 * information(coefficient).ldlt().vectorD().array().abs().log().sum();
  }

 private:
  Eigen::MatrixXd columns_;
  Eigen::VectorXd const& y_;
  Eigen::Index which_;
  bool penalised_, separated_;

  double climb(double value, Eigen::VectorXd& coefficient) const {
    coefficient[which_] = value;
    double current = objective(coefficient);
    for (int iteration = 0; iteration < 200; ++iteration) {
      Eigen::VectorXd const gradient = free_score(coefficient);
      Eigen::VectorXd step = newton_step(coefficient, gradient);
      double const longest = (columns_ * step).cwiseAbs().maxCoeff();
      if (longest > 5) step *= 5 / longest;
      if (longest < 1e-11) return current;
      bool moved = false;
      for (int halvings = 0; halvings < 40 && !moved; ++halvings, step /= 2) {
        double const next = objective(coefficient + step);
        if (next >= current - 1e-13 * (1 + std::abs(current))) {
          coefficient += step;
          current = next;
          moved = true;
        }
      }
      if (!moved) break;
    }
    return free_score(coefficient).cwiseAbs().maxCoeff() < 1e-6 ? current : kNaN;
  }

  [[nodiscard]] Eigen::VectorXd weights(Eigen::VectorXd const& linear) const {
    return linear.unaryExpr([](double value) {
      double const e = std::exp(-std::abs(value));
      return e / ((1 + e) * (1 + e));
    });
  }

  [[nodiscard]] Eigen::MatrixXd information(Eigen::VectorXd const& coefficient) const {
    return columns_.transpose() * weights(columns_ * coefficient).asDiagonal() * columns_;
  }

  // Gradient of the objective; 0 for the held coefficient.
  [[nodiscard]] Eigen::VectorXd free_score(Eigen::VectorXd const& coefficient) const {
    Eigen::VectorXd const linear = columns_ * coefficient;
    Eigen::VectorXd residual(y_.size());
    for (Eigen::Index i = 0; i < y_.size(); ++i)
      residual[i] = y_[i] > 0 ? inverse_logit(-linear[i]) : -inverse_logit(linear[i]);
    if (penalised_) {
      Eigen::VectorXd const weight = weights(linear);
      Eigen::MatrixXd const solved = information(coefficient).ldlt().solve(columns_.transpose());
      for (Eigen::Index i = 0; i < y_.size(); ++i)
        residual[i] += weight[i] * columns_.row(i).dot(solved.col(i)) * (0.5 - inverse_logit(linear[i]));
    }
    Eigen::VectorXd gradient = columns_.transpose() * residual;
    gradient[which_] = 0;
    return gradient;
  }

  // Newton's step; the penalised curvature by central differences of the gradient, Fisher's where it is not concave.
  [[nodiscard]] Eigen::VectorXd newton_step(Eigen::VectorXd const& coefficient, Eigen::VectorXd const& gradient) const {
    Eigen::MatrixXd curvature = information(coefficient);
    auto const hold = [this](Eigen::MatrixXd& matrix) {
      matrix.row(which_).setZero();
      matrix.col(which_).setZero();
      matrix(which_, which_) = 1;
    };
    if (penalised_) {
      Eigen::MatrixXd exact(curvature.rows(), curvature.cols());
      for (Eigen::Index j = 0; j < exact.cols(); ++j) {
        double const h = 1e-5 * (1 + std::abs(coefficient[j]));
        Eigen::VectorXd up = coefficient, down = coefficient;
        up[j] += h;
        down[j] -= h;
        exact.col(j) = (free_score(down) - free_score(up)) / (2 * h);
      }
      exact = (0.5 * (exact + exact.transpose())).eval();
      hold(exact);
      Eigen::LLT<Eigen::MatrixXd> const factor(exact);
      if (factor.info() == Eigen::Success) return factor.solve(gradient);
    }
    hold(curvature);
    return curvature.ldlt().solve(gradient);
  }
};

struct Held {
  Profile profile;
  Eigen::VectorXd coefficient;  // of the columns, at the unconstrained optimum
  double unit;                  // raw coefficient = unit × that of the column
};

// Columns scaled by their standard deviations; centred too, but where the intercept is held (it would move).
Result<Held> hold(Eigen::Ref<Eigen::MatrixXd const> const& x, LogisticDesign const& design, LogisticFit const& fit,
                  Eigen::Index which, bool separated) {
  Eigen::MatrixXd columns = design.columns;
  Eigen::VectorXd coefficient = fit.coefficient;
  for (Eigen::Index j = 1; j < columns.cols(); ++j) {
    double const sd = 1 / design.to_raw(j, j);
    if (which == 0) columns.col(j) = x.col(j - 1) / sd;
    coefficient[j] *= sd;
    if (which != 0) coefficient[0] += x.col(j - 1).mean() * fit.coefficient[j];
  }
  return Held{Profile(std::move(columns), design.y, which, fit.method, separated), coefficient,
              design.to_raw(which, which)};
}

// The root of 2·(top - profile) - quantile on one side of the estimate.
Result<double> limit(Held const& held, Eigen::Index which, double error, double quantile, int side,
                     std::string const& term) {
  Eigen::VectorXd coefficient = held.coefficient;
  double const estimate = coefficient[which], top = held.profile.objective(coefficient);
  auto const excess = [&](double value) {
    return 2 * (top - held.profile(value, coefficient, held.coefficient)) - quantile;
  };
  double inner = estimate, inner_value = -quantile, width = error * std::sqrt(quantile) / 8;
  // Short steps at first, each from the optimum before it: the branch of the maximum is not lost.
  for (int expansion = 0; expansion < 60; ++expansion, width *= 1.15) {
    double const outer = inner + side * width;
    double const outer_value = excess(outer);
    if (std::isnan(outer_value)) break;
    if (outer_value < 0) {
      inner = outer;
      inner_value = outer_value;
      continue;
    }
    std::uintmax_t steps = 200;
    auto const close = [&](double a, double b) { return std::abs(a - b) <= 1e-12 * (std::abs(a) + error); };
    auto const [a, b] =
        side > 0 ? boost::math::tools::toms748_solve(excess, inner, outer, inner_value, outer_value, close, steps)
                 : boost::math::tools::toms748_solve(excess, outer, inner, outer_value, inner_value, close, steps);
    return (a + b) / 2 * held.unit;
  }
  return make_error(ErrorCode::invalid_input, "logistic regression",
                    fmt::format("the {} profile limit of {} is not found", side > 0 ? "upper" : "lower", term),
                    "The data say next to nothing about it; leave it out or quote Wald's limits");
}

Result<LogisticFit> fit_by(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y,
                           std::vector<std::string> const& names, LogisticMethod method) {
  return method == LogisticMethod::firth ? fit_firth(x, y, names) : fit_logistic(x, y, names);
}

}  // namespace

Result<ProfileLimits> profile_limits(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y,
                                     std::vector<std::string> const& names, LogisticMethod method, double confidence) {
  PETRA_TRY(auto const design, make_logistic_design(x, y, names));
  PETRA_TRY(auto const fit, fit_by(x, y, names, method));
  PETRA_TRY(auto const ordinary, fit_logistic(x, y, names));
  if (method == LogisticMethod::maximum_likelihood && ordinary.separated) {
    return make_error(ErrorCode::invalid_input, "logistic regression",
                      "the data are separated: profile limits of maximum likelihood do not exist",
                      "Use Firth's penalised likelihood");
  }
  double const z = normal_quantile(1 - (1 - confidence) / 2);
  auto const terms = fit.coefficient.size();
  ProfileLimits limits{Eigen::VectorXd(terms), Eigen::VectorXd(terms)};
  for (Eigen::Index j = 0; j < terms; ++j) {
    PETRA_TRY(auto const held, hold(x, design, fit, j, ordinary.separated));
    double const error = fit.standard_error[j] / held.unit;
    auto const& term = fit.terms[static_cast<std::size_t>(j)];
    PETRA_TRY(limits.low[j], limit(held, j, error, z * z, -1, term));
    PETRA_TRY(limits.high[j], limit(held, j, error, z * z, 1, term));
  }
  return limits;
}

Result<std::vector<LikelihoodRatioTest>> penalised_likelihood_ratio_tests(Eigen::Ref<Eigen::MatrixXd const> const& x,
                                                                          std::span<int const> y,
                                                                          std::vector<std::string> const& names) {
  PETRA_TRY(auto const design, make_logistic_design(x, y, names));
  PETRA_TRY(auto const fit, fit_firth(x, y, names));
  PETRA_TRY(auto const ordinary, fit_logistic(x, y, names));
  std::vector<LikelihoodRatioTest> tests;
  for (Eigen::Index j = 0; j < fit.coefficient.size(); ++j) {
    PETRA_TRY(auto const held, hold(x, design, fit, j, ordinary.separated));
    Eigen::VectorXd coefficient = held.coefficient;
    double const top = held.profile.objective(coefficient), at_zero = held.profile(0, coefficient, held.coefficient);
    if (std::isnan(at_zero)) {
      return make_error(ErrorCode::invalid_input, "logistic regression",
                        "the fit without " + fit.terms[static_cast<std::size_t>(j)] + " does not converge",
                        "The variables nearly determine each other; leave some out");
    }
    double const statistic = std::max(0.0, 2 * (top - at_zero));
    tests.push_back({statistic, 1, chi_squared_upper_tail(statistic, 1)});
  }
  return tests;
}

}  // namespace petra
