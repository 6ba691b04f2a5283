#include "petra/stats/lasso_solver.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "petra/base/vector_clones.hpp"

namespace petra {

namespace {

constexpr int kMostSteps = 2000;          // Newton steps per λ
constexpr int kMostRounds = 500;          // times that columns may enter per λ
constexpr double kGoodContraction = 0.1;  // a step that shrinks the residual less than this asks for a fresh Hessian
constexpr double kSameColumn = 1e-11;     // largest difference of standardised columns that are one and the same
constexpr double kSmallestWeight =
    1e-9;  // of an observation: keeps the Hessian regular when probabilities reach 0 or 1

// sum += Σ factor · column, each row's terms added in the order of the columns; rows of a block stay in registers.
PETRA_VECTOR_CLONES void add_columns(double* sum, std::size_t rows, std::vector<double> const& factor,
                                     std::vector<double const*> const& column) {
  using Lanes = double __attribute__((vector_size(32)));
  constexpr std::size_t kLanes = 4, kBlock = 4 * kLanes;
  std::size_t row = 0;
  for (; row + kBlock <= rows; row += kBlock) {
    Lanes a, b, c, d;
    load_lanes(sum + row, a);
    load_lanes(sum + row + kLanes, b);
    load_lanes(sum + row + 2 * kLanes, c);
    load_lanes(sum + row + 3 * kLanes, d);
    for (std::size_t k = 0; k < factor.size(); ++k) {
      Lanes x;
      double const* const from = column[k] + row;
      load_lanes(from, x);
      a += factor[k] * x;
      load_lanes(from + kLanes, x);
      b += factor[k] * x;
      load_lanes(from + 2 * kLanes, x);
      c += factor[k] * x;
      load_lanes(from + 3 * kLanes, x);
      d += factor[k] * x;
    }
    store_lanes(a, sum + row);
    store_lanes(b, sum + row + kLanes);
    store_lanes(c, sum + row + 2 * kLanes);
    store_lanes(d, sum + row + 3 * kLanes);
  }
  for (; row < rows; ++row) {
    for (std::size_t k = 0; k < factor.size(); ++k) sum[row] += factor[k] * column[k][row];
  }
}

}  // namespace

LassoSolver::LassoSolver(Eigen::MatrixXd const& x, Eigen::VectorXd const& y)
    : x_(x),
      y_(y),
      n_(static_cast<double>(x.rows())),
      beta_(Eigen::VectorXd::Zero(x.cols())),
      eta_(x.rows()),
      probability_(x.rows()),
      residual_(x.rows()),
      is_active_(static_cast<std::size_t>(x.cols()), 0) {
  find_repeats();
  double const share = y.mean();
  beta_(0) = std::log(share / (1 - share));
  active_.push_back(0);
  sign_.push_back(0);
  is_active_[0] = 1;
  eta_.setConstant(beta_(0));
  update_predictions();
}

// Columns that equal an earlier one or its negative: with the lasso's penalty alone the optimum is not unique, and the
// earlier column takes all (glmnet's cyclic order does the same). Equal columns have equal products with y, so only
// neighbours in that order are compared.
void LassoSolver::find_repeats() {
  is_repeat_.assign(static_cast<std::size_t>(x_.cols()), 0);
  Eigen::VectorXd const product = (x_.transpose() * (y_.array() - y_.mean()).matrix()).cwiseAbs();
  std::vector<int> order(static_cast<std::size_t>(x_.cols()) - 1);
  std::iota(order.begin(), order.end(), 1);
  std::sort(order.begin(), order.end(),
            [&](int a, int b) { return product(a) < product(b) || (product(a) == product(b) && a < b); });
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (std::size_t j = i + 1; j < order.size() && product(order[j]) - product(order[i]) <= kSameColumn * n_; ++j) {
      auto const a = x_.col(order[i]), b = x_.col(order[j]);
      double const smaller = std::min((a - b).cwiseAbs().maxCoeff(), (a + b).cwiseAbs().maxCoeff());
      if (smaller <= kSameColumn) is_repeat_[static_cast<std::size_t>(std::max(order[i], order[j]))] = 1;
    }
  }
}

void LassoSolver::update_predictions() {
  probability_ = (1 + (-eta_.array()).exp()).inverse();
  residual_ = y_ - probability_;
}

