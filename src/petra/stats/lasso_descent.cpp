#include "petra/stats/lasso_descent.hpp"

#include <algorithm>
#include <cmath>

namespace petra {

namespace {

// glmnet.control()'s pmin: probabilities within it of 0 or 1 count as these, and a total weight below is saturated.
constexpr double kSmallestProbability = 1e-9;
constexpr double kSaturatedWeight = (1 + kSmallestProbability) * kSmallestProbability * (1 - kSmallestProbability);

}  // namespace

LassoDescent::LassoDescent(Eigen::MatrixXd const& x, Eigen::VectorXd const& y, double alpha, double threshold,
                           long most_passes)
    : x_(x),
      y_(y),
      alpha_(alpha),
      n_(static_cast<double>(x.rows())),
      row_(Eigen::VectorXd::Constant(x.rows(), 1 / n_)),
      most_passes_(most_passes),
      beta_(Eigen::VectorXd::Zero(x.cols())),
      curvature_(Eigen::VectorXd::Zero(x.cols())),
      varies_(static_cast<std::size_t>(x.cols()), 0),
      strong_(static_cast<std::size_t>(x.cols()), 0),
      was_active_(static_cast<std::size_t>(x.cols()), 0) {
  double const share = row_.dot(y);
  beta_(0) = std::log(share / (1 - share));
  probability_ = Eigen::VectorXd::Constant(x.rows(), share);
  total_weight_ = share * (1 - share);
  weight_ = total_weight_ * row_;
  residual_ = row_.array() * (y.array() - share);
  double const half_deviance = -(beta_(0) * share + std::log(1 - share));  // per row
  null_deviance_ = 2 * n_ * half_deviance;
  smallest_change_ = threshold * half_deviance;
  gradient_ = Eigen::VectorXd::Zero(x.cols());
  for (Eigen::Index j = 1; j < x.cols(); ++j) {
    varies_[static_cast<std::size_t>(j)] = x.col(j).cwiseAbs().maxCoeff() > 0;
    gradient_(j) = std::abs(residual_.dot(x.col(j)));
  }
}

// One coordinate to its optimum on the quadratic approximation; returns what that changed.
double LassoDescent::update(Eigen::Index column, double l1, double l2) {
  double const before = beta_(column), bend = curvature_(column);
  double const pull = residual_.dot(x_.col(column)) + bend * before;
  double const beyond = std::abs(pull) - l1;
  beta_(column) = beyond <= 0 ? 0 : std::copysign(beyond, pull) / (bend + l2);
  double const moved = beta_(column) - before;
  if (moved == 0) return 0;
  residual_.array() -= moved * (weight_.array() * x_.col(column).array());
  return bend * moved * moved;
}

double LassoDescent::update_intercept() {
  double const moved = residual_.sum() / total_weight_;
  if (moved == 0) return 0;
  beta_(0) += moved;
  residual_ -= moved * weight_;
  return total_weight_ * moved * moved;
}

// Full passes over the strong columns, each followed by passes over those ever active until these stand still.
bool LassoDescent::settle(double l1, double l2) {
  while (true) {
    ++passes_;
    double largest = 0;
    for (Eigen::Index j = 1; j < x_.cols(); ++j) {
      auto const at = static_cast<std::size_t>(j);
      if (strong_[at] == 0) continue;
      double const before = beta_(j);
      largest = std::max(largest, update(j, l1, l2));
      if (beta_(j) == before || was_active_[at] != 0) continue;
      was_active_[at] = 1;
      ever_active_.push_back(j);
    }
    largest = std::max(largest, update_intercept());
    if (largest < smallest_change_) return true;
    if (passes_ > most_passes_) return false;
    do {
      ++passes_;
      largest = 0;
      for (auto const j : ever_active_) largest = std::max(largest, update(j, l1, l2));
      largest = std::max(largest, update_intercept());
      if (passes_ > most_passes_) return false;
    } while (!(largest < smallest_change_));
  }
}

void LassoDescent::renew_weights() {
  double const furthest = std::log(1 / kSmallestProbability - 1);
  Eigen::VectorXd linear = Eigen::VectorXd::Constant(x_.rows(), beta_(0));
  for (auto const j : ever_active_) linear += beta_(j) * x_.col(j);
  probability_ = linear.unaryExpr([furthest](double value) {
    return value < -furthest ? 0.0 : value > furthest ? 1.0 : 1 / (1 + std::exp(-value));
  });
  weight_ = row_.array() * probability_.array() * (1 - probability_.array());
  total_weight_ = weight_.sum();
  residual_ = row_.array() * (y_ - probability_).array();
}

bool LassoDescent::moved_since(Eigen::VectorXd const& before) const {
  auto const far = [&](double bend, Eigen::Index j) {
    double const moved = beta_(j) - before(j);
    return !(bend * moved * moved < smallest_change_);
  };
  return far(total_weight_, 0) ||
         std::any_of(ever_active_.begin(), ever_active_.end(), [&](Eigen::Index j) { return far(curvature_(j), j); });
}

// Lets in the columns that the strong rule left out wrongly.
bool LassoDescent::let_in(double l1) {
  bool any = false;
  for (Eigen::Index j = 1; j < x_.cols(); ++j) {
    auto const at = static_cast<std::size_t>(j);
    if (strong_[at] != 0 || varies_[at] == 0) continue;
    gradient_(j) = std::abs(residual_.dot(x_.col(j)));
    if (gradient_(j) > l1) strong_[at] = 1, any = true;
  }
  return any;
}

bool LassoDescent::solve(double lambda, double previous) {
  double const l1 = lambda * alpha_, l2 = lambda * (1 - alpha_), rule = alpha_ * (2 * lambda - previous);
  for (Eigen::Index j = 1; j < x_.cols(); ++j) {
    auto const at = static_cast<std::size_t>(j);
    if (varies_[at] != 0 && gradient_(j) > rule) strong_[at] = 1;
  }
  while (true) {
    Eigen::VectorXd const before = beta_;
    for (Eigen::Index j = 1; j < x_.cols(); ++j) {
      if (strong_[static_cast<std::size_t>(j)] != 0) curvature_(j) = weight_.dot(x_.col(j).cwiseAbs2());
    }
    if (!settle(l1, l2)) return false;
    renew_weights();
    saturated_ = total_weight_ <= kSaturatedWeight;
    if (saturated_) return true;
    if (!moved_since(before) && !let_in(l1)) return true;
  }
}

double LassoDescent::deviance() const {
  double sum = 0;
  for (Eigen::Index i = 0; i < y_.size(); ++i) {
    double const p = std::clamp(probability_(i), kSmallestProbability, 1 - kSmallestProbability);
    sum += y_(i) > 0.5 ? std::log(p) : std::log(1 - p);
  }
  return -2 * sum;
}

}  // namespace petra
