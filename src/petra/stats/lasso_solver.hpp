// The optimum of the penalised logistic likelihood at one λ after another: active set and Newton steps on it.
#pragma once

#include <Eigen/Dense>
#include <vector>

namespace petra {

// minimise -(1/N) Σ loglik + l1 Σ|b_j| + l2/2 Σ b_j²; the first column of x is the intercept's (ones) and is not
// penalised.
//
// On a given set of non-zero coefficients with given signs the problem is smooth: Newton's step solves it, cut where a
// coefficient would change sign (it then leaves the set). A zero coefficient whose gradient exceeds l1 enters. Each
// solve starts from the one before, so that along a path of falling λ few steps are needed; coordinate descent needs
// millions of passes for the same accuracy on correlated columns. The Hessian is kept from step to step while it still
// contracts the error well.
class LassoSolver {
 public:
  // x: N × (1 + p), columns standardised; y: 0 or 1. Keeps references.
  LassoSolver(Eigen::MatrixXd const& x, Eigen::VectorXd const& y);

  // Moves to the optimum for these penalties. False if it was not reached within the limit of steps.
  bool solve(double l1, double l2, double tolerance);

  [[nodiscard]] Eigen::VectorXd const& coefficients() const { return beta_; }  // intercept first
  [[nodiscard]] double deviance() const;
  [[nodiscard]] double kkt_residual() const { return kkt_residual_; }  // of the last solve, over all columns

 private:
  Eigen::MatrixXd const& x_;
  Eigen::VectorXd const& y_;
  double n_;
  Eigen::VectorXd beta_, eta_, probability_, residual_;  // residual = y - probability
  std::vector<int> active_;                              // columns with a non-zero coefficient, the intercept first
  std::vector<double> sign_;                             // of active_, 0 for the intercept
  std::vector<char> is_active_, is_repeat_;
  std::vector<double> change_;         // of each active coefficient in the present step
  std::vector<double const*> column_;  // of each active coefficient
  double l1_ = 0, l2_ = 0, kkt_residual_ = 0;

  // Hessian of the likelihood on active_ with the weights of some earlier point, its scaled columns, and the factor
  // with l2 added.
  Eigen::MatrixXd active_x_, gram_;
  Eigen::VectorXd weights_;
  Eigen::LLT<Eigen::MatrixXd> factor_;
  bool has_weights_ = false;

  void find_repeats();
  void update_predictions();
  [[nodiscard]] double objective() const;
  [[nodiscard]] Eigen::VectorXd active_gradient() const;
  void renew_hessian();
  void factorise();
  void append(int column, double sign);
  void remove(std::size_t position);
  [[nodiscard]] std::size_t step(Eigen::VectorXd const& gradient);
  [[nodiscard]] bool descends(Eigen::VectorXd& old_beta, Eigen::VectorXd& old_eta);
  bool settle(double tolerance);
  [[nodiscard]] bool enter(double tolerance, bool only_worst);
};

}  // namespace petra
