#include "petra/stats/correlation.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <random>

#include "petra/base/draws_for_tests.hpp"

namespace petra {

namespace {

Eigen::MatrixXd noisy(Eigen::Index rows, Eigen::Index columns, unsigned seed) {
  std::mt19937 random(seed);
  return Eigen::MatrixXd::NullaryExpr(rows, columns, [&] { return testing::draw_normal(random); });
}

// Columns in families that share a signal, so that some repeat others.
Eigen::MatrixXd families(Eigen::Index rows, Eigen::Index columns, unsigned seed) {
  Eigen::MatrixXd x = noisy(rows, columns, seed);
  for (Eigen::Index j = 0; j < columns; ++j) {
    if (j % 3 != 0) x.col(j) = 0.35 * x.col(j) + x.col(j - j % 3);
  }
  return x;
}

// Pearson as the textbook writes it, in long double.
double plain_pearson(Eigen::VectorXd const& x, Eigen::VectorXd const& y) {
  long double mx = 0, my = 0, xx = 0, yy = 0, xy = 0;
  for (Eigen::Index i = 0; i < x.size(); ++i)
    mx += x(i) / static_cast<long double>(x.size()), my += y(i) / static_cast<long double>(x.size());
  for (Eigen::Index i = 0; i < x.size(); ++i)
    xx += (x(i) - mx) * (x(i) - mx), yy += (y(i) - my) * (y(i) - my), xy += (x(i) - mx) * (y(i) - my);
  return static_cast<double>(xy / std::sqrt(xx * yy));
}

// Rank of a value: how many are smaller, plus half of the equal ones.
Eigen::VectorXd plain_ranks(Eigen::VectorXd const& x) {
  Eigen::VectorXd ranks(x.size());
  for (Eigen::Index i = 0; i < x.size(); ++i)
    ranks(i) =
        static_cast<double>((x.array() < x(i)).count()) + (static_cast<double>((x.array() == x(i)).count()) + 1) / 2;
  return ranks;
}

std::vector<bool> plain_first_come(Eigen::MatrixXd const& x, double maximum) {
  std::vector<bool> kept(static_cast<std::size_t>(x.cols()), false);
  for (Eigen::Index j = 0; j < x.cols(); ++j) {
    bool repeats = x.col(j).minCoeff() == x.col(j).maxCoeff();
    for (Eigen::Index k = 0; k < j && !repeats; ++k) {
      if (!kept[static_cast<std::size_t>(k)]) continue;
      repeats = std::abs(plain_pearson(x.col(j), x.col(k))) > maximum ||
                std::abs(plain_pearson(plain_ranks(x.col(j)), plain_ranks(x.col(k)))) > maximum;
    }
    kept[static_cast<std::size_t>(j)] = !repeats;
  }
  return kept;
}

TEST(Correlation, RanksShareTiesAnalytic) {
  Eigen::VectorXd x(6), expected(6);
  x << 3, 1, 3, 2, 3, 9;
  expected << 4, 1, 4, 2, 4, 6;
  EXPECT_EQ(average_ranks(x), expected);
}

TEST(Correlation, MatricesEqualThePlainTwin) {
  Eigen::MatrixXd x = families(40, 12, 1);
  x.col(2) = x.col(2).array().round();  // ties
  x.col(5) = x.col(5).array() * 1e-3 + 1e6;
  auto const r = pearson_matrix(x), rho = spearman_matrix(x);
  for (Eigen::Index a = 0; a < 12; ++a) {
    for (Eigen::Index b = 0; b < 12; ++b) {
      EXPECT_NEAR(r(a, b), plain_pearson(x.col(a), x.col(b)), 1e-12);
      EXPECT_NEAR(rho(a, b), plain_pearson(plain_ranks(x.col(a)), plain_ranks(x.col(b))), 1e-13);
      EXPECT_NEAR(pearson(x.col(a), x.col(b)), r(a, b), 1e-14);
      EXPECT_EQ(r(a, b), r(b, a));
    }
    EXPECT_EQ(r(a, a), 1);
  }
}

TEST(Correlation, RanksIgnoreMonotoneMapsInvariant) {
  Eigen::MatrixXd const x = noisy(50, 2, 3);
  EXPECT_NEAR(spearman(x.col(0), x.col(1)), spearman(x.col(0).array().exp().matrix(), x.col(1)), 1e-15);
  EXPECT_NEAR(pearson(x.col(0), x.col(1)), -pearson(-3 * x.col(0), x.col(1)), 1e-15);
  EXPECT_NEAR(pearson(1e200 * x.col(0), 1e-200 * x.col(1)), pearson(x.col(0), x.col(1)), 1e-14);
}

TEST(Correlation, ConstantColumnsAreUndefined) {
  Eigen::MatrixXd x = noisy(20, 3, 4);
  x.col(1).setConstant(0.1);
  EXPECT_TRUE(std::isnan(pearson(x.col(0), x.col(1))));
  auto const r = pearson_matrix(x);
  EXPECT_TRUE(std::isnan(r(1, 1)) && std::isnan(r(0, 1)) && std::isnan(r(1, 2)));
  EXPECT_FALSE(std::isnan(r(0, 2)));
}

TEST(FirstCome, EqualsThePlainTwin) {
  for (unsigned seed = 0; seed < 4; ++seed) {
    Eigen::MatrixXd x = families(30, 130, seed);  // more than two blocks
    x.col(17).setConstant(4);
    auto const decisions = first_come(x, {});
    auto const kept = plain_first_come(x, 0.9);
    int dropped = 0;
    for (Eigen::Index j = 0; j < x.cols(); ++j) {
      auto const& decision = decisions[static_cast<std::size_t>(j)];
      EXPECT_EQ(decision.kept, kept[static_cast<std::size_t>(j)]) << j;
      EXPECT_EQ(decision.constant, j == 17);
      if (decision.dropped_for < 0) continue;
      ++dropped;
      EXPECT_TRUE(decisions[static_cast<std::size_t>(decision.dropped_for)].kept);
      EXPECT_NEAR(decision.pearson, plain_pearson(x.col(j), x.col(decision.dropped_for)), 1e-12);
      EXPECT_GT(std::max(std::abs(decision.pearson), std::abs(decision.spearman)), 0.9);
    }
    EXPECT_GT(dropped, 20);
  }
}

TEST(FirstCome, TheCutOffItselfIsKeptAnalytic) {
  // Ranks 1…5 against one swap of neighbours: Spearman and Pearson are exactly 0.9.
  Eigen::MatrixXd x(5, 2);
  x << 1, 1, 2, 2, 3, 3, 4, 5, 5, 4;
  EXPECT_TRUE(first_come(x, {0.9, true, true})[1].kept);  // strict: 0.9 is not over 0.9
  EXPECT_FALSE(first_come(x, {0.9 - 1e-12, true, true})[1].kept);
  EXPECT_TRUE(first_come(x, {0.9 + 1e-12, true, true})[1].kept);
}

TEST(FirstCome, EachMethodLooksAlone) {
  Eigen::MatrixXd x(8, 2);
  for (int i = 0; i < 8; ++i) x(i, 0) = i, x(i, 1) = std::exp(2.0 * i);  // same order, far from a line
  EXPECT_TRUE(first_come(x, {0.9, true, false})[1].kept);
  EXPECT_FALSE(first_come(x, {0.9, false, true})[1].kept);
}

TEST(CorrelationTest, OfZeroAndOneAnalytic) {
  auto const zero = test_correlation(0, 30);
  EXPECT_EQ(zero.t, 0);
  EXPECT_NEAR(zero.p, 1, 1e-14);
  EXPECT_NEAR(zero.high, std::tanh(1.959963984540054 / std::sqrt(27.0)), 1e-14);
  EXPECT_EQ(test_correlation(1, 30).p, 0);
  EXPECT_TRUE(std::isnan(test_correlation(0.5, 3).low));
}

}  // namespace

}  // namespace petra
