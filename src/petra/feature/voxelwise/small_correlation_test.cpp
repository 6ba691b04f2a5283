// Small eigenvalue problems against Eigen and against the general solver of MCC.

#include "petra/feature/voxelwise/small_correlation.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <map>
#include <random>

#include "petra/base/draws_for_tests.hpp"
#include "petra/feature/maximal_correlation.hpp"
#include "petra/feature/voxelwise/symmetric_eigenvalues.hpp"

namespace petra {
namespace {

TEST(SymmetricEigenvaluesTwin, least_and_greatest_are_eigens) {
  std::mt19937 random(11);
  for (int repeat = 0; repeat < 3000; ++repeat) {
    auto const n = static_cast<Eigen::Index>(1 + random() % (repeat % 100 == 0 ? 90 : 9));
    Eigen::MatrixXd a = Eigen::MatrixXd::NullaryExpr(n, n, [&] { return testing::draw_uniform(random, -1, 1); });
    a = (a + a.transpose()).eval();
    if (repeat % 3 == 0) {  // eigenvalues that repeat
      Eigen::MatrixXd const q = Eigen::HouseholderQR<Eigen::MatrixXd>(a).householderQ();
      Eigen::VectorXd const values = Eigen::VectorXd::NullaryExpr(n, [&] { return static_cast<double>(random() % 3); });
      a = q * values.asDiagonal() * q.transpose();
      a = ((a + a.transpose()) / 2).eval();
    }
    if (repeat % 7 == 0) a.row(0).setZero(), a.col(0).setZero();
    Eigen::VectorXd const expected = Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(a).eigenvalues();
    Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> rows = a;
    auto const range = symmetric_eigenvalue_range(rows.data(), static_cast<std::size_t>(n));
    ASSERT_NEAR(range.least, expected[0], 1e-12) << a;
    ASSERT_NEAR(range.greatest, expected[n - 1], 1e-12) << a;
  }
}

TEST(SmallCorrelationTwin, equals_the_general_solver) {
  std::mt19937 random(12);
  for (int repeat = 0; repeat < 4000; ++repeat) {
    bool const symmetric = repeat % 2 == 0;
    auto const levels = static_cast<std::uint16_t>(2 + random() % 7);
    std::map<std::pair<std::uint16_t, std::uint16_t>, std::uint32_t> counts;
    for (unsigned pair = 0; pair < 1 + random() % 20; ++pair) {
      auto const a = static_cast<std::uint16_t>(random() % levels), b = static_cast<std::uint16_t>(random() % levels);
      ++counts[{a, b}];
      if (symmetric) ++counts[{b, a}];
    }
    std::vector<std::uint32_t> x(levels, 0), y(levels, 0);
    double total = 0;
    for (auto const& [cell, n] : counts) x[cell.first] += n, y[cell.second] += n, total += n;
    // Packed: levels that hold anything.
    auto const pack = [](std::vector<std::uint32_t> const& margin, std::vector<std::uint16_t>& number) {
      std::vector<std::uint32_t> packed;
      for (auto const n : margin) {
        number.push_back(static_cast<std::uint16_t>(packed.size()));
        if (n > 0) packed.push_back(n);
      }
      return packed;
    };
    std::vector<std::uint16_t> row_number, column_number;
    auto const rows = pack(x, row_number), columns = pack(y, column_number);
    std::vector<CountCell> cells;
    MatrixCells p;
    std::vector<double> p_x(levels + 1U, 0.0), p_y(levels + 1U, 0.0);
    for (auto const& [cell, n] : counts) {
      cells.push_back({row_number[cell.first], column_number[cell.second], n});
      p.push_back({cell.first + 1U, cell.second + 1U, n / total});
      p_x[cell.first + 1U] += n / total;
      p_y[cell.second + 1U] += n / total;
    }
    SmallCorrelation correlation(100);
    double const expected = maximal_correlation_general(p, p_x, p_y, levels);
    double const found = symmetric ? correlation.of_symmetric(cells, rows) : correlation.of(cells, rows, columns);
    if (std::isnan(expected) || expected < 1e-4) {
      ASSERT_LT(found, 1e-4 + 1e-7);  // 0 but for the root of rounding
    } else {
      ASSERT_NEAR(found, expected, 1e-9 * expected);
    }
  }
}

}  // namespace
}  // namespace petra