double LassoSolver::deviance() const {
  double sum = 0;
  for (Eigen::Index i = 0; i < eta_.size(); ++i) {
    double const toward_wrong = y_(i) > 0.5 ? -eta_(i) : eta_(i);
    sum += toward_wrong > 0 ? toward_wrong + std::log1p(std::exp(-toward_wrong)) : std::log1p(std::exp(toward_wrong));
  }
  return 2 * sum;
}

double LassoSolver::objective() const {
  double penalty = 0;
  for (std::size_t k = 1; k < active_.size(); ++k) {
    double const b = beta_(active_[k]);
    penalty += l1_ * std::abs(b) + 0.5 * l2_ * b * b;
  }
  return deviance() / (2 * n_) + penalty;
}

Eigen::VectorXd LassoSolver::active_gradient() const {
  Eigen::VectorXd gradient(static_cast<Eigen::Index>(active_.size()));
  for (std::size_t k = 0; k < active_.size(); ++k) {
    double const b = beta_(active_[k]);
    double const penalty = k == 0 ? 0 : l1_ * sign_[k] + l2_ * b;
    gradient(static_cast<Eigen::Index>(k)) = penalty - x_.col(active_[k]).dot(residual_) / n_;
  }
  return gradient;
}

void LassoSolver::factorise() {
  Eigen::MatrixXd hessian = gram_;
  hessian.diagonal().tail(hessian.rows() - 1).array() += l2_;
  factor_.compute(hessian);
  // More active columns than the rows determine: a trace of ridge on the direction only, never on the optimum.
  for (double jitter = 1e-12; factor_.info() != Eigen::Success && jitter < 1; jitter *= 100) {
    hessian.diagonal().array() *= 1 + jitter;
    hessian.diagonal().array() += jitter;
    factor_.compute(hessian);
  }
}

void LassoSolver::renew_hessian() {
  weights_ = (probability_.array() * (1 - probability_.array())).max(kSmallestWeight) / n_;
  auto const size = static_cast<Eigen::Index>(active_.size());
  active_x_.resize(x_.rows(), size);
  Eigen::VectorXd const root = weights_.cwiseSqrt();
  for (Eigen::Index k = 0; k < size; ++k)
    active_x_.col(k) = x_.col(active_[static_cast<std::size_t>(k)]).cwiseProduct(root);
  gram_.setZero(size, size);
  gram_.selfadjointView<Eigen::Lower>().rankUpdate(active_x_.transpose());
  gram_.triangularView<Eigen::StrictlyUpper>() = gram_.transpose();
  has_weights_ = true;
  factorise();
}

void LassoSolver::append(int column, double sign) {
  active_.push_back(column);
  sign_.push_back(sign);
  is_active_[static_cast<std::size_t>(column)] = 1;
  if (!has_weights_) return;
  auto const size = static_cast<Eigen::Index>(active_.size());
  Eigen::VectorXd const weighted = x_.col(column).cwiseProduct(weights_);
  gram_.conservativeResize(size, size);
  for (Eigen::Index k = 0; k < size; ++k) {
    gram_(k, size - 1) = gram_(size - 1, k) = x_.col(active_[static_cast<std::size_t>(k)]).dot(weighted);
  }
}

void LassoSolver::remove(std::size_t position) {
  int const column = active_[position];
  beta_(column) = 0;
  is_active_[static_cast<std::size_t>(column)] = 0;
  active_.erase(active_.begin() + static_cast<std::ptrdiff_t>(position));
  sign_.erase(sign_.begin() + static_cast<std::ptrdiff_t>(position));
  if (!has_weights_) return;
  auto const at = static_cast<Eigen::Index>(position), after = gram_.rows() - at - 1;
  Eigen::MatrixXd smaller(gram_.rows() - 1, gram_.cols() - 1);
  smaller.topLeftCorner(at, at) = gram_.topLeftCorner(at, at);
  smaller.topRightCorner(at, after) = gram_.topRightCorner(at, after);
  smaller.bottomLeftCorner(after, at) = gram_.bottomLeftCorner(after, at);
  smaller.bottomRightCorner(after, after) = gram_.bottomRightCorner(after, after);
  gram_.swap(smaller);
}

