#include "petra/stats/r_bfgs.hpp"

#include <cmath>

namespace petra {

namespace {

constexpr double kStepReduction = 0.2;
constexpr double kAcceptance = 1e-4;    // share of the promised decrease that a step must bring
constexpr double kRelativeChange = 10;  // a coordinate stands still when this plus it does not change

// Product of a symmetric matrix, of which the lower triangle is kept, with a vector; summed in column order as R does.
Eigen::VectorXd symmetric_product(Eigen::MatrixXd const& lower, Eigen::VectorXd const& v) {
  Eigen::VectorXd product(v.size());
  for (Eigen::Index i = 0; i < v.size(); ++i) {
    double sum = 0;
    for (Eigen::Index j = 0; j <= i; ++j) sum += lower(i, j) * v(j);
    for (Eigen::Index j = i + 1; j < v.size(); ++j) sum += lower(j, i) * v(j);
    product(i) = sum;
  }
  return product;
}

double ordered_dot(Eigen::VectorXd const& a, Eigen::VectorXd const& b) {
  double sum = 0;
  for (Eigen::Index i = 0; i < a.size(); ++i) sum += a(i) * b(i);
  return sum;
}

// The secant update of the inverse Hessian; `curvature` = step · change > 0.
void update_inverse_hessian(Eigen::MatrixXd& inverse, Eigen::VectorXd const& step, Eigen::VectorXd const& change,
                            double curvature) {
  Eigen::VectorXd const moved = symmetric_product(inverse, change);
  double const factor = 1 + ordered_dot(moved, change) / curvature;
  for (Eigen::Index i = 0; i < step.size(); ++i) {
    for (Eigen::Index j = 0; j <= i; ++j) {
      inverse(i, j) += (factor * step(i) * step(j) - step(i) * moved(j) - moved(i) * step(j)) / curvature;
    }
  }
}

}  // namespace

BfgsResult minimise_bfgs(Eigen::VectorXd const& start, std::function<double(Eigen::VectorXd const&)> const& objective,
                         std::function<Eigen::VectorXd(Eigen::VectorXd const&)> const& gradient,
                         BfgsSettings const& settings) {
  auto const n = start.size();
  BfgsResult result{start, objective(start), 1, true};
  Eigen::VectorXd slope = gradient(start);
  Eigen::MatrixXd inverse;
  int gradients = 1, reset_at = 1;  // the inverse Hessian was last reset at this gradient
  while (true) {
    if (reset_at == gradients) inverse = Eigen::MatrixXd::Identity(n, n);
    Eigen::VectorXd const before = result.point, slope_before = slope;
    Eigen::VectorXd direction = -symmetric_product(inverse, slope);
    double const projection = ordered_dot(direction, slope);
    bool stands_still = false;
    if (projection < 0) {
      double length = 1, value = result.value;
      bool accepted = false;
      while (!accepted && !stands_still) {
        Eigen::Index unchanged = 0;
        for (Eigen::Index i = 0; i < n; ++i) {
          result.point(i) = before(i) + length * direction(i);
          unchanged += kRelativeChange + before(i) == kRelativeChange + result.point(i) ? 1 : 0;
        }
        stands_still = unchanged == n;
        if (stands_still) break;
        value = objective(result.point);
        accepted = std::isfinite(value) && value <= result.value + projection * length * kAcceptance;
        if (!accepted) length *= kStepReduction;
      }
      bool const worth_going_on =
          value > settings.absolute_tolerance &&
          std::abs(value - result.value) >
              settings.relative_tolerance * (std::abs(result.value) + settings.relative_tolerance);
      if (!worth_going_on) stands_still = true;
      result.value = value;
      if (!stands_still) {
        slope = gradient(result.point);
        ++gradients;
        Eigen::VectorXd const step = length * direction, change = slope - slope_before;
        double const curvature = ordered_dot(step, change);
        if (curvature > 0) {
          update_inverse_hessian(inverse, step, change, curvature);
        } else {
          reset_at = gradients;
        }
      } else if (reset_at < gradients) {
        stands_still = false;  // once more along the steepest descent
        reset_at = gradients;
      }
    } else if (reset_at == gradients) {
      stands_still = true;
    } else {
      reset_at = gradients;
    }
    result.iterations = gradients;
    if (gradients >= settings.most_iterations) return result.converged = false, result;
    if (gradients - reset_at > 2 * n) reset_at = gradients;
    if (stands_still && reset_at == gradients) return result;
  }
}

}  // namespace petra
