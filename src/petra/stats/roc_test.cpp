#include "petra/stats/roc.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "petra/stats/delong.hpp"
#include "petra/stats/r_random.hpp"

namespace petra {
namespace {

// The plain twin: every case against every control.
Placements plain_placements(std::vector<double> const& values, std::vector<int> const& y) {
  std::vector<double> cases, controls;
  for (std::size_t i = 0; i < values.size(); ++i) (y[i] == 1 ? cases : controls).push_back(values[i]);
  Placements twin{0, Eigen::VectorXd::Zero(static_cast<Eigen::Index>(cases.size())),
                  Eigen::VectorXd::Zero(static_cast<Eigen::Index>(controls.size()))};
  for (std::size_t i = 0; i < cases.size(); ++i) {
    for (std::size_t j = 0; j < controls.size(); ++j) {
      double const won = cases[i] > controls[j] ? 1 : cases[i] == controls[j] ? 0.5 : 0;
      twin.cases[static_cast<Eigen::Index>(i)] += won / static_cast<double>(controls.size());
      twin.controls[static_cast<Eigen::Index>(j)] += won / static_cast<double>(cases.size());
    }
  }
  twin.auc = twin.cases.mean();
  return twin;
}

TEST(Roc, placements_equal_the_plain_twin_invariant) {
  RRandom random(11);
  for (int round = 0; round < 50; ++round) {
    std::size_t const n = 10 + static_cast<std::size_t>(random.index(60));
    std::vector<double> values(n);
    std::vector<int> y(n);
    for (std::size_t i = 0; i < n; ++i) {
      values[i] = std::floor(random.normal() * 4);  // many ties
      y[i] = i < 3 ? 1 : i < 6 ? 0 : static_cast<int>(random.index(2));
    }
    auto const fast = compute_placements(values, y), plain = plain_placements(values, y);
    EXPECT_NEAR(fast.auc, plain.auc, 1e-14);
    EXPECT_LT((fast.cases - plain.cases).cwiseAbs().maxCoeff(), 1e-14);
    EXPECT_LT((fast.controls - plain.controls).cwiseAbs().maxCoeff(), 1e-14);
  }
}

TEST(Roc, curve_area_is_the_auc_invariant) {
  std::vector<double> const values = {0.1, 0.4, 0.35, 0.8, 0.4, 0.9, 0.2, 0.4};
  std::vector<int> const y = {0, 0, 1, 1, 1, 1, 0, 0};
  auto const roc = compute_roc(values, y);
  ASSERT_TRUE(roc.has_value());
  double area = 0;
  for (std::size_t k = 1; k < roc->curve.size(); ++k) {
    auto const& a = roc->curve[k - 1];
    auto const& b = roc->curve[k];
    area += (b.specificity - a.specificity) * (a.sensitivity + b.sensitivity) / 2;
  }
  EXPECT_NEAR(area, roc->auc, 1e-14);
  EXPECT_EQ(roc->curve.front().threshold, -std::numeric_limits<double>::infinity());
  EXPECT_EQ(roc->curve.back().sensitivity, 0);
}

TEST(Roc, an_inverse_marker_stays_below_half_analytic) {
  auto const roc = compute_roc(std::vector<double>{4, 3, 2, 1}, std::vector<int>{0, 0, 1, 1});
  ASSERT_TRUE(roc.has_value());
  EXPECT_EQ(roc->auc, 0);
}

TEST(Roc, bad_input_is_refused_mechanics) {
  EXPECT_FALSE(compute_roc(std::vector<double>{1, 2, 3}, std::vector<int>{1, 1, 1}).has_value());
  EXPECT_FALSE(compute_roc(std::vector<double>{1, 2, 3, std::nan("")}, std::vector<int>{1, 0, 1, 0}).has_value());
  EXPECT_FALSE(compute_roc(std::vector<double>{1, 2, 3}, std::vector<int>{1, 0, 0}).has_value());
}

TEST(Roc, markers_that_order_alike_do_not_differ_mechanics) {
  std::vector<double> const a = {1, 2, 3, 4, 5, 6}, b = {10, 20, 30, 40, 50, 60};
  auto const test = delong_test(a, b, std::vector<int>{0, 1, 0, 1, 0, 1});
  ASSERT_TRUE(test.has_value());
  EXPECT_EQ(test->p, 1);
  EXPECT_EQ(test->z, 0);
}

}  // namespace
}  // namespace petra