// Newton's step with the present factor, cut at the first change of sign. Returns the place in active_ of the
// coefficient that reached zero, 0 for a full step.
std::size_t LassoSolver::step(Eigen::VectorXd const& gradient) {
  Eigen::VectorXd const direction = -factor_.solve(gradient);
  double length = 1;
  std::size_t cut = 0;
  for (std::size_t k = 1; k < active_.size() && l1_ > 0; ++k) {
    double const b = beta_(active_[k]), d = direction(static_cast<Eigen::Index>(k));
    if (b == 0 ? sign_[k] * d >= 0 : sign_[k] * (b + length * d) >= 0) continue;
    length = -b / d;
    cut = k;
  }
  change_.resize(active_.size());
  column_.resize(active_.size());
  for (std::size_t k = 0; k < active_.size(); ++k) {
    change_[k] = length * direction(static_cast<Eigen::Index>(k));
    column_[k] = x_.col(active_[k]).data();
    beta_(active_[k]) += change_[k];
  }
  add_columns(eta_.data(), static_cast<std::size_t>(eta_.size()), change_, column_);
  update_predictions();
  return cut;
}

// To the optimum on the active set, columns leaving it where they must.
bool LassoSolver::settle(double tolerance) {
  Eigen::VectorXd gradient = active_gradient();
  double size = gradient.cwiseAbs().maxCoeff();
  bool fresh = false;  // the Hessian is of the present point
  for (int steps = 0; steps < kMostSteps; ++steps) {
    if (size <= tolerance) return true;
    if (!has_weights_) renew_hessian(), fresh = true;
    Eigen::VectorXd old_beta = beta_, old_eta = eta_;
    std::size_t const cut = step(gradient);
    if (cut > 0) {
      remove(cut);
      factorise();
      gradient = active_gradient();
      size = gradient.cwiseAbs().maxCoeff();
      fresh = false;
      continue;
    }
    Eigen::VectorXd const new_gradient = active_gradient();
    double const new_size = new_gradient.cwiseAbs().maxCoeff();
    bool const contracts = new_size <= kGoodContraction * size;
    if (new_size > size && !descends(old_beta, old_eta)) {
      if (fresh && size <= 1e3 * tolerance)
        return true;  // rounding: no descent is left; the caller judges the residual
      beta_ = old_beta;
      eta_ = old_eta;
      update_predictions();
      if (fresh) return false;
      renew_hessian();
      fresh = true;
      continue;
    }
    gradient = new_gradient;
    size = new_size;
    fresh = false;
    if (!contracts && size > tolerance) renew_hessian(), fresh = true;
  }
  return false;
}

// True where the present point's objective is no higher than that of the old one.
bool LassoSolver::descends(Eigen::VectorXd& old_beta, Eigen::VectorXd& old_eta) {
  double const now = objective();
  beta_.swap(old_beta);
  eta_.swap(old_eta);
  double const before = objective();
  beta_.swap(old_beta);
  eta_.swap(old_eta);
  return now <= before + 1e-14 * std::abs(before);
}

// Lets columns in whose gradient exceeds the penalty: all, or only the worst; false when there is none.
bool LassoSolver::enter(double tolerance, bool only_worst) {
  Eigen::VectorXd const gradient = x_.transpose() * residual_ / n_;
  kkt_residual_ = 0;
  int worst = -1;
  std::vector<int> entering;
  for (Eigen::Index j = 1; j < x_.cols(); ++j) {
    if (is_active_[static_cast<std::size_t>(j)] != 0 || (l2_ == 0 && is_repeat_[static_cast<std::size_t>(j)] != 0))
      continue;
    double const excess = std::abs(gradient(j)) - l1_;
    if (excess > kkt_residual_) kkt_residual_ = excess, worst = static_cast<int>(j);
    if (excess > tolerance) entering.push_back(static_cast<int>(j));
  }
  if (entering.empty()) return false;
  if (only_worst) entering = {worst};
  for (int const column : entering) append(column, gradient(column) > 0 ? 1 : -1);
  if (has_weights_) factorise();
  return true;
}

bool LassoSolver::solve(double l1, double l2, double tolerance) {
  l1_ = l1;
  l2_ = l2;
  if (has_weights_) factorise();  // l2 is on its diagonal
  for (int round = 0; round < kMostRounds; ++round) {
    if (!settle(tolerance)) return false;
    // A column must violate its condition by more than the active ones do, else rounding would let it in and out for
    // ever.
    if (enter(10 * tolerance, round > 0)) continue;
    kkt_residual_ = std::max(kkt_residual_, active_gradient().cwiseAbs().maxCoeff());
    return true;
  }
  return false;
}

}  // namespace petra
