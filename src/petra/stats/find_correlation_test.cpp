// caret 6.0-93's rule as R 4.2.2 runs it, on matrices that anyone can make again.
#include "petra/stats/find_correlation.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "petra/stats/correlation.hpp"

namespace petra {
namespace {

std::vector<int> one_based(Result<std::vector<int>> const& dropped) {
  std::vector<int> out;
  for (int const column : *dropped) out.push_back(column + 1);
  return out;
}

TEST(FindCorrelation, example_of_its_help_page_r_caret) {
  Eigen::MatrixXd r(5, 5);
  r << 1, 0.86, 0.56, 0.32, 0.85, 0.86, 1, 0.01, 0.74, 0.32, 0.56, 0.01, 1, 0.65, 0.91, 0.32, 0.74, 0.65, 1, 0.36, 0.85,
      0.32, 0.91, 0.36, 1;
  EXPECT_EQ(one_based(find_correlation(r, 0.6, CaretRule::fast)), (std::vector{4, 5, 1, 3}));
  EXPECT_EQ(one_based(find_correlation(r, 0.6, CaretRule::exact)), (std::vector{1, 5, 4}));
}

TEST(FindCorrelation, repeated_and_mirrored_columns_r_caret) {
  Eigen::MatrixXd x(60, 12);
  for (int i = 1; i <= 60; ++i) {
    for (int j = 1; j <= 12; ++j) x(i - 1, j - 1) = std::sin(i * 0.37 * ((j + 2) / 3)) + 0.15 * j * std::cos(i * j);
  }
  x.col(11) = -x.col(2);
  x.col(6) = x.col(2);
  auto const r = pearson_matrix(x);
  for (double const cut_off : {0.9, 0.7}) {
    EXPECT_EQ(one_based(find_correlation(r, cut_off, CaretRule::fast)), (std::vector{3, 7, 12, 1}));
    EXPECT_EQ(one_based(find_correlation(r, cut_off, CaretRule::exact)), (std::vector{3, 7, 12, 1}));
  }
  EXPECT_EQ(one_based(find_correlation(r, 0.5, CaretRule::fast)), (std::vector{3, 5, 6, 7, 12, 1}));
  EXPECT_EQ(one_based(find_correlation(r, 0.5, CaretRule::exact)), (std::vector{3, 7, 12, 1, 6, 5}));
}

TEST(FindCorrelation, a_pair_of_equal_means_loses_its_second_analytic) {
  Eigen::MatrixXd r(2, 2);
  r << 1, -0.95, -0.95, 1;
  EXPECT_EQ(one_based(find_correlation(r, 0.9, CaretRule::exact)), std::vector{2});
  EXPECT_EQ(one_based(find_correlation(r, 0.9, CaretRule::fast)), std::vector{1});  // caret: the row of the pair
  EXPECT_TRUE(find_correlation(r, 0.95, CaretRule::exact)->empty());                // strict
}

TEST(FindCorrelation, refuses_what_is_no_correlation_matrix_mechanics) {
  EXPECT_FALSE(find_correlation(Eigen::MatrixXd::Identity(2, 3), 0.9, CaretRule::exact).has_value());
  EXPECT_FALSE(find_correlation(Eigen::MatrixXd::Identity(1, 1), 0.9, CaretRule::exact).has_value());
  Eigen::MatrixXd r = Eigen::MatrixXd::Identity(3, 3);
  r(0, 1) = NAN;
  EXPECT_FALSE(find_correlation(r, 0.9, CaretRule::fast).has_value());
  r(0, 1) = 0.5;
  EXPECT_FALSE(find_correlation(r, 0.9, CaretRule::fast).has_value());
}

}  // namespace
}  // namespace petra
