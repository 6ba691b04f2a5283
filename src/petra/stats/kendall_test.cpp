#include "petra/stats/kendall.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace petra {
namespace {

Eigen::VectorXd vector(std::vector<double> const& values) {
  return Eigen::Map<Eigen::VectorXd const>(values.data(), static_cast<Eigen::Index>(values.size()));
}

TEST(Kendall, few_values_without_ties_are_tested_exactly_r_cor_test) {
  auto const test = test_kendall(vector({3.1, 1.2, 5.5, 2.2, 4.4, 9.9, 7.1}), vector({1, 3, 2, 5, 8, 6, 9}));
  EXPECT_TRUE(test.exact);
  EXPECT_NEAR(test.tau, 0.333333333333333, 1e-14);
  EXPECT_NEAR(test.p, 0.381349206349206, 1e-14);
  Eigen::VectorXd const order = Eigen::VectorXd::LinSpaced(40, 1, 40);
  auto const longer = test_kendall(order.array().sin(), order);
  EXPECT_NEAR(longer.tau, 0.00256410256410256, 1e-15);
  EXPECT_NEAR(longer.p, 0.990766741255007, 1e-12);
}

TEST(Kendall, ties_use_the_normal_approximation_r_cor_test) {
  auto const test = test_kendall(vector({1, 1, 2, 2, 3, 4}), vector({2, 1, 2, 3, 3, 5}));
  EXPECT_FALSE(test.exact);
  EXPECT_NEAR(test.tau, 0.846153846153846, 1e-14);
  EXPECT_NEAR(test.z, 2.21781405600016, 1e-13);
  EXPECT_NEAR(test.p, 0.0265675133358421, 1e-14);
}

TEST(Kendall, opposite_orders_and_constants_analytic) {
  Eigen::VectorXd const order = Eigen::VectorXd::LinSpaced(60, 1, 60);
  EXPECT_EQ(test_kendall(order, -order).tau, -1);
  EXPECT_TRUE(std::isnan(test_kendall(order, Eigen::VectorXd::Ones(60)).tau));
  EXPECT_TRUE(std::isnan(test_kendall(order, Eigen::VectorXd::Ones(60)).p));
}

}  // namespace
}  // namespace petra
