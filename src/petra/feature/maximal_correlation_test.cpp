// The fast second eigenvalue equals the general solver's, on dense, sparse, blocked and nearly blocked matrices, with
// rare levels whose product of probabilities is near eps.

#include "petra/feature/maximal_correlation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>

#include "petra/base/draws_for_tests.hpp"

namespace petra {
namespace {

struct Normalised {
  MatrixCells p;
  std::vector<double> p_x, p_y;
  std::size_t levels = 0;
};

using Counts = std::map<std::pair<std::uint32_t, std::uint32_t>, double>;

Normalised normalise(Counts const& counts, std::uint32_t highest) {
  Normalised result;
  result.p_x.assign(highest + 1, 0.0);
  result.p_y.assign(highest + 1, 0.0);
  double total = 0;
  for (auto const& [cell, n] : counts) total += n;
  for (auto const& [cell, n] : counts) {
    result.p.push_back({cell.first, cell.second, n / total});
    result.p_x[cell.first] += n / total;
    result.p_y[cell.second] += n / total;
  }
  result.levels = highest;
  return result;
}

void expect_equal(Normalised const& m, double relative) {
  double const fast = maximal_correlation(m.p, m.p_x, m.p_y, m.levels);
  double const general = maximal_correlation_general(m.p, m.p_x, m.p_y, m.levels);
  if (general < 1e-6 || std::isnan(general)) {  // an eigenvalue that is zero but for rounding
    EXPECT_LT(fast, 1e-6);
    return;
  }
  // The eigenvalue is right to rounding, so its root to rounding over the root.
  EXPECT_NEAR(fast, general, relative * general + 1e-14 / general);
}

// Pairs of levels near each other, as in an image; symmetric or not.
Counts random_counts(std::mt19937& random, std::uint32_t levels, int pairs, double spread, bool symmetric) {
  Counts counts;
  for (int k = 0; k < pairs; ++k) {
    double const i = std::floor(testing::draw_normal(random, 0.5 * levels, 0.25 * levels));
    double const j = std::floor(i + testing::draw_normal(random, 0, spread));
    if (i < 1 || j < 1 || i > levels || j > levels) continue;
    auto const a = static_cast<std::uint32_t>(i);
    auto const b = static_cast<std::uint32_t>(j);
    counts[{a, b}] += 1;
    if (symmetric) counts[{b, a}] += 1;
  }
  if (counts.empty()) counts[{1, 1}] = 1;
  return counts;
}

TEST(maximal_correlation_twin, image_like_matrices) {
  std::mt19937 random(3);
  for (int k = 0; k < 400; ++k) {
    auto const levels = 2 + static_cast<std::uint32_t>(random()) % 60;
    int const pairs = 20 + static_cast<int>(random() % 4000);
    double const spread = 0.3 + static_cast<double>(random() % 100) / 10;
    SCOPED_TRACE(::testing::Message() << k << " levels " << levels << " pairs " << pairs << " spread " << spread);
    expect_equal(normalise(random_counts(random, levels, pairs, spread, k % 2 == 0), levels), 1e-11);
  }
}

// Half a million pairs and levels that occur once: eps / (p_x p_y) reaches 5e-5, far above 1e-9 if it were left out.
TEST(maximal_correlation_twin, rare_levels) {
  std::mt19937 random(4);
  for (int k = 0; k < 200; ++k) {
    std::uint32_t const levels = 12;
    auto counts = random_counts(random, 8, 300, 1.5, true);
    for (auto& [cell, n] : counts) n = std::floor(n * 2000);
    for (std::uint32_t rare = 9; rare <= levels; ++rare) {
      std::uint32_t const other = 1 + static_cast<std::uint32_t>(random()) % rare;
      counts[{rare, other}] += 1;
      counts[{other, rare}] += 1;
    }
    SCOPED_TRACE(k);
    expect_equal(normalise(counts, levels), 1e-11);
  }
}

// Levels that meet only each other: the second eigenvalue is 1 but for eps.
TEST(maximal_correlation_twin, blocks) {
  std::mt19937 random(5);
  for (int k = 0; k < 200; ++k) {
    auto counts = random_counts(random, 10, 500, 2, true);
    auto const second = random_counts(random, 1 + static_cast<std::uint32_t>(random()) % 5, 50, 1, true);
    for (auto const& [cell, n] : second) counts[{cell.first + 10, cell.second + 10}] += n;
    if (k % 3 == 0) counts[{18, 18}] += 2;
    if (k % 4 == 0) counts[{3, 12}] += 1;  // a bridge one way
    SCOPED_TRACE(k);
    expect_equal(normalise(counts, 18), 1e-11);
  }
}

TEST(maximal_correlation_twin, nearly_blocked) {
  std::mt19937 random(6);
  for (double const bridge : {1.0, 1e-2, 1e-4, 1e-6, 1e-8}) {
    auto counts = random_counts(random, 6, 900, 2, true);
    for (auto const& [cell, n] : random_counts(random, 6, 900, 2, true)) counts[{cell.first + 6, cell.second + 6}] += n;
    counts[{3, 9}] += bridge;
    counts[{9, 3}] += bridge;
    SCOPED_TRACE(bridge);
    expect_equal(normalise(counts, 12), 1e-11);
  }
}

// Few pairs among few levels: every pattern that a small region can make, among them those that a patterned starting
// vector would miss.
TEST(maximal_correlation_twin, few_pairs) {
  std::mt19937 random(20);
  for (int trial = 0; trial < 20000; ++trial) {
    auto const levels = static_cast<std::uint32_t>(2 + random() % 7);
    bool const symmetric = trial % 4 != 0;
    Counts counts;
    auto const pairs = 1 + random() % (2 * levels);
    for (std::uint32_t k = 0; k < pairs; ++k) {
      auto const i = static_cast<std::uint32_t>(1 + random() % levels);
      auto const j = static_cast<std::uint32_t>(1 + random() % levels);
      counts[{i, j}] += 1;
      if (symmetric) counts[{j, i}] += 1;
    }
    expect_equal(normalise(counts, levels), 1e-9);
    if (HasFailure()) break;
  }
}

// Rows than columns and the other way round.
TEST(maximal_correlation_twin, unequal_margins) {
  std::mt19937 random(7);
  for (int k = 0; k < 200; ++k) {
    Counts counts;
    for (int n = 0; n < 60; ++n) {
      auto const few = 1 + static_cast<std::uint32_t>(random()) % 3;
      auto const many = 1 + static_cast<std::uint32_t>(random()) % 20;
      counts[k % 2 == 0 ? std::pair{few, many} : std::pair{many, few}] += 1;
    }
    SCOPED_TRACE(k);
    expect_equal(normalise(counts, 20), 1e-11);
  }
}

TEST(maximal_correlation_twin, eight_hundred_levels) {
  std::mt19937 random(8);
  expect_equal(normalise(random_counts(random, 800, 4000, 30, true), 800), 1e-10);
}

TEST(maximal_correlation_analytic, known_values) {
  // Two levels: the correlation of a binary pair, (p11 p22 - p12 p21) / sqrt of the product of margins.
  auto const two = normalise({{{1, 1}, 40}, {{1, 2}, 10}, {{2, 1}, 20}, {{2, 2}, 30}}, 2);
  double const phi = (40.0 * 30 - 10 * 20) / std::sqrt(50.0 * 50 * 60 * 40);
  EXPECT_NEAR(maximal_correlation(two.p, two.p_x, two.p_y, 2), phi, 1e-14);
  // Each level meets only itself: 1.
  auto const diagonal = normalise({{{1, 1}, 40}, {{2, 2}, 30}, {{3, 3}, 10}}, 3);
  EXPECT_NEAR(maximal_correlation(diagonal.p, diagonal.p_x, diagonal.p_y, 3), 1, 1e-13);
  // Pairs that go round in a circle of four levels: two sides that meet only each other, so 1 again (found by hand in
  // neighbourhoods of voxels, where it happens; a start vector with a pattern misses it).
  auto const circle = normalise(
      {{{1, 2}, 1}, {{1, 3}, 1}, {{2, 1}, 1}, {{2, 4}, 1}, {{3, 1}, 1}, {{3, 4}, 1}, {{4, 2}, 1}, {{4, 3}, 1}}, 4);
  EXPECT_NEAR(maximal_correlation(circle.p, circle.p_x, circle.p_y, 4), 1, 1e-13);
  // Independent levels: 0 but for the root of rounding.
  auto const independent = normalise({{{1, 1}, 4}, {{1, 2}, 6}, {{2, 1}, 2}, {{2, 2}, 3}}, 2);
  EXPECT_NEAR(maximal_correlation(independent.p, independent.p_x, independent.p_y, 2), 0, 1e-7);
  // One level of two has no neighbour this way: the other eigenvalue is 0.
  auto const alone = normalise({{{2, 2}, 5}}, 2);
  EXPECT_EQ(maximal_correlation(alone.p, alone.p_x, alone.p_y, 2), 0);
}

}  // namespace
}  // namespace petra
