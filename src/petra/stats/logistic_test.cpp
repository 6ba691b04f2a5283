#include "petra/stats/logistic.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "petra/stats/r_random.hpp"

namespace petra {
namespace {

// A 2 × 2 table has its maximum-likelihood odds ratio ad/bc and standard error sqrt(1/a + 1/b + 1/c + 1/d).
TEST(Logistic, two_by_two_table_analytic) {
  // The published study's gender row (boys 25 of 41 with involvement, girls 20 of 52): 2.500 (1.079, 5.792), p 0.033.
  std::vector<int> y;
  std::vector<double> boy;
  auto add = [&](int count, int outcome, double sex) {
    for (int k = 0; k < count; ++k) {
      y.push_back(outcome);
      boy.push_back(sex);
    }
  };
  add(25, 1, 1);
  add(16, 0, 1);
  add(20, 1, 0);
  add(32, 0, 0);
  Eigen::Map<Eigen::MatrixXd const> const x(boy.data(), static_cast<Eigen::Index>(boy.size()), 1);
  auto const fit = fit_logistic(x, y, {"boy"});
  ASSERT_TRUE(fit.has_value());
  EXPECT_NEAR(fit->odds_ratio[1], 25.0 * 32 / (16.0 * 20), 1e-12);
  EXPECT_NEAR(fit->standard_error[1], std::sqrt(1 / 25.0 + 1 / 16.0 + 1 / 20.0 + 1 / 32.0), 1e-12);
  EXPECT_NEAR(fit->or_low[1], 1.079, 5e-4);
  EXPECT_NEAR(fit->or_high[1], 5.792, 5e-4);
  EXPECT_NEAR(fit->p[1], 0.033, 5e-4);
}

// The score is zero at the estimate, whatever the scale of the columns.
TEST(Logistic, score_vanishes_invariant) {
  RRandom random(3);
  int const n = 120;
  Eigen::MatrixXd x(n, 3);
  std::vector<int> y(n);
  for (int i = 0; i < n; ++i) {
    x(i, 0) = random.normal();
    x(i, 1) = 1e6 + 1e3 * random.normal();
    x(i, 2) = 1e-6 * random.normal();
    y[static_cast<std::size_t>(i)] = random.uniform() < inverse_logit(x(i, 0) - 1e6 * x(i, 2)) ? 1 : 0;
  }
  auto const fit = fit_logistic(x, y, {"a", "b", "c"});
  ASSERT_TRUE(fit.has_value());
  auto const linear = linear_predictor(*fit, x);
  Eigen::VectorXd residual(n);
  for (int i = 0; i < n; ++i) residual[i] = y[static_cast<std::size_t>(i)] - inverse_logit(linear[i]);
  EXPECT_NEAR(residual.sum(), 0, 1e-8);
  for (int j = 0; j < 3; ++j) {
    double const scale = std::sqrt((x.col(j).array() - x.col(j).mean()).square().sum());
    EXPECT_NEAR((x.col(j).array() - x.col(j).mean()).matrix().dot(residual) / scale, 0, 1e-8);
  }
}

TEST(Logistic, complete_separation_is_named_mechanics) {
  Eigen::MatrixXd x(8, 2);
  x << 1, 0.3, 2, -0.2, 3, 0.7, 4, 0.1, 5, 0.2, 6, -0.4, 7, 0.5, 8, 0.0;
  std::vector<int> const y = {0, 0, 0, 0, 1, 1, 1, 1};
  auto const fit = fit_logistic(x, y, {"dose", "noise"});
  ASSERT_TRUE(fit.has_value());
  EXPECT_TRUE(fit->separated);
  ASSERT_FALSE(fit->separated_terms.empty());
  EXPECT_EQ(fit->separated_terms[0], "dose");
  EXPECT_TRUE(std::isnan(fit->odds_ratio[1]));
  auto const answer = fit_logistic_or_firth(x, y, {"dose", "noise"});
  ASSERT_TRUE(answer.has_value());
  EXPECT_TRUE(answer->separated);
  EXPECT_EQ(answer->method, LogisticMethod::firth);
  EXPECT_TRUE(answer->odds_ratio.allFinite());
  EXPECT_TRUE(answer->or_high.allFinite());
}

TEST(Logistic, quasi_separation_by_one_level_is_named_mechanics) {
  // Everyone with the marker has the outcome; the other variable overlaps.
  Eigen::MatrixXd x(12, 2);
  std::vector<int> y(12);
  for (int i = 0; i < 12; ++i) {
    x(i, 0) = i < 4 ? 1 : 0;
    x(i, 1) = (i * 7) % 12;
    y[static_cast<std::size_t>(i)] = i < 4 || i % 2 == 0 ? 1 : 0;
  }
  auto const fit = fit_logistic(x, y, {"marker", "age"});
  ASSERT_TRUE(fit.has_value());
  EXPECT_TRUE(fit->separated);
  EXPECT_EQ(fit->separated_terms, std::vector<std::string>{"marker"});
  EXPECT_TRUE(std::isfinite(fit->odds_ratio[2]));
}

TEST(Logistic, a_steep_overlap_is_not_separation_mechanics) {
  // One patient on the wrong side, far away: finite, steep, not separated.
  Eigen::MatrixXd x(40, 1);
  std::vector<int> y(40);
  for (int i = 0; i < 40; ++i) {
    x(i, 0) = i;
    y[static_cast<std::size_t>(i)] = i >= 20 ? 1 : 0;
  }
  y[18] = 1;
  y[21] = 0;
  auto const fit = fit_logistic(x, y, {"x"});
  ASSERT_TRUE(fit.has_value());
  EXPECT_FALSE(fit->separated);
  EXPECT_TRUE(fit->coefficient.allFinite());
}

TEST(Logistic, an_overlap_far_narrower_than_the_data_is_not_separation_mechanics) {
  Eigen::MatrixXd x(40, 1);
  std::vector<int> y(40);
  for (int i = 0; i < 40; ++i) {
    x(i, 0) = i;
    y[static_cast<std::size_t>(i)] = i >= 20 ? 1 : 0;
  }
  x(19, 0) = 20 - 1e-5;  // a case just below the lowest control of the upper half
  y[19] = 1;
  y[20] = 0;
  auto const fit = fit_logistic(x, y, {"x"});
  ASSERT_TRUE(fit.has_value());
  EXPECT_FALSE(fit->separated);
  EXPECT_TRUE(fit->coefficient.allFinite());
}

// Nobody but the one patient with both markers says what `rare` does; with `marker` gone to infinity nothing holds it.
TEST(Logistic, a_term_that_only_separated_patients_carry_is_named_mechanics) {
  Eigen::MatrixXd x(12, 3);
  x << -1.4, 0, 0, -0.9, 0, 0, 0.5, 0, 0, 0.8, 0, 0, 0.9, 0, 0, 1.1, 0, 0, -0.4, 0, 1, -0.3, 0, 1, 0.5, 0, 1, 1.0, 0, 1,
      -0.5, 1, 1, 0.2, 0, 0;
  std::vector<int> const y = {0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1};
  auto const fit = fit_logistic(x, y, {"age", "rare", "marker"});
  ASSERT_TRUE(fit.has_value());
  EXPECT_TRUE(fit->separated);
  EXPECT_EQ(fit->separated_terms, (std::vector<std::string>{"rare", "marker"}));
  EXPECT_TRUE(std::isnan(fit->odds_ratio[2]));
  EXPECT_TRUE(std::isfinite(fit->odds_ratio[1]));
}

// In a saturated table Firth's estimate is the ordinary one with half a patient added to every cell. Plain scoring
// steps alternate around it for ever, because one level has a single patient.
TEST(Logistic, firth_adds_half_a_patient_to_each_cell_analytic) {
  struct Group {
    int controls, cases;
  };
  std::vector<Group> const groups = {{22, 12}, {3, 2}, {2, 2}, {0, 1}};
  std::vector<int> y;
  std::vector<std::size_t> group;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    for (int k = 0; k < groups[g].controls + groups[g].cases; ++k) {
      y.push_back(k < groups[g].cases ? 1 : 0);
      group.push_back(g);
    }
  }
  Eigen::MatrixXd x = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(y.size()), 3);
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (group[i] > 0) x(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(group[i]) - 1) = 1;
  }
  auto const fit = fit_firth(x, y, {"b", "c", "d"});
  ASSERT_TRUE(fit.has_value()) << fit.error().message;
  auto const logit = [&](std::size_t g) { return std::log((groups[g].cases + 0.5) / (groups[g].controls + 0.5)); };
  EXPECT_NEAR(fit->coefficient[0], logit(0), 1e-10);
  for (std::size_t g = 1; g < groups.size(); ++g) {
    EXPECT_NEAR(fit->coefficient[static_cast<Eigen::Index>(g)], logit(g) - logit(0), 1e-10);
  }
}

TEST(Logistic, bad_input_is_named_mechanics) {
  Eigen::MatrixXd x(6, 2);
  x << 1, 2, 2, 4, 3, 6, 4, 8, 5, 10, 6, 12;
  std::vector<int> const y = {0, 1, 0, 1, 0, 1};
  auto const collinear = fit_logistic(x, y, {"a", "twice_a"});
  ASSERT_FALSE(collinear.has_value());
  EXPECT_NE(collinear.error().message.find("collinear"), std::string::npos);
  auto const one_class = fit_logistic(x.leftCols(1), std::vector<int>(6, 1), {"a"});
  ASSERT_FALSE(one_class.has_value());
  x(2, 0) = std::nan("");
  auto const missing = fit_logistic(x.leftCols(1), y, {"a"});
  ASSERT_FALSE(missing.has_value());
  EXPECT_NE(missing.error().message.find("variable a"), std::string::npos);
  x.col(0).setConstant(4);
  auto const constant = fit_logistic(x.leftCols(1), y, {"a"});
  ASSERT_FALSE(constant.has_value());
  EXPECT_NE(constant.error().message.find("constant"), std::string::npos);
}

}  // namespace
}  // namespace petra
