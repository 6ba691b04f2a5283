#include "petra/segment/voxel_diameters.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "petra/segment/random_mask_for_tests.hpp"

namespace petra {
namespace {

double all_pairs(std::vector<Point3> const& points) {
  double best = 0;
  for (auto const& a : points) {
    for (auto const& b : points) best = std::max(best, (a - b).norm());
  }
  return best;
}

TEST(VoxelDiameters, EqualAllPairs_mechanics) {
  for (std::uint32_t seed = 1; seed <= 30; ++seed) {
    auto mask = testing::random_mask(seed, {14, 12, 10}, {4.07, 4.07, 3.0}, 1 + static_cast<int>(seed % 4), 4);
    double const angle = 0.1 * seed;
    if (seed % 3 == 0) {
      mask.geometry.direction << std::cos(angle), -std::sin(angle), 0, std::sin(angle), std::cos(angle), 0, 0, 0, 1;
    }
    auto const voxels = voxels_of(mask);
    std::vector<Point3> centres, corners;
    std::vector<std::vector<Point3>> slices(10);
    for (auto const& v : voxels) {
      Eigen::Vector3d const index(static_cast<double>(v[0]), static_cast<double>(v[1]), static_cast<double>(v[2]));
      centres.push_back(mask.geometry.point_of(index));
      slices[static_cast<std::size_t>(v[2])].push_back(centres.back());
      for (int c = 0; c < 8; ++c) {
        Eigen::Vector3d const shift((c & 1) ? 0.5 : -0.5, (c & 2) ? 0.5 : -0.5, (c & 4) ? 0.5 : -0.5);
        corners.push_back(mask.geometry.point_of(index + shift));
      }
    }
    double axial = 0;
    for (auto const& slice : slices) axial = std::max(axial, all_pairs(slice));
    auto const found = measure_voxel_diameters(voxels, mask.geometry);
    EXPECT_NEAR(found.centres, all_pairs(centres), 1e-11) << seed;
    if (corners.size() < 4000) {
      EXPECT_NEAR(found.corners, all_pairs(corners), 1e-11) << seed;
    }
    EXPECT_NEAR(found.axial_centres, axial, 1e-11) << seed;
    EXPECT_GE(found.corners, found.mesh);
    EXPECT_GE(found.mesh, found.centres);
  }
}

TEST(VoxelDiameters, OneVoxel_analytic) {
  Geometry geometry;
  geometry.size = {3, 3, 3};
  geometry.spacing_mm = {1, 2, 2};
  auto const found = measure_voxel_diameters({{1, 1, 1}}, geometry);
  EXPECT_EQ(found.centres, 0);
  EXPECT_EQ(found.axial_centres, 0);
  EXPECT_DOUBLE_EQ(found.corners, 3);
  EXPECT_DOUBLE_EQ(found.mesh, 2);
}

TEST(VoxelDiameters, AxialMeansThePatientsAxisNotTheThirdOfTheFile_analytic) {
  Geometry geometry;  // sagittal slices: the file's second axis runs along the body
  geometry.size = {9, 9, 9};
  geometry.direction << 0, 0, 1, 1, 0, 0, 0, 1, 0;
  VoxelList const along_body = {{4, 0, 4}, {4, 8, 4}};
  EXPECT_EQ(measure_voxel_diameters(along_body, geometry).axial_centres, 0);
  EXPECT_EQ(measure_voxel_diameters(along_body, geometry).centres, 8);
  VoxelList const across = {{4, 4, 0}, {4, 4, 8}};
  EXPECT_EQ(measure_voxel_diameters(across, geometry).axial_centres, 8);
}

}  // namespace
}  // namespace petra
