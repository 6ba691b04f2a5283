// glmnet's stopping rule, against glmnet 4.1-6 under R 4.2.2 on columns that anyone can make again.
#include <gtest/gtest.h>

#include <cmath>

#include "petra/stats/lasso.hpp"

namespace petra {

namespace {

struct Data {
  Eigen::MatrixXd x{40, 6};
  std::vector<int> y;
  Data() {
    for (Eigen::Index i = 0; i < 40; ++i) {
      double const row = static_cast<double>(i) + 1;
      for (Eigen::Index j = 0; j < 6; ++j) {
        double const column = static_cast<double>(j) + 1;
        x(i, j) = std::sin(row * column) + std::cos(row * row / (column + 2));
      }
      x(i, 3) = 2 * x(i, 2) + 0.1 * x(i, 3);  // nearly the third column: the descent is slow and stops far from the end
      y.push_back(x(i, 0) + 0.7 * x(i, 3) + std::sin(7 * row) > 0 ? 1 : 0);
    }
  }
};

void expect_column(LassoPath const& path, Eigen::Index k, double lambda, double intercept,
                   std::vector<double> const& coefficients, double dev_ratio) {
  EXPECT_NEAR(path.lambda(k), lambda, 1e-12);
  EXPECT_NEAR(path.intercept(k), intercept, 1e-9);
  for (std::size_t j = 0; j < coefficients.size(); ++j)
    EXPECT_NEAR(path.coefficients(static_cast<Eigen::Index>(j), k), coefficients[j], 1e-9) << j;
  EXPECT_NEAR(path.dev_ratio(k), dev_ratio, 1e-12);
}

TEST(LassoDescent, lasso_stops_where_glmnet_does_r_glmnet) {
  Data const data;
  LassoSettings settings;
  settings.threshold = 1e-7;
  auto const path = fit_lasso_path(data.x, data.y, settings);
  ASSERT_TRUE(path.has_value());
  EXPECT_EQ(path->passes, 11064);
  ASSERT_EQ(path->lambda.size(), 100);
  expect_column(*path, 19, 0.0497803826720235, -0.117195083311507, {1.03171364515887, 0, 1.44830150830653, 0, 0, 0},
                0.475051148684553);
  expect_column(*path, 99, 2.91564737640869e-05, -0.291474071376085,
                {2.76016644982945, -0.150694501301949, 22.1687090537978, -9.34004251900977, -0.0166559453153806,
                 0.0277914502762015},
                0.60128908132102);
}

TEST(LassoDescent, elastic_net_stops_where_glmnet_does_r_glmnet) {
  Data const data;
  LassoSettings settings;
  settings.threshold = 1e-7;
  settings.alpha = 0.3;
  auto const path = fit_lasso_path(data.x, data.y, settings);
  ASSERT_TRUE(path.has_value());
  EXPECT_EQ(path->passes, 3875);
  expect_column(*path, 19, 0.165934608906745, -0.104177328875565,
                {0.50329990931782, 0, 0.458193068897223, 0.210926555412012, 0, 0}, 0.354448050130124);
}

TEST(LassoDescent, a_small_threshold_leads_to_the_optimum_invariant) {
  Data const data;
  LassoSettings settings;
  auto const optimum = fit_lasso_path(data.x, data.y, settings);
  settings.threshold = 1e-20;
  settings.most_passes = 100'000'000;
  auto const path = fit_lasso_path(data.x, data.y, settings);
  ASSERT_TRUE(optimum.has_value() && path.has_value());
  EXPECT_LT((optimum->coefficients.leftCols(60) - path->coefficients.leftCols(60)).cwiseAbs().maxCoeff(), 1e-6);
}

TEST(LassoDescent, says_when_its_passes_run_out_mechanics) {
  Data const data;
  LassoSettings settings;
  settings.threshold = 1e-7;
  settings.most_passes = 1000;
  auto const path = fit_lasso_path(data.x, data.y, settings);
  ASSERT_FALSE(path.has_value());
  EXPECT_NE(path.error().message.find("1001 passes"), std::string::npos) << path.error().message;
  settings.threshold = -1;
  EXPECT_FALSE(fit_lasso_path(data.x, data.y, settings).has_value());
}

}  // namespace

}  // namespace petra
