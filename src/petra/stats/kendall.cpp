#include "petra/stats/kendall.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "petra/stats/distributions.hpp"

namespace petra {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr Eigen::Index kFewestForNormal = 50;

// Sums over the groups of tied values of t(t-1), t(t-1)(2t+5) and t(t-1)(t-2).
struct Ties {
  double pairs = 0, variance = 0, triples = 0;
};

Ties count_ties(Eigen::Ref<Eigen::VectorXd const> const& values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  Ties ties;
  for (std::size_t first = 0; first < sorted.size();) {
    auto const end = std::upper_bound(sorted.begin() + static_cast<std::ptrdiff_t>(first), sorted.end(), sorted[first]);
    auto const next = static_cast<std::size_t>(end - sorted.begin());
    auto const t = static_cast<double>(next - first);
    ties.pairs += t * (t - 1);
    ties.variance += t * (t - 1) * (2 * t + 5);
    ties.triples += t * (t - 1) * (t - 2);
    first = next;
  }
  return ties;
}

int sign(double value) {
  return (value > 0) - (value < 0);
}

// Share of the permutations of n values that have each number of inversions.
std::vector<double> inversion_distribution(Eigen::Index n) {
  std::vector<double> share = {1};
  for (Eigen::Index k = 2; k <= n; ++k) {
    std::vector<double> next(share.size() + static_cast<std::size_t>(k) - 1, 0);
    for (std::size_t i = 0; i < share.size(); ++i) {
      for (std::size_t step = 0; step < static_cast<std::size_t>(k); ++step)
        next[i + step] += share[i] / static_cast<double>(k);
    }
    share = std::move(next);
  }
  return share;
}

double exact_p(double concordance, Eigen::Index n) {
  auto const pairs = static_cast<double>(n * (n - 1)) / 2;
  auto const discordant = static_cast<std::size_t>(std::llround((pairs - concordance) / 2));
  auto const share = inversion_distribution(n);
  double below = 0, above = 0;
  for (std::size_t i = 0; i <= discordant; ++i) below += share[i];
  for (std::size_t i = discordant; i < share.size(); ++i) above += share[i];
  return std::min(1.0, 2 * std::min(below, above));
}

}  // namespace

KendallTest test_kendall(Eigen::Ref<Eigen::VectorXd const> const& x, Eigen::Ref<Eigen::VectorXd const> const& y) {
  auto const n = x.size();
  double concordance = 0;  // concordant minus discordant pairs
  for (Eigen::Index i = 0; i < n; ++i) {
    int sum = 0;
    for (Eigen::Index j = 0; j < i; ++j) sum += sign(x(i) - x(j)) * sign(y(i) - y(j));
    concordance += sum;
  }
  auto const size = static_cast<double>(n);
  auto const a = count_ties(x), b = count_ties(y);
  double const pairs = size * (size - 1);
  KendallTest test;
  test.tau = concordance / (std::sqrt((pairs - a.pairs) / 2) * std::sqrt((pairs - b.pairs) / 2));
  test.exact = n >= 2 && n < kFewestForNormal && a.pairs == 0 && b.pairs == 0;
  if (test.exact) {
    test.z = kNaN;
    test.p = exact_p(concordance, n);
    return test;
  }
  double variance = (pairs * (2 * size + 5) - a.variance - b.variance) / 18 + a.pairs * b.pairs / (2 * pairs);
  if (n > 2) variance += a.triples * b.triples / (9 * pairs * (size - 2));
  test.z = std::isnan(test.tau) ? kNaN : concordance / std::sqrt(variance);
  test.p = std::isnan(test.z) ? kNaN : normal_two_sided(test.z);
  return test;
}

}  // namespace petra
