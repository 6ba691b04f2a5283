// Each texture matrix equals its plain twin, cell by cell, on random regions under random settings; and the examples of
// the literature.

#include <gtest/gtest.h>

#include "petra/feature/glcm_matrix.hpp"
#include "petra/feature/gldm_matrix.hpp"
#include "petra/feature/glrlm_matrix.hpp"
#include "petra/feature/glszm_matrix.hpp"
#include "petra/feature/ngtdm_matrix.hpp"
#include "petra/feature/texture_matrices_twin.hpp"

namespace petra {
namespace {

using testing::OwnedRegion;
using testing::TwinMatrix;

TwinMatrix as_map(MatrixCells const& cells) {
  TwinMatrix map;
  for (auto const& cell : cells) map[{cell.i, cell.j}] += cell.n;
  EXPECT_EQ(map.size(), cells.size()) << "a cell is listed twice";
  EXPECT_TRUE(std::is_sorted(cells.begin(), cells.end(),
                             [](auto const& a, auto const& b) { return cell_key(a.i, a.j) < cell_key(b.i, b.j); }));
  return map;
}

TwinMatrix weighted_sum(std::vector<TwinMatrix> const& matrices, std::vector<double> const& weights) {
  TwinMatrix sum;
  for (std::size_t k = 0; k < matrices.size(); ++k) {
    for (auto const& [cell, n] : matrices[k]) sum[cell] += n * weights[k];
  }
  return sum;
}

// exp(-d²) turns the rounding of d², up to some hundreds, into as many units in the last place.
void expect_near(TwinMatrix const& got, TwinMatrix const& expected) {
  ASSERT_EQ(got.size(), expected.size());
  for (auto const& [cell, n] : expected) {
    ASSERT_TRUE(got.contains(cell));
    EXPECT_NEAR(got.at(cell), n, 1e-12 * n);
  }
}

// Calls check(region, settings) for many random regions and settings; those that a region cannot hold are left out.
template <class Check>
void for_random_regions(Check check) {
  std::mt19937 random(20'261'124);
  int checked = 0;
  for (int k = 0; k < 1500; ++k) {
    auto const owned = testing::random_region(random);
    auto const settings = testing::random_settings(random);
    SCOPED_TRACE(testing::describe(owned, settings));
    checked += check(owned, settings) ? 1 : 0;
    if (::testing::Test::HasFailure()) return;
  }
  EXPECT_GT(checked, 1000);
}

// The twin knows no distance given twice: that is angles_test's.
bool repeats(FamilySettings const& settings) {
  return settings.distances == std::vector{1, 1};
}

TEST(texture_matrices_twin, glcm) {
  for_random_regions([](OwnedRegion const& owned, FamilySettings const& settings) {
    auto const got = glcm_matrices(owned.region(), settings);
    auto const angles = testing::twin_angles(owned, settings.distances, settings.force_2d_axis);
    EXPECT_EQ(static_cast<bool>(got), !angles.empty());
    if (!got || repeats(settings)) return false;
    std::vector<TwinMatrix> expected;
    std::vector<double> weights;
    for (auto const& angle : angles) {
      expected.push_back(testing::twin_glcm(owned, angle, settings.symmetrical_glcm));
      double const d = testing::twin_length(angle, owned.box.spacing_mm, settings.weighting_norm);
      weights.push_back(settings.weighting_norm == WeightingNorm::no_weighting ? 1 : std::exp(-d * d));
    }
    if (settings.weighting_norm != WeightingNorm::none) {
      EXPECT_EQ(got->size(), 1U);
      expect_near(as_map(got->front().cells), weighted_sum(expected, weights));
      return true;
    }
    EXPECT_EQ(got->size(), angles.size());
    for (std::size_t k = 0; k < angles.size(); ++k) {
      EXPECT_EQ((*got)[k].offset, angles[k]);
      EXPECT_EQ(as_map((*got)[k].cells), expected[k]);
      double total = 0;
      for (auto const& [cell, n] : expected[k]) total += n;
      EXPECT_EQ((*got)[k].total, total);
    }
    return true;
  });
}

TEST(texture_matrices_twin, glrlm) {
  for_random_regions([](OwnedRegion const& owned, FamilySettings const& settings) {
    auto const got = glrlm_matrices(owned.region(), settings);
    auto const angles = testing::twin_angles(owned, {1}, settings.force_2d_axis);
    EXPECT_EQ(static_cast<bool>(got), !angles.empty());
    if (!got) return false;
    std::vector<TwinMatrix> expected;
    std::vector<double> weights;
    for (auto const& angle : angles) {
      expected.push_back(testing::twin_glrlm(owned, angle));
      weights.push_back(testing::twin_length(angle, owned.box.spacing_mm, settings.weighting_norm));
    }
    if (settings.weighting_norm != WeightingNorm::none) {
      EXPECT_EQ(got->size(), 1U);
      expect_near(as_map(got->front().cells), weighted_sum(expected, weights));
      return true;
    }
    EXPECT_EQ(got->size(), angles.size());
    for (std::size_t k = 0; k < angles.size(); ++k) {
      EXPECT_EQ((*got)[k].offset, angles[k]);
      EXPECT_EQ(as_map((*got)[k].cells), expected[k]) << "angle " << k;
    }
    return true;
  });
}

TEST(texture_matrices_twin, glszm) {
  for_random_regions([](OwnedRegion const& owned, FamilySettings const& settings) {
    auto const got = glszm_matrix(owned.region(), settings);
    if (!got) return false;
    EXPECT_EQ(as_map(*got), testing::twin_glszm(owned, settings.force_2d_axis));
    return true;
  });
}

TEST(texture_matrices_twin, gldm) {
  for_random_regions([](OwnedRegion const& owned, FamilySettings const& settings) {
    auto const got = gldm_matrix(owned.region(), settings);
    auto const offsets = testing::twin_neighbourhood(owned, settings.distances, settings.force_2d_axis);
    EXPECT_EQ(static_cast<bool>(got), !offsets.empty());
    if (!got || repeats(settings)) return false;
    EXPECT_EQ(as_map(*got), testing::twin_gldm(owned, offsets, settings.gldm_a));
    return true;
  });
}

TEST(texture_matrices_twin, ngtdm) {
  for_random_regions([](OwnedRegion const& owned, FamilySettings const& settings) {
    auto const got = ngtdm_matrix(owned.region(), settings);
    auto const offsets = testing::twin_neighbourhood(owned, settings.distances, settings.force_2d_axis);
    EXPECT_EQ(static_cast<bool>(got), !offsets.empty());
    if (!got || repeats(settings)) return false;
    auto const expected = testing::twin_ngtdm(owned, offsets);
    EXPECT_EQ(got->size(), expected.size());
    for (auto const& row : *got) {
      EXPECT_TRUE(expected.contains(row.level));
      auto const& tone = expected.at(row.level);
      EXPECT_EQ(row.n, tone.n);
      EXPECT_NEAR(row.s, tone.s, 1e-13 * (1 + tone.s) * row.level);
      // Exactly zero in both or in neither: zero decides stand-in values.
      EXPECT_EQ(row.s == 0, tone.s == 0);
    }
    return true;
  });
}

// Large enough for every table, vector loop and margin: a box with a hole and 12 levels, long zones.
TEST(texture_matrices_twin, larger_regions) {
  std::mt19937 random(7);
  for (std::uint32_t const levels : {2U, 12U, 255U, 256U, 5000U}) {
    Index3 const size = {41, 37, 11};
    std::vector<std::uint32_t> level;
    std::uint32_t last = 1;
    for (std::int64_t k = 0; k < size[0] * size[1] * size[2]; ++k) {
      if (random() % 3 != 0) last = 1 + static_cast<std::uint32_t>(random()) % levels;
      level.push_back(random() % 50 == 0 || (k % 41 > 15 && k % 41 < 22) ? 0 : last);
    }
    level.front() = 1;
    level.back() = levels;
    auto const owned = testing::make_region(size, {1, 1, 2}, level);
    FamilySettings const settings;
    SCOPED_TRACE(levels);
    EXPECT_EQ(as_map(*glszm_matrix(owned.region(), settings)), testing::twin_glszm(owned, -1));
    auto const offsets = testing::twin_neighbourhood(owned, {1}, -1);
    EXPECT_EQ(as_map(*gldm_matrix(owned.region(), settings)), testing::twin_gldm(owned, offsets, 0));
    auto const glcm = glcm_matrices(owned.region(), settings);
    auto const glrlm = glrlm_matrices(owned.region(), settings);
    auto const angles = testing::twin_angles(owned, {1}, -1);
    for (std::size_t k = 0; k < angles.size(); ++k) {
      EXPECT_EQ(as_map((*glcm)[k].cells), testing::twin_glcm(owned, angles[k], true));
      EXPECT_EQ(as_map((*glrlm)[k].cells), testing::twin_glrlm(owned, angles[k]));
    }
  }
}

// A line of 300 voxels: run lengths beyond a byte, zones beyond the table.
TEST(texture_matrices_analytic, long_runs_and_zones) {
  auto const owned = testing::make_region({300, 2, 1}, {1, 1, 1}, std::vector<std::uint32_t>(600, 3));
  FamilySettings const settings;
  auto const runs = glrlm_matrices(owned.region(), settings);
  ASSERT_TRUE(runs);
  ASSERT_EQ(runs->size(), 4U);  // (1, 1), (0, 1), (-1, 1), (1, 0)
  EXPECT_EQ((*runs)[3].cells, (MatrixCells{{3, 300, 2}}));
  EXPECT_EQ((*runs)[1].cells, (MatrixCells{{3, 2, 300}}));
  EXPECT_EQ((*runs)[0].cells, (MatrixCells{{3, 1, 2}, {3, 2, 299}}));
  EXPECT_EQ(*glszm_matrix(owned.region(), settings), (MatrixCells{{3, 600, 1}}));
}

// Voxels that see each other only across a gap: no pair, yet two on one line, so the angle's runs stay.
TEST(texture_matrices_analytic, an_angle_stays_where_a_line_holds_two_voxels_apart) {
  auto const owned = testing::make_region({3, 3, 1}, {1, 1, 1}, {1, 0, 2, 0, 0, 0, 0, 0, 0});
  auto const runs = glrlm_matrices(owned.region(), {});
  ASSERT_TRUE(runs);
  EXPECT_TRUE((*runs)[0].cells.empty());
  EXPECT_TRUE((*runs)[1].cells.empty());
  EXPECT_TRUE((*runs)[2].cells.empty());
  EXPECT_EQ((*runs)[3].cells, (MatrixCells{{1, 1, 1}, {2, 1, 1}}));
  auto const pairs = glcm_matrices(owned.region(), {});
  for (auto const& matrix : *pairs) EXPECT_EQ(matrix.total, 0);
}

}  // namespace
}  // namespace petra
