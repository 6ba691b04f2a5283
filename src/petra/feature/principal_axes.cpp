#include "petra/feature/principal_axes.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>

namespace petra {

namespace {

__extension__ using Wide = __int128;

// Sums over the voxels of x, y, z and of their products, in voxels: whole numbers, exact.
struct Moments {
  std::int64_t count = 0;
  std::array<std::int64_t, 3> first{};
  std::array<std::array<std::int64_t, 3>, 3> second{};
};

// Sums of x and x² over a row's voxels, run by run.
struct RowSums {
  std::int64_t count = 0, x = 0, xx = 0;

  void add_run(std::int64_t begin, std::int64_t end) {
    auto const below = [](std::int64_t n) { return n * (n - 1) / 2; };                        // 0 + … + (n - 1)
    auto const below_squared = [](std::int64_t n) { return (n - 1) * n * (2 * n - 1) / 6; };  // 0 + … + (n - 1)²
    count += end - begin;
    x += below(end) - below(begin);
    xx += below_squared(end) - below_squared(begin);
  }
};

RowSums sum_row(std::uint64_t const* row, std::int64_t words) {
  RowSums sums;
  for (std::int64_t w = 0; w < words; ++w) {
    std::uint64_t bits = row[w];
    int shifted = 0;
    while (bits != 0) {
      int const gap = std::countr_zero(bits);
      shifted += gap;
      bits >>= gap;
      int const run = std::countr_one(bits);
      sums.add_run(64 * w + shifted, 64 * w + shifted + run);
      shifted += run;
      bits = run < 64 ? bits >> run : 0;
    }
  }
  return sums;
}

Moments sum_moments(RegionBits const& bits) {
  Moments m;
  for (std::int64_t z = 0; z < bits.size()[2]; ++z) {
    for (std::int64_t y = 0; y < bits.size()[1]; ++y) {
      RowSums const row = sum_row(bits.row(y, z), bits.words());
      if (row.count == 0) continue;
      m.count += row.count;
      m.first[0] += row.x;
      m.first[1] += y * row.count;
      m.first[2] += z * row.count;
      m.second[0][0] += row.xx;
      m.second[0][1] += y * row.x;
      m.second[0][2] += z * row.x;
      m.second[1][1] += y * y * row.count;
      m.second[1][2] += y * z * row.count;
      m.second[2][2] += z * z * row.count;
    }
  }
  return m;
}

}  // namespace

// Naive: subtract the mean from every centre, multiply, add, divide by n. Here n · Σ x y - Σ x · Σ y is formed in whole
// numbers, so a flat region has a covariance of exactly zero across its plane.
PrincipalAxes measure_principal_axes(RegionBits const& bits, Eigen::Vector3d const& spacing_mm) {
  Moments const m = sum_moments(bits);
  PrincipalAxes axes;
  if (m.count == 0) return axes;
  auto const n = static_cast<double>(m.count);
  Eigen::Matrix3d covariance;
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = i; j < 3; ++j) {
      Wide const numerator = static_cast<Wide>(m.count) * m.second[i][j] - static_cast<Wide>(m.first[i]) * m.first[j];
      auto const row = static_cast<Eigen::Index>(i), column = static_cast<Eigen::Index>(j);
      covariance(row, column) = static_cast<double>(numerator) / n / n * spacing_mm[row] * spacing_mm[column];
      covariance(column, row) = covariance(row, column);
    }
  }
  // An axis on which the region is one voxel thick has its eigenvalue of zero exactly; the others are found among
  // themselves.
  Eigen::Index extended = 0;
  Eigen::Matrix3d packed = Eigen::Matrix3d::Zero();
  std::array<Eigen::Index, 3> kept{};
  for (Eigen::Index k = 0; k < 3; ++k) {
    if (covariance(k, k) > 0) kept[static_cast<std::size_t>(extended++)] = k;
  }
  for (Eigen::Index i = 0; i < extended; ++i) {
    for (Eigen::Index j = 0; j < extended; ++j) {
      packed(i, j) = covariance(kept[static_cast<std::size_t>(i)], kept[static_cast<std::size_t>(j)]);
    }
  }
  if (extended > 0) {
    Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> const solver(packed.topLeftCorner(extended, extended),
                                                                Eigen::EigenvaluesOnly);
    axes.eigenvalues_mm2.tail(extended) = solver.eigenvalues();
  }
  for (double& value : axes.eigenvalues_mm2) {
    if (value < 0 && value > -1e-10) value = 0;
  }
  std::sort(axes.eigenvalues_mm2.begin(), axes.eigenvalues_mm2.end());
  return axes;
}

FeatureValue axis_length(double eigenvalue_mm2) {
  if (eigenvalue_mm2 < 0) return {.reason = Reason::not_finite};
  return {std::sqrt(eigenvalue_mm2) * 4, Reason::none};
}

FeatureValue axis_ratio(double eigenvalue_mm2, double major_mm2) {
  if (eigenvalue_mm2 < 0 || major_mm2 < 0) return {.reason = Reason::not_finite};
  if (major_mm2 == 0) return {.reason = Reason::too_few_voxels};
  return {std::sqrt(eigenvalue_mm2 / major_mm2), Reason::none};
}

}  // namespace petra
