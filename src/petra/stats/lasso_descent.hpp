// glmnet's own way down to its stopping rule: cyclic coordinate descent inside Newton's loop, with strong rules and an
// active set. Where it stops depends on its exact order of updates, so that order is kept here.
#pragma once

#include <Eigen/Dense>
#include <vector>

namespace petra {

// minimise -(1/N) Σ loglik + λ (α Σ|b_j| + (1-α)/2 Σ b_j²), stopping where no update of a pass changes the quadratic
// approximation by `threshold` × half the null deviance per row. Sources: Friedman, Hastie, Tibshirani 2010 (Newton's
// and coordinate descent), Tibshirani et al. 2012 (strong rules); order of updates as in glmnet 4.1.
class LassoDescent {
 public:
  // x: N × (1 + p), columns standardised, the first the intercept's ones; y: 0 or 1. Keeps references.
  LassoDescent(Eigen::MatrixXd const& x, Eigen::VectorXd const& y, double alpha, double threshold, long most_passes);

  // To λ from the solution at `previous` (0 for the first). False where most_passes were used up.
  [[nodiscard]] bool solve(double lambda, double previous);

  [[nodiscard]] Eigen::VectorXd const& coefficients() const { return beta_; }  // intercept first
  [[nodiscard]] double deviance() const;  // of the fit, probabilities kept 1e-9 from 0 and 1
  [[nodiscard]] double null_deviance() const { return null_deviance_; }
  [[nodiscard]] double largest_gradient() const { return gradient_.maxCoeff(); }  // of columns not let in yet
  [[nodiscard]] long passes() const { return passes_; }                           // over the columns, so far
  [[nodiscard]] bool saturated() const { return saturated_; }  // every probability has reached 0 or 1

 private:
  Eigen::MatrixXd const& x_;
  Eigen::VectorXd const& y_;
  double alpha_, n_;
  Eigen::VectorXd row_;  // 1/N per row; sums are products with it, as glmnet's are, so that even rounding is the same
  double null_deviance_ = 0, smallest_change_ = 0;
  long most_passes_, passes_ = 0;
  bool saturated_ = false;
  Eigen::VectorXd beta_, curvature_, gradient_;  // per column, the intercept first
  Eigen::VectorXd probability_, weight_, residual_;
  double total_weight_ = 0;
  std::vector<char> varies_, strong_;  // column is not constant; passed the strong rule or broke its condition
  std::vector<Eigen::Index> ever_active_;
  std::vector<char> was_active_;

  double update(Eigen::Index column, double l1, double l2);
  double update_intercept();
  bool settle(double l1, double l2);
  void renew_weights();
  [[nodiscard]] bool moved_since(Eigen::VectorXd const& before) const;
  [[nodiscard]] bool let_in(double l1);
};

}  // namespace petra
