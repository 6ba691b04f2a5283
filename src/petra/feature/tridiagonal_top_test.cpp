// The largest eigenpair of a tridiagonal matrix against Eigen's solver for all of them.

#include "petra/feature/tridiagonal_top.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <random>

#include "petra/base/draws_for_tests.hpp"

namespace petra {
namespace {

TEST(tridiagonal_top_twin, equals_the_solver_for_all_eigenvalues) {
  std::mt19937 random(11);
  for (int k = 0; k < 2000; ++k) {
    // The tridiagonal form of a positive matrix with eigenvalues in [0, 1], as Lanczos builds it.
    auto const size = 1 + static_cast<Eigen::Index>(random() % 40);
    Eigen::VectorXd eigenvalues(size);
    for (Eigen::Index e = 0; e < size; ++e)
      eigenvalues[e] = std::pow(testing::draw_uniform(random), k % 3 == 0 ? 8 : 1);
    Eigen::MatrixXd const basis =
        Eigen::MatrixXd::NullaryExpr(size, size, [&] { return testing::draw_uniform(random, -1, 1); })
            .householderQr()
            .householderQ();
    Eigen::MatrixXd const full = basis * eigenvalues.asDiagonal() * basis.transpose();
    Eigen::Tridiagonalization<Eigen::MatrixXd> const form(full);
    Eigen::VectorXd const diagonal = form.diagonal();
    Eigen::VectorXd const below = form.subDiagonal().cwiseAbs();
    Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver;
    solver.computeFromTridiagonal(diagonal, below, Eigen::ComputeEigenvectors);
    double const expected = solver.eigenvalues()[size - 1];

    std::span<double const> const d(diagonal.data(), static_cast<std::size_t>(size));
    std::span<double const> const b(below.data(), static_cast<std::size_t>(size - 1));
    double const guesses[] = {1, expected + 1e-6, expected - 1e-6, 0};
    auto const top = tridiagonal_top(d, b, 0, 1, guesses[k % 4]);
    SCOPED_TRACE(::testing::Message() << k << " size " << size);
    // Eigen's own bound grows with the rows.
    EXPECT_NEAR(top.value, expected, 2e-15 + 3e-16 * static_cast<double>(size));
    if (size > 1) {
      double const next = solver.eigenvalues()[size - 2];
      EXPECT_NEAR(top.next, next, 2e-4 * (expected - next) + 1e-3 * expected);
    }
    std::vector<double> vector;
    tridiagonal_top_vector(d, b, top.value, vector);
    double overlap = 0;
    for (Eigen::Index e = 0; e < size; ++e)
      overlap += vector[static_cast<std::size_t>(e)] * solver.eigenvectors()(e, size - 1);
    double const gap = size > 1 ? expected - solver.eigenvalues()[size - 2] : 1;
    if (gap > 1e-6) {
      EXPECT_NEAR(std::abs(overlap), 1, 1e-8);
      // The last component, by which Lanczos judges itself, is right even where it is tiny.
      EXPECT_NEAR(std::abs(vector.back()), std::abs(solver.eigenvectors()(size - 1, size - 1)), 1e-9);
    }
  }
}

TEST(tridiagonal_top_analytic, one_and_two_rows) {
  std::vector<double> const one = {0.25};
  EXPECT_NEAR(tridiagonal_top(one, {}, 0, 1, 1).value, 0.25, 1e-16);
  std::vector<double> const two = {0.5, 0.5};
  std::vector<double> const below = {0.25};
  auto const top = tridiagonal_top(two, below, 0, 1, 1);
  EXPECT_NEAR(top.value, 0.75, 1e-15);
  EXPECT_NEAR(top.next, 0.25, 1e-4);
  std::vector<double> vector;
  tridiagonal_top_vector(two, below, top.value, vector);
  EXPECT_NEAR(vector[0], std::sqrt(0.5), 1e-15);
  EXPECT_NEAR(vector[1], std::sqrt(0.5), 1e-15);
}

}  // namespace
}  // namespace petra
