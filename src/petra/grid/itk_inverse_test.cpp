// The inverse of direction x spacing, to the last bit: SimpleITK 2.5.7's TransformPhysicalPointToContinuousIndex of the
// unit points gives the entries that ITK works with (origin 0). 42,000 further matrices were compared, none differed.
#include "petra/grid/itk_inverse.hpp"

#include <gtest/gtest.h>

#include <array>

namespace petra {
namespace {

struct Case {
  char const* name;
  std::array<double, 9> direction;  // row by row
  std::array<double, 3> spacing_mm;
  std::array<double, 9> inverse;  // row by row
};

constexpr Case kCases[] = {
    {"random",
     {-0x1.64c7f3f290cb4p-2, 0x1.dee61de40c890p-1, 0x1.f406e06399b52p-5, 0x1.3ab06e4b28420p-2, 0x1.677136cbf1e0ap-3,
      -0x1.dedd757edf064p-1, -0x1.c5641faf88bffp-1, -0x1.3a7bb69349be4p-2, -0x1.64f66c9026e51p-2},
     {0.7, 1.3, 3.0},
     {-0x1.fdafeec83c903p-2, 0x1.c18e546b5e155p-2, -0x1.43d9cd7d61adcp+0, 0x1.70623e60a72e7p-1, 0x1.147e78eba65e9p-3,
      -0x1.e3d205315dc25p-3, 0x1.4d59eaed11235p-6, -0x1.3f3e4e5494aefp-2, -0x1.dbf33b6ade86ep-4}},
    {"random, written with six digits",
     {0x1.51ff92f2b66b6p-1, -0x1.9285a921ccd96p-4, -0x1.7d460aa64c2f8p-1, -0x1.d19439de481f5p-2, -0x1.aecfa69be09bbp-1,
      -0x1.2b07d0aed99ccp-2, -0x1.321f080303c08p-1, 0x1.100e27e0ef998p-1, -0x1.33474107314cbp-1},
     {0.9766, 0.9766, 5.0},
     {0x1.5a18e1ccfd956p-1, -0x1.dcbc0cfdeb820p-2, -0x1.3974af2557730p-1, -0x1.9c2a7bea39b82p-4, -0x1.b92240b5370cbp-1,
      0x1.1692ed9b30100p-1, -0x1.3104c555b53b7p-3, -0x1.de7297e44e789p-5, -0x1.eba4f92019bb2p-4}},
    {"tilted round x by 0.2",
     {1, 0, 0, 0, 0x1.f5cb49577627ap-1, -0x1.96dff233dd2bcp-3, 0, 0x1.96dff233dd2bcp-3, 0x1.f5cb49577627ap-1},
     {0.9765625, 0.9765625, 2.5},
     {0x1.0624dd2f1a9fcp+0, 0, 0, 0, 0x1.00eb27995305fp+0, 0x1.a0a3c8e9552adp-3, 0, -0x1.457ff4f64a898p-4,
      0x1.916f6ddf91b95p-2}},
    {"sagittal, slightly off",
     {0x1.89374bc6a7efap-7, 0x1.89374bc6a7efap-9, 0x1.fff5e84f09529p-1, 0x1.fff583a53b8e5p-1, 0x1.13404ea4a8c15p-9,
      -0x1.89374bc6a7efap-7, -0x1.0624dd2f1a9fcp-9, 0x1.ffff151e75361p-1, 0x1.6f0068db8bac7p-9},
     {0.5, 0.5, 1.2},
     {0x1.896a56b0e0f8bp-6, 0x1.fff70a8bb2fa2p+0, -0x1.17f4908f7ea80p-8, -0x1.6bd5d3c1f77aep-8, 0x1.0a88c43f1d680p-8,
      0x1.0000b98298f4cp+1, 0x1.aaa43fe5b2204p-1, -0x1.47d974544d775p-7, -0x1.44e8b9fcad32bp-9}},
    {"permuted",
     {0, 0, -1, 1, 0, 0, 0, -1, 0},
     {0.35, 0.45, 3.3},
     {0, 0x1.6db6db6db6db7p+1, 0, 0, 0, -0x1.1c71c71c71c72p+1, -0x1.364d9364d9365p-2, 0, 0}},
    {"straight",
     {-1, 0, 0, 0, -1, 0, 0, 0, 1},
     {0.7, 0.7, 3},
     {-0x1.6db6db6db6db7p+0, 0, 0, 0, -0x1.6db6db6db6db7p+0, 0, 0, 0, 0x1.5555555555555p-2}},
};

Eigen::Matrix3d matrix_of(std::array<double, 9> const& rows) {
  return Eigen::Map<Eigen::Matrix<double, 3, 3, Eigen::RowMajor> const>(rows.data());
}

TEST(ItkInverse, EqualsItksEntriesBitForBit_simpleitk) {
  for (auto const& one : kCases) {
    Eigen::Matrix3d const matrix = matrix_of(one.direction) * Eigen::Vector3d(one.spacing_mm.data()).asDiagonal();
    auto const inverse = itk_inverse<3>(matrix);
    for (int r = 0; r < 3; ++r) {
      for (int c = 0; c < 3; ++c) {
        EXPECT_EQ(inverse(r, c), one.inverse[static_cast<std::size_t>(3 * r + c)]) << one.name << ' ' << r << ' ' << c;
      }
    }
  }
}

TEST(ItkInverse, DiffersFromOtherInversesInTheLastBits_simpleitk) {
  // Why it is worth its lines: the textbook inverse has other last digits on tilted axes.
  Eigen::Matrix3d const matrix = matrix_of(kCases[0].direction) * Eigen::Vector3d(0.7, 1.3, 3.0).asDiagonal();
  EXPECT_NE(itk_inverse<3>(matrix), Eigen::Matrix3d(matrix.inverse()));
}

TEST(ItkInverse, TimesTheMatrixIsOne_analytic) {
  for (auto const& one : kCases) {
    Eigen::Matrix3d const matrix = matrix_of(one.direction) * Eigen::Vector3d(one.spacing_mm.data()).asDiagonal();
    EXPECT_TRUE((itk_inverse<3>(matrix) * matrix).isIdentity(1e-14)) << one.name;
  }
  Eigen::Matrix2d plane;
  plane << 0.6, -1.6, 0.8, 1.2;  // inverse by hand: [1.2 1.6; -0.8 0.6] / 2
  Eigen::Matrix2d by_hand;
  by_hand << 0.6, 0.8, -0.4, 0.3;
  EXPECT_TRUE(itk_inverse<2>(plane).isApprox(by_hand, 1e-15));
}

TEST(ItkInverse, LeavesOutASingularValueOfZero_analytic) {
  Eigen::Matrix3d flat = Eigen::Matrix3d::Zero();
  flat(0, 0) = 2;
  flat(1, 1) = -4;
  Eigen::Matrix3d expected = Eigen::Matrix3d::Zero();
  expected(0, 0) = 0.5;
  expected(1, 1) = -0.25;
  EXPECT_EQ(itk_inverse<3>(flat), expected);
  EXPECT_EQ(itk_inverse<3>(Eigen::Matrix3d::Zero()), Eigen::Matrix3d::Zero());
}

}  // namespace
}  // namespace petra
