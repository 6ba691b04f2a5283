#include "petra/stats/mann_whitney.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <vector>

#include "petra/stats/correlation.hpp"
#include "petra/stats/distributions.hpp"
#include "petra/stats/quantile.hpp"
#include "petra/stats/r_uniroot.hpp"

namespace petra {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct Ranks {
  Eigen::VectorXd ranks;  // a's first
  double w = 0, mean = 0, variance = 0;
  bool ties = false;
};

Ranks rank_both(std::span<double const> a, std::span<double const> b, double shift = 0) {
  auto const m = static_cast<double>(a.size()), n = static_cast<double>(b.size()), all = m + n;
  Eigen::VectorXd values(static_cast<Eigen::Index>(a.size() + b.size()));
  Eigen::Index k = 0;
  for (double const value : a) values[k++] = value - shift;
  for (double const value : b) values[k++] = value;
  Ranks r;
  r.ranks = average_ranks(values);
  r.w = r.ranks.head(static_cast<Eigen::Index>(a.size())).sum() - m * (m + 1) / 2;
  std::map<double, double> counts;
  for (double const rank : r.ranks) ++counts[rank];
  double tied = 0;
  for (auto const& [rank, count] : counts) tied += count * count * count - count;
  r.ties = tied > 0;
  r.mean = m * n / 2;
  r.variance = m * n / 12 * (all + 1 - tied / (all * (all - 1)));
  return r;
}

// Probability of each sum of `count` of the items, items being whole numbers >= 0.
std::vector<double> sum_distribution(std::vector<std::size_t> items, std::size_t count) {
  std::sort(items.begin(), items.end());
  std::vector<std::size_t> below = {0};  // sums of the first t items
  for (auto const item : items) below.push_back(below.back() + item);
  std::size_t const largest = below.back() - below[items.size() - count];
  std::vector<std::vector<double>> ways(count + 1, std::vector<double>(largest + 1, 0.0));
  ways[0][0] = 1;
  for (std::size_t t = 1; t <= items.size(); ++t) {
    auto const item = items[t - 1];
    for (std::size_t k = std::min(count, t); k >= 1; --k) {
      // k of the first t items, this one among them: from the k smallest to the k largest, which this one is one of.
      auto const least = below[k - 1] + item, most = below[t] - below[t - k];
      double const* const fewer = ways[k - 1].data();
      double* const sums = ways[k].data();
      for (std::size_t s = least; s <= most; ++s) sums[s] += fewer[s - item];
    }
  }
  double total = 0;
  for (double const way : ways[count]) total += way;
  for (double& way : ways[count]) way /= total;
  return ways[count];
}

// P(W = w), w = 0 … m·n, without ties. The last one is kept: a study tests feature after feature on the same groups.
std::vector<double> const& w_distribution(std::size_t m, std::size_t n) {
  struct Kept {
    std::size_t m = 0, n = 0;
    std::vector<double> probability;
  };
  thread_local Kept kept;
  if (kept.m == m && kept.n == n && !kept.probability.empty()) return kept.probability;
  std::vector<std::size_t> ranks;
  for (std::size_t rank = 1; rank <= m + n; ++rank) ranks.push_back(rank);
  auto const sums = sum_distribution(ranks, m);
  auto const first = static_cast<std::ptrdiff_t>(m * (m + 1) / 2);
  kept = {m, n, {sums.begin() + first, sums.end()}};
  return kept.probability;
}

bool is_exact(Ranks const& ranks, std::span<double const> a, std::span<double const> b) {
  return a.size() < 50 && b.size() < 50 && !ranks.ties;
}

double standardised(Ranks const& ranks, bool correct) {
  double const distance = ranks.w - ranks.mean;
  double const correction = !correct || distance == 0 ? 0 : distance > 0 ? 0.5 : -0.5;
  return (distance - correction) / std::sqrt(ranks.variance);
}

ShiftEstimate exact_shift(std::span<double const> a, std::span<double const> b) {
  std::vector<double> differences;
  for (double const x : a) {
    for (double const y : b) differences.push_back(x - y);
  }
  std::sort(differences.begin(), differences.end());
  auto const& probability = w_distribution(a.size(), b.size());
  std::size_t q = 0;  // qwilcox(0.025)
  for (double below = probability[0]; below < 0.025 && q + 1 < probability.size(); below += probability[q]) ++q;
  q = std::max<std::size_t>(q, 1);
  return {quantile_sorted(differences, 0.5), differences[q - 1], differences[differences.size() - q]};
}

}  // namespace

