#include "petra/stats/icc.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <random>

#include "petra/base/draws_for_tests.hpp"
#include "petra/stats/distributions.hpp"

namespace petra {

namespace {

constexpr IccForm kAllForms[] = {IccForm::oneway_single,  IccForm::A1, IccForm::C1,
                                 IccForm::oneway_average, IccForm::Ak, IccForm::Ck};

// Shrout & Fleiss 1979, table 2: six targets, four judges.
Eigen::MatrixXd shrout_fleiss() {
  Eigen::MatrixXd x(6, 4);
  x << 9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8, 7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7;
  return x;
}

Eigen::MatrixXd noisy(Eigen::Index rows, Eigen::Index columns, unsigned seed) {
  std::mt19937 random(seed);
  return Eigen::MatrixXd::NullaryExpr(rows, columns, [&] { return testing::draw_normal(random); });
}

// The mean squares as the textbook writes them, in long double and by loops.
MeanSquares plain_mean_squares(Eigen::MatrixXd const& x) {
  auto const n = x.rows(), k = x.cols();
  long double grand = 0;
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = 0; j < k; ++j) grand += x(i, j);
  }
  grand /= static_cast<long double>(n * k);
  long double total = 0, rows = 0, columns = 0;
  for (Eigen::Index i = 0; i < n; ++i) {
    long double mean = 0;
    for (Eigen::Index j = 0; j < k; ++j) mean += x(i, j), total += (x(i, j) - grand) * (x(i, j) - grand);
    mean /= static_cast<long double>(k);
    rows += static_cast<long double>(k) * (mean - grand) * (mean - grand);
  }
  for (Eigen::Index j = 0; j < k; ++j) {
    long double mean = 0;
    for (Eigen::Index i = 0; i < n; ++i) mean += x(i, j);
    mean /= static_cast<long double>(n);
    columns += static_cast<long double>(n) * (mean - grand) * (mean - grand);
  }
  MeanSquares ms;
  ms.n = static_cast<int>(n);
  ms.k = static_cast<int>(k);
  ms.subjects = static_cast<double>(rows / (n - 1));
  ms.readers = static_cast<double>(columns / (k - 1));
  ms.residual = static_cast<double>((total - rows - columns) / ((n - 1) * (k - 1)));
  ms.within = static_cast<double>((total - rows) / (n * (k - 1)));
  return ms;
}

TEST(Icc, EstimatesOfShroutAndFleissPublished) {
  // Table 4 of the paper: .17 .29 .71 .44 .62 .91
  EXPECT_NEAR(compute_icc(shrout_fleiss(), IccForm::oneway_single).icc, .17, .005);
  EXPECT_NEAR(compute_icc(shrout_fleiss(), IccForm::A1).icc, .29, .005);
  EXPECT_NEAR(compute_icc(shrout_fleiss(), IccForm::C1).icc, .71, .005);
  EXPECT_NEAR(compute_icc(shrout_fleiss(), IccForm::oneway_average).icc, .44, .005);
  EXPECT_NEAR(compute_icc(shrout_fleiss(), IccForm::Ak).icc, .62, .005);
  EXPECT_NEAR(compute_icc(shrout_fleiss(), IccForm::Ck).icc, .91, .005);
}

TEST(Icc, MeanSquaresEqualThePlainTwin) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    Eigen::MatrixXd const x = noisy(5 + seed, 2 + seed % 4, seed).array() + 100.0;
    auto const fast = compute_mean_squares(x), plain = plain_mean_squares(x);
    EXPECT_NEAR(fast.subjects, plain.subjects, 1e-11 * plain.subjects);
    EXPECT_NEAR(fast.readers, plain.readers, 1e-10 * plain.readers);
    EXPECT_NEAR(fast.residual, plain.residual, 1e-11 * plain.residual);
    EXPECT_NEAR(fast.within, plain.within, 1e-11 * plain.within);
  }
}

TEST(Icc, ManyColumnsEqualOneColumnEach) {
  Eigen::MatrixXd const truth = 3 * noisy(30, 200, 1);
  Eigen::MatrixXd const first = truth + noisy(30, 200, 2), second = (truth + noisy(30, 200, 3)).array() + 0.5;
  for (auto const form : kAllForms) {
    auto const many = compute_icc_two_readings(first, second, form);
    for (Eigen::Index column = 0; column < 200; ++column) {
      Eigen::MatrixXd pair(30, 2);
      pair << first.col(column), second.col(column);
      auto const one = icc_from_mean_squares(plain_mean_squares(pair), form);
      auto const& other = many[static_cast<std::size_t>(column)];
      EXPECT_NEAR(other.icc, one.icc, 1e-12);
      EXPECT_NEAR(other.lower, one.lower, 1e-9);
      EXPECT_NEAR(other.upper, one.upper, 1e-9);
      EXPECT_NEAR(other.p, one.p, 1e-9);
    }
  }
}

