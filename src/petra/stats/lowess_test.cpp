// lowess against its definition written out plainly: the same bits.
#include "petra/stats/lowess.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "petra/stats/r_random.hpp"
#include "petra/stats/resampled_lowess.hpp"

namespace petra {
namespace {

// One local line, one point after the other; false where all weights are 0.
bool plain_line(std::vector<double> const& x, std::vector<double> const& y, double at, std::size_t first,
                std::size_t last, double& value) {
  auto const n = x.size();
  double const range = x[n - 1] - x[0], h = std::max(at - x[first], x[last] - at);
  std::vector<double> weight(n, 0.0);
  double total = 0;
  std::size_t end = first;
  for (; end < n; ++end) {
    double const distance = std::abs(x[end] - at);
    if (distance <= 0.999 * h) {
      double const ratio = distance / h, inner = 1 - ratio * ratio * ratio;
      weight[end] = distance <= 0.001 * h ? 1 : inner * inner * inner;
      total += weight[end];
    } else if (x[end] > at) {
      break;
    }
  }
  if (!(total > 0)) return false;
  double mean = 0, spread = 0;
  for (std::size_t j = first; j < end; ++j) mean += (weight[j] /= total) * x[j];
  for (std::size_t j = first; j < end; ++j) spread += weight[j] * (x[j] - mean) * (x[j] - mean);
  if (h > 0 && std::sqrt(spread) > 0.001 * range) {
    double const slope = (at - mean) / spread;
    for (std::size_t j = first; j < end; ++j) weight[j] *= slope * (x[j] - mean) + 1;
  }
  value = 0;
  for (std::size_t j = first; j < end; ++j) value += weight[j] * y[j];
  return true;
}

LowessCurve plain_lowess(std::vector<double> const& x, std::vector<double> const& y, double share) {
  auto const n = x.size();
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return x[a] < x[b]; });
  std::vector<double> xs, ys;
  for (auto const row : order) xs.push_back(x[row]), ys.push_back(y[row]);
  LowessCurve curve{xs, ys};
  if (n < 2) return curve;
  auto const points =
      std::max<std::size_t>(2, std::min(n, static_cast<std::size_t>(share * static_cast<double>(n) + 1e-7)));
  double const delta = 0.01 * (xs[n - 1] - xs[0]);
  std::size_t left = 0, right = points - 1, i = 0;
  std::ptrdiff_t last = -1;
  while (true) {
    while (right < n - 1 && xs[i] - xs[left] > xs[right + 1] - xs[i]) ++left, ++right;
    if (!plain_line(xs, ys, xs[i], left, right, curve.y[i])) curve.y[i] = ys[i];
    if (last < static_cast<std::ptrdiff_t>(i) - 1) {
      auto const from = static_cast<std::size_t>(last);
      for (std::size_t j = from + 1; j < i; ++j) {
        double const part = (xs[j] - xs[from]) / (xs[i] - xs[from]);
        curve.y[j] = part * curve.y[i] + (1 - part) * curve.y[from];
      }
    }
    last = static_cast<std::ptrdiff_t>(i);
    double const cut = xs[i] + delta;
    for (++i; i < n && xs[i] <= cut; ++i) {
      if (xs[i] != xs[static_cast<std::size_t>(last)]) continue;
      curve.y[i] = curve.y[static_cast<std::size_t>(last)];
      last = static_cast<std::ptrdiff_t>(i);
    }
    if (last >= static_cast<std::ptrdiff_t>(n) - 1) return curve;
    i = std::max(static_cast<std::size_t>(last) + 1, i - 1);
  }
}

TEST(Lowess, equals_one_line_after_the_other_bit_for_bit_invariant) {
  RRandom random(7);
  for (int round = 0; round < 3000; ++round) {
    auto const n = static_cast<std::size_t>(1 + random.index(120));
    int const kind = round % 6;  // spread out, crowded at an end, few values, all tied but one, all tied, resampled
    std::vector<double> x(n), y(n);
    for (std::size_t i = 0; i < n; ++i) {
      double const u = random.uniform();
      if (kind == 0) x[i] = u;
      if (kind == 1) x[i] = std::pow(u, 8);
      if (kind == 2) x[i] = std::floor(4 * u);
      if (kind == 3) x[i] = i == 0 ? u : 0.5;
      if (kind == 4) x[i] = 0.25;
      if (kind == 5) x[i] = i % 3 == 0 ? u : x[i - 1];
      y[i] = random.uniform() < x[i] ? 1 : 0;
    }
    double const share = round % 7 == 0 ? 0.2 : 2.0 / 3;
    auto const fast = lowess(x, y, share), plain = plain_lowess(x, y, share);
    ASSERT_EQ(fast.x, plain.x);
    for (std::size_t i = 0; i < n; ++i) ASSERT_EQ(fast.y[i], plain.y[i]) << "round " << round << ", point " << i;
  }
}

TEST(Lowess, points_sorted_once_for_all_resamples_give_the_same_bits_invariant) {
  RRandom random(9);
  for (int round = 0; round < 300; ++round) {
    auto const n = static_cast<std::size_t>(2 + random.index(60));
    std::vector<double> x(n), y(n);
    for (std::size_t i = 0; i < n; ++i) {
      x[i] = round % 2 == 0 ? random.uniform() : std::floor(8 * random.uniform()) / 8;  // ties of different outcomes
      y[i] = random.uniform() < x[i] ? 1 : 0;
    }
    ResampledLowess resampled(x, y);
    EXPECT_EQ(resampled.curve_of_all().y, lowess(x, y).y);
    std::vector<std::size_t> rows(n);
    std::vector<double> sample_x(n), sample_y(n);
    for (std::size_t i = 0; i < n; ++i) {
      rows[i] = static_cast<std::size_t>(random.index(static_cast<std::int64_t>(n)));
      sample_x[i] = x[rows[i]];
      sample_y[i] = y[rows[i]];
    }
    auto const fast = resampled.curve(rows), plain = lowess(sample_x, sample_y);
    EXPECT_EQ(fast.x, plain.x);
    EXPECT_EQ(fast.y, plain.y) << round;
  }
}

}  // namespace
}  // namespace petra
