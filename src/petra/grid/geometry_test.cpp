// Geometry: points and indices, and when an image and a mask share one.
#include "petra/grid/geometry.hpp"

#include <gtest/gtest.h>

namespace petra {
namespace {

Geometry sample() {
  Geometry geometry{{10, 20, 30}, {2, 3, 4}, {-100, 50, 7}, Eigen::Matrix3d::Identity(), 3};
  geometry.direction = Eigen::AngleAxisd(0.3, Eigen::Vector3d(1, 2, 3).normalized()).toRotationMatrix();
  return geometry;
}

TEST(GeometryOf, a_point_and_its_index_are_each_others_inverse_invariant) {
  auto geometry = sample();
  geometry.direction.col(2) = Eigen::Vector3d(0.1, 0.2, 0.97).normalized();  // not at right angles, too
  EXPECT_EQ(geometry.point_of({0, 0, 0}), geometry.origin_mm);
  EXPECT_LT((geometry.point_of({1, 0, 0}) - geometry.origin_mm - 2 * geometry.direction.col(0)).norm(), 1e-12);
  for (double x = -3; x < 12; x += 2.7) {
    Eigen::Vector3d const index(x, 2 * x, 1 - x);
    EXPECT_LT((geometry.index_of(geometry.point_of(index)) - index).norm(), 1e-12);
  }
  EXPECT_EQ(geometry.voxel_count(), 6000);
  EXPECT_EQ(geometry.voxel_volume_mm3(), 24);
}

// ITK's rule (tests/oracle/volumefile asks SimpleITK itself): lengths within tolerance × the image's first spacing,
// cosines within tolerance.
TEST(GeometryDifferences, tolerance_is_of_the_first_spacing_mechanics) {
  auto const image = sample();
  EXPECT_TRUE(geometry_differences(image, image).empty());
  for (Eigen::Index axis = 0; axis < 3; ++axis) {
    for (auto const& [change, lines] : {std::pair{1.9e-6, 0U}, {2.1e-6, 1U}, {-1.9e-6, 0U}, {-2.1e-6, 1U}}) {
      auto mask = image;
      mask.origin_mm[axis] += change;
      EXPECT_EQ(geometry_differences(image, mask).size(), lines) << axis << " " << change;
      mask = image;
      mask.spacing_mm[axis] += change;
      EXPECT_EQ(geometry_differences(image, mask).size(), lines) << axis << " " << change;
    }
    auto mask = image;
    mask.direction(axis, 1) += 0.9e-6;
    EXPECT_TRUE(geometry_differences(image, mask).empty());
    mask.direction(axis, 1) += 0.2e-6;
    EXPECT_EQ(geometry_differences(image, mask).size(), 1U);
    EXPECT_TRUE(geometry_differences(image, mask, 1e-5).empty());
  }
}

TEST(GeometryDifferences, each_line_has_both_values_and_by_how_much_mechanics) {
  auto const image = sample();
  auto mask = image;
  mask.size[2] = 31;
  mask.spacing_mm[0] = 2.5;
  mask.origin_mm[1] = 51;
  mask.direction.col(0) *= -1;
  auto const lines = geometry_differences(image, mask);
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[0], "size: image 10 x 20 x 30, mask 10 x 20 x 31");
  EXPECT_EQ(lines[1], "spacing: image (2, 3, 4) mm, mask (2.5, 3, 4) mm, up to 0.5 mm apart (tolerance 2e-06 mm)");
  EXPECT_EQ(lines[2], "origin: image (-100, 50, 7) mm, mask (-100, 51, 7) mm, up to 1 mm apart (tolerance 2e-06 mm)");
  EXPECT_NE(lines[3].find("direction: image x ("), std::string::npos);
  EXPECT_NE(format_geometry(image).find("size 10 x 20 x 30, spacing (2, 3, 4) mm, origin (-100, 50, 7) mm"),
            std::string::npos);
}

TEST(GeometryDifferences, numbers_that_are_none_never_agree_mechanics) {
  auto const image = sample();
  for (int field = 0; field < 3; ++field) {
    auto mask = image;
    (field == 0   ? mask.origin_mm[0]
     : field == 1 ? mask.spacing_mm[1]
                  : mask.direction(0, 0)) = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(geometry_differences(image, mask).size(), 1U) << field;
  }
}

}  // namespace
}  // namespace petra