TEST(Icc, ScaleAndShiftChangeNothingInvariant) {
  Eigen::MatrixXd const x = shrout_fleiss();
  for (auto const form : kAllForms) {
    auto const before = compute_icc(x, form), after = compute_icc((x.array() * 1e9 + 1e12).matrix(), form);
    EXPECT_NEAR(after.icc, before.icc, 1e-9);
    EXPECT_NEAR(after.lower, before.lower, 1e-8);
  }
}

TEST(Icc, ConstantReadingsAreUndefined) {
  Eigen::MatrixXd const constant = Eigen::MatrixXd::Constant(30, 2, 0.1);  // 0.1 · 60 / 60 is not 0.1 in floating point
  for (auto const form : kAllForms) {
    EXPECT_TRUE(std::isnan(compute_icc(constant, form).icc));
    EXPECT_TRUE(std::isnan(compute_icc_two_readings(constant.col(0), constant.col(1), form)[0].icc));
  }
}

TEST(Icc, NonFiniteReadingsAreUndefined) {
  Eigen::MatrixXd x = shrout_fleiss();
  x(2, 1) = std::nan("");
  EXPECT_TRUE(std::isnan(compute_icc(x, IccForm::A1).icc));
  EXPECT_TRUE(std::isnan(compute_icc_two_readings(x.col(0), x.col(1), IccForm::A1)[0].icc));
}

TEST(Icc, PerfectAgreementIsOneWithLimitsOfOne) {
  Eigen::VectorXd const x = noisy(30, 1, 7);
  Eigen::MatrixXd pair(30, 3);
  pair << x, x, x;
  for (auto const form : kAllForms) {
    for (auto const& e : {compute_icc(pair, form), compute_icc_two_readings(x, x, form)[0]}) {
      EXPECT_EQ(e.icc, 1);
      EXPECT_EQ(e.lower, 1);
      EXPECT_EQ(e.upper, 1);
      EXPECT_EQ(e.p, 0);
    }
  }
}

TEST(Icc, OnlyAgreementSeesABiasOfOneReader) {
  Eigen::VectorXd const x = noisy(30, 1, 7);
  Eigen::MatrixXd pair(30, 2);
  pair << x, x.array() + 1.0;
  EXPECT_NEAR(compute_icc(pair, IccForm::C1).icc, 1, 1e-12);
  double const variance = (x.array() - x.mean()).square().sum() / 29;
  // MSR = 2·variance, MSE = 0, MSC = 30/2: ICC(A,1) = variance / (variance + 1/2).
  EXPECT_NEAR(compute_icc(pair, IccForm::A1).icc, variance / (variance + 0.5), 1e-12);
}

TEST(Icc, FormsAreParsedMechanics) {
  for (auto const* text : {"ICC(2,1)", "icc(2, 1)", "ICC(A,1)", "a1", "A1", "ICC2"})
    EXPECT_EQ(*parse_icc_form(text), IccForm::A1) << text;
  for (auto const* text : {"ICC(3,1)", "ICC(C,1)", "C1"}) EXPECT_EQ(*parse_icc_form(text), IccForm::C1) << text;
  EXPECT_EQ(*parse_icc_form("ICC(1,1)"), IccForm::oneway_single);
  EXPECT_EQ(*parse_icc_form("ICC(2,k)"), IccForm::Ak);
  EXPECT_EQ(*parse_icc_form("ICC(C,k)"), IccForm::Ck);
  EXPECT_EQ(*parse_icc_form("ICC(1,k)"), IccForm::oneway_average);
  for (auto const form : kAllForms) EXPECT_EQ(*parse_icc_form(icc_form_name(form)), form);
  for (auto const* text : {"", "ICC(4,1)", "ICC", "kappa"}) {
    auto const parsed = parse_icc_form(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_NE(parsed.error().remedy.find("ICC(2,1)"), std::string::npos);
  }
}

TEST(Icc, LimitsCoverTheTruthAsOftenAsTheySay) {
  // 400 data sets with ICC = 0.8 (variances 4 and 1): the 95 % limits of the one-way form hold the truth in 0.95 ± 4
  // SE.
  Eigen::MatrixXd const truth = 2 * noisy(30, 400, 11);
  auto const estimates =
      compute_icc_two_readings(truth + noisy(30, 400, 12), truth + noisy(30, 400, 13), IccForm::oneway_single);
  int covered = 0;
  for (auto const& e : estimates) covered += e.lower <= 0.8 && 0.8 <= e.upper ? 1 : 0;
  EXPECT_NEAR(covered / 400.0, 0.95, 4 * std::sqrt(0.95 * 0.05 / 400));
}

TEST(Icc, FDistributionAnalytic) {
  EXPECT_NEAR(f_upper_tail(3.0, 2, 4), 1 / ((1 + 2 * 3.0 / 4) * (1 + 2 * 3.0 / 4)),
              1e-14);  // df1 = 2: (1 + 2f/df2)^(-df2/2)
  EXPECT_NEAR(f_upper_tail(f_quantile(0.975, 29, 8.2153), 29, 8.2153), 0.025, 1e-13);
  EXPECT_TRUE(std::isnan(f_quantile(0.975, 29, std::nan(""))));
  EXPECT_EQ(f_upper_tail(INFINITY, 3, 4), 0);
}

}  // namespace

}  // namespace petra