RankSumTest rank_sum_exact(std::span<double const> a, std::span<double const> b) {
  auto const ranks = rank_both(a, b);
  if (ranks.ties) return {ranks.w, kNaN, true};
  auto const& probability = w_distribution(a.size(), b.size());
  double tail = 0;
  for (std::size_t w = 0; w < probability.size(); ++w) {
    auto const value = static_cast<double>(w);
    if (ranks.w > ranks.mean ? value >= ranks.w : value <= ranks.w) tail += probability[w];
  }
  return {ranks.w, std::min(1.0, 2 * tail), true};
}

RankSumTest rank_sum_exact_with_ties(std::span<double const> a, std::span<double const> b) {
  auto const ranks = rank_both(a, b);
  std::vector<std::size_t> doubled;
  for (double const rank : ranks.ranks) doubled.push_back(static_cast<std::size_t>(std::llround(2 * rank)));
  auto const probability = sum_distribution(doubled, a.size());
  auto const m = static_cast<double>(a.size()), all = static_cast<double>(ranks.ranks.size());
  double const mean = m * (all + 1);  // of the doubled rank sum
  double const distance = std::abs(2 * (ranks.w - ranks.mean));
  double p = 0;
  for (std::size_t s = 0; s < probability.size(); ++s) {
    if (std::abs(static_cast<double>(s) - mean) >= distance - 1e-9) p += probability[s];
  }
  return {ranks.w, std::min(1.0, p), true};
}

RankSumTest rank_sum_normal(std::span<double const> a, std::span<double const> b, bool correct) {
  auto const ranks = rank_both(a, b);
  return {ranks.w, normal_two_sided(standardised(ranks, correct)), false};
}

RankSumTest rank_sum_test(std::span<double const> a, std::span<double const> b) {
  return is_exact(rank_both(a, b), a, b) ? rank_sum_exact(a, b) : rank_sum_normal(a, b, true);
}

ShiftEstimate hodges_lehmann(std::span<double const> a, std::span<double const> b) {
  return is_exact(rank_both(a, b), a, b) ? exact_shift(a, b) : hodges_lehmann_normal(a, b);
}

ShiftEstimate hodges_lehmann_normal(std::span<double const> a, std::span<double const> b) {
  constexpr double kTolerance = 1e-4;  // R's
  double const lowest = *std::min_element(a.begin(), a.end()) - *std::max_element(b.begin(), b.end());
  double const highest = *std::max_element(a.begin(), a.end()) - *std::min_element(b.begin(), b.end());
  auto const root = [&](double z, bool correct) {
    auto const excess = [&](double shift) { return standardised(rank_both(a, b, shift), correct) - z; };
    if (!(excess(lowest) > 0)) return lowest;
    if (!(excess(highest) < 0)) return highest;
    return r_uniroot(excess, lowest, highest, kTolerance);
  };
  double const z = normal_quantile(0.975);
  return {root(0, false), root(z, true), root(-z, true)};
}

KruskalTest kruskal_test(std::span<double const> a, std::span<double const> b) {
  auto const ranks = rank_both(a, b);
  double const z = standardised(ranks, false);
  return {z * z, 1, chi_squared_upper_tail(z * z, 1)};  // of two groups: the square of the uncorrected z
}

}  // namespace petra
