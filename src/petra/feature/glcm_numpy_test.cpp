// Co-occurrence values that hang on the last bit, against NumPy 1.26's own sums (without its AVX-512 kernels), bit for
// bit: the matrices are products of two margins, so that levels are independent, or hold a single row.
#include "petra/feature/glcm_numpy.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

namespace petra {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct Golden {
  std::vector<std::uint32_t> levels;
  std::vector<int> rows, columns;  // P = their outer product
  std::array<double, 4> imc2;      // rows first; rows first, pairwise; columns first; columns first, pairwise
  std::array<double, 4> correlation;
};

std::vector<Golden> goldens() {
  return {
      {{1, 2, 3, 4, 7, 8, 9, 15, 18, 19},
       {3, 3, 4, 2, 1, 0, 4, 4, 2, 2},
       {1, 4, 3, 2, 3, 0, 4, 0, 0, 3},
       {{0x0.0p+0, 0x1.6a09e667f3bcdp-25, 0x1.6a09e667f3bcdp-25, 0x1.0000000000000p-24}},
       {{0x1.c00ea3ca1b5bep-58, 0x1.c00ea3ca1b5c0p-57, 0x0.0p+0, 0x1.c00ea3ca1b5c0p-56}}},
      {{3, 8, 9, 10, 12, 13, 14, 15, 16, 18},
       {4, 0, 2, 0, 4, 1, 4, 3, 0, 1},
       {2, 4, 0, 4, 2, 0, 2, 4, 1, 3},
       {{0x1.0000000000000p-24, 0x0.0p+0, kNaN, kNaN}},
       {{0x1.348e4620cec42p-57, 0x1.9b685d8113b05p-58, 0x1.01213a70ac4e1p-56, 0x1.9b685d8113b03p-57}}},
      {{1, 4, 5, 6, 10, 12, 13, 14, 16, 17, 18},
       {4, 2, 4, 1, 3, 1, 0, 3, 3, 3, 0},
       {4, 1, 2, 1, 0, 1, 0, 4, 3, 4, 4},
       {{0x0.0p+0, 0x1.6a09e667f3bcdp-25, kNaN, 0x1.0000000000000p-24}},
       {{0x0.0p+0, -0x1.4b031437e79b7p-57, 0x1.b959704a8a246p-56, -0x1.b959704a8a249p-57}}},
      {{1, 3, 5, 6, 11, 16, 19},
       {0, 0, 0, 0, 0, 0, 1},
       {1, 3, 4, 0, 2, 4, 0},
       {{kNaN, kNaN, kNaN, kNaN}},
       {{0x1.6c3916fcf15ccp-53, 0x1.6c3916fcf15cbp-53, 0x1.6c3916fcf15ccp-53, 0x1.0000000000000p+0}}},
      {{1, 3, 5, 6, 10, 11, 12, 13, 15, 17},
       {0, 0, 0, 0, 0, 0, 0, 0, 1, 0},
       {4, 3, 1, 0, 3, 2, 1, 3, 4, 1},
       {{0x0.0p+0, 0x0.0p+0, 0x0.0p+0, 0x1.0000000000000p-25}},
       {{-0x1.6ea82d4d1e5d8p-56, 0x0.0p+0, -0x1.6ea82d4d1e5d8p-56, 0x1.12fe21f9d6c62p-55}}},
      {{2, 5, 6, 7, 9, 11, 12, 16, 17, 19},
       {0, 0, 0, 0, 0, 0, 1, 0, 0, 0},
       {0, 3, 0, 0, 1, 3, 1, 0, 3, 3},
       {{0x0.0p+0, 0x0.0p+0, 0x0.0p+0, 0x0.0p+0}},
       {{0x1.21b420f2ebb62p-53, 0x1.0000000000000p+0, 0x1.21b420f2ebb62p-53, 0x1.21b420f2ebb63p-53}}},
  };
}

bool is_same(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) || a == b;
}

TEST(GlcmNumpy, EveryOrderOfSumsGivesNumpysBits_numpy) {
  for (auto const& golden : goldens()) {
    GlcmMatrix matrix;
    for (std::size_t i = 0; i < golden.rows.size(); ++i) {
      for (std::size_t j = 0; j < golden.columns.size(); ++j) {
        int const n = golden.rows[i] * golden.columns[j];
        if (n > 0) matrix.cells.push_back({golden.levels[i], golden.levels[j], static_cast<double>(n)});
      }
    }
    for (std::size_t k = 0; k < 4; ++k) {
      NumpyMatrix const numpy(matrix, golden.levels, {.rows_first = k < 2, .pairwise = k % 2 == 1});
      EXPECT_TRUE(is_same(numpy.imc2(), golden.imc2[k])) << k << ": " << numpy.imc2() << ' ' << golden.imc2[k];
      EXPECT_TRUE(is_same(numpy.correlation(), golden.correlation[k]))
          << k << ": " << numpy.correlation() << ' ' << golden.correlation[k];
    }
  }
}

// As measured on PyRadiomics' own arrays (their strides): 1,500 regions and 400 batches of neighbourhoods.
TEST(GlcmNumpy, DeletionsDecideTheOrder_pyradiomics) {
  auto const order = [](NumpyLayout const& layout) {
    auto const found = numpy_order(layout);
    return std::string(found.rows_first ? "rows" : "columns") + (found.pairwise ? " pairwise" : "");
  };
  EXPECT_EQ(order({.deleted_levels = 0, .angles = 13}), "columns");
  EXPECT_EQ(order({.deleted_levels = 1, .angles = 13}), "rows");
  EXPECT_EQ(order({.deleted_levels = 5, .angles = 13}), "columns");
  EXPECT_EQ(order({.deleted_levels = 5, .angles = 13, .empty_angles = 1}), "rows");
  EXPECT_EQ(order({.deleted_levels = 0, .angles = 13, .empty_angles = 2}), "columns pairwise");
  EXPECT_EQ(order({.deleted_levels = 1, .angles = 13, .empty_angles = 2}), "rows pairwise");
  EXPECT_EQ(order({.deleted_levels = 0, .angles = 2, .empty_angles = 1}), "rows pairwise");
  EXPECT_EQ(order({.deleted_levels = 0, .angles = 1}), "columns pairwise");
  EXPECT_EQ(order({.deleted_levels = 1, .angles = 1, .merged = true}), "rows pairwise");
  EXPECT_EQ(order({.deleted_levels = 2, .angles = 1, .merged = true}), "columns pairwise");
  EXPECT_EQ(order({.deleted_levels = 2, .angles = 1, .merged = true, .one_region = false}), "columns");
  EXPECT_EQ(order({.deleted_levels = 1, .angles = 1, .merged = true, .one_region = false}), "rows pairwise");
}

}  // namespace
}  // namespace petra
