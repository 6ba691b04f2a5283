#include "petra/model/likeness.hpp"

#include <gtest/gtest.h>

namespace petra {
namespace {

// scikit-learn 1.9.1: sklearn.covariance.ledoit_wolf of the same rows.
TEST(Likeness, shrinks_as_scikit_learn) {
  Eigen::MatrixXd five(5, 3);
  five << 1.0, 2.0, 0.5, 2.5, 1.0, -1.0, 0.3, -0.7, 2.2, 4.1, 3.3, 0.1, -1.2, 0.4, 1.7;
  auto const small = ledoit_wolf(five);
  EXPECT_NEAR(small.shrinkage, 0.35416610521869507, 1e-14);
  Eigen::Matrix3d expected;
  expected << 2.9128895380724633, 1.2012510442932267, -0.9894175268049592, 1.2012510442932267, 1.9735887215025336,
      -0.6109588644631145, -0.9894175268049592, -0.6109588644631145, 1.611921740425003;
  EXPECT_LT((small.covariance - expected).cwiseAbs().maxCoeff(), 1e-13);

  Eigen::MatrixXd nine(9, 4);
  for (int i = 0; i < 9; ++i) {
    for (int j = 0; j < 4; ++j) nine(i, j) = (7 * i * i + 3 * j * i + 11 * j) % 13 - 6.0 + 0.1 * i;
  }
  auto const large = ledoit_wolf(nine);
  EXPECT_NEAR(large.shrinkage, 0.709010890355923, 1e-14);
  EXPECT_NEAR(large.covariance(3, 2), -2.2901920666431983, 1e-13);
  EXPECT_NEAR(large.covariance(0, 0), 9.935430698859696, 1e-12);
}

TEST(Likeness, one_feature_is_its_z_score_analytic) {
  Eigen::MatrixXd rows(6, 1);
  rows << 1, 2, 3, 4, 5, 9;
  auto const likeness = learn_likeness({"a"}, rows, {1, 2, 1, 2, 1, 2});
  ASSERT_TRUE(likeness);
  // The covariance has divisor n, the standard deviation n - 1: their ratio is 5/6.
  double const z = (7 - likeness->mean(0)) / likeness->sd(0);
  EXPECT_NEAR(likeness->distance(Eigen::VectorXd::Constant(1, 7)), std::abs(z) / std::sqrt(5.0 / 6.0), 1e-12);
  EXPECT_EQ(likeness->distance(likeness->mean), 0);
}

TEST(Likeness, training_distances_come_from_the_other_folds_analytic) {
  Eigen::MatrixXd rows(4, 1);
  rows << 0, 2, 10, 14;
  auto const likeness = learn_likeness({"a"}, rows, {1, 1, 2, 2});
  ASSERT_TRUE(likeness);
  // Judged by {10, 14}: mean 12, SD sqrt(8), variance of the standardised 1/2; by {0, 2}: mean 1, SD sqrt(2).
  double const far = 13 / std::sqrt(2.0) * std::sqrt(2.0), near = 10 / std::sqrt(8.0) * std::sqrt(2.0);
  EXPECT_NEAR(likeness->distances.back(), far, 1e-12);
  EXPECT_NEAR(likeness->distances.front(), near, 1e-12);
}

TEST(Likeness, refuses_what_does_not_vary) {
  Eigen::MatrixXd const rows = Eigen::MatrixXd::Constant(5, 1, 3.0);
  auto const likeness = learn_likeness({"flat"}, rows, {1, 2, 1, 2, 1});
  ASSERT_FALSE(likeness);
  EXPECT_EQ(likeness.error().subject, "flat");
}

}  // namespace
}  // namespace petra
