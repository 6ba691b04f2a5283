// Fisher's exact test: 2 × 2 with its conditional odds ratio, larger tables by going through all tables of the margins.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "petra/stats/contingency.hpp"
#include "petra/stats/r_uniroot.hpp"

namespace petra {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN(), kInfinity = std::numeric_limits<double>::infinity();
constexpr double kAsProbable = 1 + 1e-7;           // R's slack for tables as probable as the observed one
constexpr double kRootTolerance = 1.220703125e-4;  // R's default, the fourth root of the machine's epsilon
constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
constexpr long long kMostTables = 50'000'000;

double log_factorial(double n) {
  return std::lgamma(n + 1);
}

// The count in the first cell given all margins: non-central hypergeometric with an odds ratio.
class FirstCell {
 public:
  explicit FirstCell(Eigen::MatrixXd const& counts) {
    double const m = counts.col(0).sum(), n = counts.col(1).sum(), k = counts.row(0).sum();
    observed_ = counts(0, 0);
    low_ = std::max(0.0, k - n);
    high_ = std::min(k, m);
    for (double x = low_; x <= high_; ++x) {
      log_density_.push_back(-log_factorial(x) - log_factorial(m - x) - log_factorial(k - x) -
                             log_factorial(n - k + x));
    }
  }

  [[nodiscard]] double p() const {
    auto const density = densities(1);
    double const limit = density[static_cast<std::size_t>(observed_ - low_)] * kAsProbable;
    double sum = 0;
    for (double const d : density) sum += d <= limit ? d : 0;
    return sum;
  }

  [[nodiscard]] double odds_ratio() const {
    if (observed_ == low_) return 0;
    if (observed_ == high_) return kInfinity;
    return solve([this](double odds) { return mean(odds) - observed_; }, mean(1) - observed_);
  }

  [[nodiscard]] double lower(double alpha) const {
    if (observed_ == low_) return 0;
    auto const excess = [this, alpha](double odds) { return tail(odds, true) - alpha; };
    return solve(excess, excess(1));
  }

  [[nodiscard]] double upper(double alpha) const {
    if (observed_ == high_) return kInfinity;
    auto const excess = [this, alpha](double odds) { return alpha - tail(odds, false); };
    return solve(excess, excess(1));
  }

 private:
  double observed_, low_, high_;
  std::vector<double> log_density_;

  [[nodiscard]] std::vector<double> densities(double odds) const {
    std::vector<double> density(log_density_.size());
    double largest = -kInfinity, sum = 0;
    for (std::size_t i = 0; i < density.size(); ++i) {
      density[i] = log_density_[i] + std::log(odds) * (low_ + static_cast<double>(i));
      largest = std::max(largest, density[i]);
    }
    for (double& d : density) sum += d = std::exp(d - largest);
    for (double& d : density) d /= sum;
    return density;
  }

  [[nodiscard]] double mean(double odds) const {
    if (odds == 0) return low_;
    auto const density = densities(odds);
    double sum = 0;
    for (std::size_t i = 0; i < density.size(); ++i) sum += density[i] * (low_ + static_cast<double>(i));
    return sum;
  }

  // P(cell >= observed), or P(cell <= observed).
  [[nodiscard]] double tail(double odds, bool above) const {
    if (odds == 0) return above ? (observed_ <= low_ ? 1 : 0) : 1;
    auto const density = densities(odds);
    double sum = 0;
    for (std::size_t i = 0; i < density.size(); ++i) {
      double const x = low_ + static_cast<double>(i);
      if (above ? x >= observed_ : x <= observed_) sum += density[i];
    }
    return sum;
  }

  // Root of a function that rises with the odds ratio; above 1 over the inverse, as R takes it.
  template <class Function>
  [[nodiscard]] double solve(Function const& f, double at_one) const {
    if (at_one == 0) return 1;
    if (at_one > 0) return r_uniroot(f, 0, 1, kRootTolerance);
    return 1 / r_uniroot([&f](double inverse) { return f(1 / inverse); }, kEpsilon, 1, kRootTolerance);
  }
};

// Probabilities of all tables with the margins, column by column.
class AllTables {
 public:
  explicit AllTables(Eigen::MatrixXd const& counts) : counts_(counts), left_(counts.rowwise().sum()) {
    for (double const row : left_) base_ += log_factorial(row);
    for (double const column : counts.colwise().sum()) base_ += log_factorial(column);
    base_ -= log_factorial(counts.sum());
    double observed = base_;
    for (Eigen::Index k = 0; k < counts.size(); ++k) observed -= log_factorial(counts.data()[k]);
    limit_ = std::exp(observed) * kAsProbable;
  }

  // NaN where there are too many tables.
  [[nodiscard]] double p() {
    visit(0, 0, counts_.col(0).sum(), base_);
    return tables_ > kMostTables ? kNaN : std::min(1.0, sum_);
  }

 private:
  Eigen::MatrixXd const& counts_;
  Eigen::VectorXd left_;  // of each row, for the columns to come
  double base_ = 0, limit_ = 0, sum_ = 0;
  long long tables_ = 0;

  void visit(Eigen::Index row, Eigen::Index column, double to_place, double log_probability) {
    if (tables_ > kMostTables) return;
    if (column == counts_.cols() - 1) {  // the last column takes what is left
      for (double const count : left_) log_probability -= log_factorial(count);
      ++tables_;
      double const probability = std::exp(log_probability);
      if (probability <= limit_) sum_ += probability;
      return;
    }
    if (row == counts_.rows() - 1) {
      if (to_place > left_[row]) return;
      left_[row] -= to_place;
      visit(0, column + 1, counts_.col(column + 1).sum(), log_probability - log_factorial(to_place));
      left_[row] += to_place;
      return;
    }
    double const most = std::min(to_place, left_[row]);
    for (double count = 0; count <= most; ++count) {
      left_[row] -= count;
      visit(row + 1, column, to_place - count, log_probability - log_factorial(count));
      left_[row] += count;
    }
  }
};

}  // namespace

Result<FisherTest> fisher_test(Eigen::MatrixXd const& counts) {
  for (double const count : counts.reshaped()) {
    if (!(count >= 0) || count != std::floor(count) || count > 1e9) {
      return make_error(ErrorCode::invalid_input, "Fisher's exact test", "a count is not a whole number",
                        "Give the number of patients in each cell");
    }
  }
  if (counts.rows() == 2 && counts.cols() == 2) {
    FirstCell const cell(counts);
    return FisherTest{cell.p(), cell.odds_ratio(), cell.lower(0.025), cell.upper(0.025)};
  }
  double const p = AllTables(counts).p();
  if (std::isnan(p)) {
    return make_error(ErrorCode::invalid_input, "Fisher's exact test", "the table is too large to go through",
                      "Use the chi-squared test or join rare levels");
  }
  return FisherTest{p, kNaN, kNaN, kNaN};
}

}  // namespace petra
