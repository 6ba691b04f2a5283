#include "petra/feature/shape.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "petra/feature/principal_axes.hpp"
#include "petra/feature/test_region.hpp"

namespace petra {
namespace {

using Values = std::map<std::string_view, FeatureValue>;

Values compute(RegionBox const& box) {
  Region const region{&box, {}, nullptr};
  auto const result = kShapeFamily.compute(region, {}, test::all_rows(kShapeFamily));
  Values values;
  for (std::size_t i = 0; i < result->size(); ++i) values[kShapeFamily.features()[i].name] = (*result)[i];
  return values;
}

RegionBox ball(int radius, Eigen::Vector3d const& spacing) {
  return test::make_region({2 * radius + 1, 2 * radius + 1, 2 * radius + 1}, spacing,
                           [&](std::int64_t x, std::int64_t y, std::int64_t z) {
                             auto const square = [&](std::int64_t i) { return (i - radius) * (i - radius); };
                             return square(x) + square(y) + square(z) <= radius * radius;
                           });
}

TEST(Shape, BlockByHand_analytic) {
  auto values = compute(test::full_region({4, 2, 1}, {1, 2, 3}));
  EXPECT_DOUBLE_EQ(values["VoxelVolume"].value, 4 * 2 * 1 * 6);
  // Variance of 0 … n - 1 is (n² - 1) / 12.
  EXPECT_DOUBLE_EQ(values["MajorAxisLength"].value, 4 * std::sqrt(15.0 / 12));
  EXPECT_DOUBLE_EQ(values["MinorAxisLength"].value, 4 * std::sqrt(3.0 / 12 * 4));
  EXPECT_EQ(values["LeastAxisLength"].value, 0);
  EXPECT_EQ(values["Flatness"].value, 0);
  EXPECT_DOUBLE_EQ(values["Elongation"].value, std::sqrt((3.0 / 12 * 4) / (15.0 / 12)));
  // The last middles of edges lie half a voxel beyond the outermost centres, on the axis only.
  EXPECT_DOUBLE_EQ(values["Maximum2DDiameterRow"].value, std::sqrt(4.0 * 4.0));
}

TEST(Shape, BallApproachesTheFormula_analytic) {
  auto values = compute(ball(20, {1, 1, 1}));
  double const r = 20;  // as many voxels have their centre inside as the ball has mm³
  EXPECT_NEAR(values["MeshVolume"].value, 4.0 / 3 * std::numbers::pi * r * r * r, 0.01 * values["MeshVolume"].value);
  EXPECT_EQ(values["Maximum3DDiameter"].value, 41);
  EXPECT_GT(values["Sphericity"].value, 0.9);
  EXPECT_LT(values["Sphericity"].value, 1);
  EXPECT_NEAR(values["Elongation"].value, 1, 1e-12);
  EXPECT_NEAR(values["MajorAxisLength"].value, 4 * std::sqrt(20.0 * 20.0 / 5), 0.5);
}

TEST(Shape, RatiosFollowFromVolumeAndArea_analytic) {
  for (unsigned seed = 1; seed < 30; ++seed) {
    auto values = compute(test::random_region(seed));
    double const v = values["MeshVolume"].value, a = values["SurfaceArea"].value;
    double const sphericity = std::cbrt(36 * std::numbers::pi * v * v) / a;
    EXPECT_NEAR(values["Sphericity"].value, sphericity, 1e-12);
    EXPECT_NEAR(values["Compactness2"].value, std::pow(sphericity, 3), 1e-12);
    EXPECT_NEAR(values["Compactness1"].value, std::pow(sphericity, 1.5) / (6 * std::numbers::pi), 1e-12);
    EXPECT_NEAR(values["SphericalDisproportion"].value * sphericity, 1, 1e-12);
    EXPECT_NEAR(values["SurfaceVolumeRatio"].value, a / v, 1e-12 * a / v);
  }
}

TEST(Shape, SpacingEntersWithItsPower_invariant) {
  std::map<Unit, double> const power = {{Unit::none, 0},
                                        {Unit::millimetre, 1},
                                        {Unit::square_millimetre, 2},
                                        {Unit::cubic_millimetre, 3},
                                        {Unit::per_millimetre, -1}};
  for (unsigned seed = 1; seed < 30; ++seed) {
    auto box = test::random_region(seed);
    auto const before = compute(box);
    box.spacing_mm *= 3;
    auto after = compute(box);
    for (auto const& info : kShapeFamily.features()) {
      double const expected = before.at(info.name).value * std::pow(3.0, power.at(info.unit));
      if (std::isnan(expected)) continue;
      EXPECT_NEAR(after[info.name].value, expected, 1e-11 * std::abs(expected) + 1e-6) << info.name << " seed " << seed;
    }
  }
}

TEST(Shape, MirrorsDoNotMatter_invariant) {
  for (unsigned seed = 1; seed < 40; ++seed) {
    auto box = test::make_region({9, 7, 5}, {1, 1.5, 2}, [seed](std::int64_t x, std::int64_t y, std::int64_t z) {
      return (x - 4) * (x - 4) + (y - 3) * (y - 3) * 2 + (z - 2) * (z - 2) * 3 <=
             12 + static_cast<std::int64_t>(seed % 5) + x % 2;
    });
    auto const before = compute(box);
    std::reverse(box.inside.begin(), box.inside.end());  // through the middle of the box
    auto after = compute(box);
    for (auto const& [name, value] : before)
      EXPECT_NEAR(after[name].value, value.value, 1e-9 * std::abs(value.value)) << name;
  }
}

TEST(Shape, AxesEqualTheCovarianceOfTheCentres_twin) {
  for (unsigned seed = 1; seed < 60; ++seed) {
    auto const box = test::random_region(seed);
    std::vector<Eigen::Vector3d> centres;
    Eigen::Vector3d mean = Eigen::Vector3d::Zero();
    for (std::int64_t z = 0, i = 0; z < box.size[2]; ++z) {
      for (std::int64_t y = 0; y < box.size[1]; ++y) {
        for (std::int64_t x = 0; x < box.size[0]; ++x, ++i) {
          if (box.inside[static_cast<std::size_t>(i)] == 0) continue;
          centres.push_back(Eigen::Vector3d(static_cast<double>(x), static_cast<double>(y), static_cast<double>(z))
                                .cwiseProduct(box.spacing_mm));
          mean += centres.back();
        }
      }
    }
    mean /= static_cast<double>(centres.size());
    Eigen::Matrix3d covariance = Eigen::Matrix3d::Zero();
    for (auto const& centre : centres)
      covariance += (centre - mean) * (centre - mean).transpose() / static_cast<double>(centres.size());
    auto const axes = measure_principal_axes(RegionBits(box), box.spacing_mm).eigenvalues_mm2;
    // The invariants of the matrix: trace, sum of squares, determinant.
    double const trace = covariance.trace();
    EXPECT_NEAR(axes.sum(), trace, 1e-11 * trace) << seed;
    EXPECT_NEAR(axes.squaredNorm(), covariance.squaredNorm(), 1e-11 * trace * trace) << seed;
    EXPECT_NEAR(axes.prod(), covariance.determinant(), 1e-11 * trace * trace * trace) << seed;
  }
}

TEST(Shape, FourteenRunByDefault_pyradiomics) {
  auto const infos = kShapeFamily.features();
  EXPECT_EQ(std::count_if(infos.begin(), infos.end(), [](auto const& info) { return !info.only_by_name; }), 14);
}

}  // namespace
}  // namespace petra
