#include "petra/extract/mask_region.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace petra {
namespace {

Geometry cube(std::int64_t n) {
  Geometry geometry;
  geometry.size = {n, n, n};
  return geometry;
}

template <class T>
AnyVolume volume(Geometry const& geometry, std::vector<T> voxels) {
  return Volume<T>(geometry, std::move(voxels));
}

std::string message_of(Result<MaskRegion> const& region) {
  return region ? "accepted" : format_error(region.error());
}

// The plain twin: floods 26 neighbours from every voxel not yet seen.
std::int64_t flooded_parts(MaskRegion const& region) {
  auto const size = region.box.size();
  auto offset = [&](std::int64_t x, std::int64_t y, std::int64_t z) {
    return static_cast<std::size_t>(x + size[0] * (y + size[1] * z));
  };
  std::vector<std::uint8_t> left = region.inside;
  std::int64_t parts = 0;
  for (std::int64_t z = 0; z < size[2]; ++z) {
    for (std::int64_t y = 0; y < size[1]; ++y) {
      for (std::int64_t x = 0; x < size[0]; ++x) {
        if (left[offset(x, y, z)] == 0) continue;
        ++parts;
        std::vector<Index3> open = {{x, y, z}};
        left[offset(x, y, z)] = 0;
        while (!open.empty()) {
          auto const at = open.back();
          open.pop_back();
          for (int n = 0; n < 27; ++n) {
            Index3 const to = {at[0] + n % 3 - 1, at[1] + n / 3 % 3 - 1, at[2] + n / 9 - 1};
            bool outside = false;
            for (std::size_t k = 0; k < 3; ++k) outside |= to[k] < 0 || to[k] >= size[k];
            if (outside || left[offset(to[0], to[1], to[2])] == 0) continue;
            left[offset(to[0], to[1], to[2])] = 0;
            open.push_back(to);
          }
        }
      }
    }
  }
  return parts;
}

TEST(ComponentsOracle, as_many_parts_as_a_plain_flood_fill) {
  std::mt19937 random(20261124);  // NOLINT: fixed on purpose
  for (int round = 0; round < 200; ++round) {
    Geometry geometry;
    geometry.size = {1 + static_cast<std::int64_t>(random() % 9), 1 + static_cast<std::int64_t>(random() % 9),
                     1 + static_cast<std::int64_t>(random() % 9)};
    std::vector<std::uint8_t> voxels(static_cast<std::size_t>(geometry.voxel_count()));
    for (auto& voxel : voxels) voxel = random() % 100 < static_cast<unsigned>(5 + round % 60) ? 1 : 0;
    voxels[0] = 1;
    auto const region = find_region(volume(geometry, voxels), 1);
    ASSERT_TRUE(region);
    ASSERT_EQ(count_components(*region), flooded_parts(*region)) << "round " << round;
  }
}

TEST(MaskRegionMechanics, box_count_and_inside_of_one_label_among_others) {
  std::vector<std::uint16_t> voxels(64, 0);
  voxels[1 + 4 * (2 + 4 * 1)] = 300;
  voxels[2 + 4 * (2 + 4 * 3)] = 300;
  voxels[0] = 7;
  auto const region = find_region(volume(cube(4), voxels), 300);
  ASSERT_TRUE(region) << message_of(region);
  EXPECT_EQ(region->box, (Box{{1, 2, 1}, {2, 2, 3}}));
  EXPECT_EQ(region->voxel_count, 2);
  EXPECT_EQ(region->inside, (std::vector<std::uint8_t>{1, 0, 0, 0, 0, 1}));
  EXPECT_EQ(centre_of_mass_index(*region), Eigen::Vector3d(1.5, 2, 2));
}

TEST(MaskRegionMechanics, labels_of_every_width_are_found) {  // M15
  std::vector<std::uint32_t> wide(8, 0);
  wide[3] = 70000;
  EXPECT_TRUE(find_region(volume(cube(2), wide), 70000));
  std::vector<std::uint8_t> narrow(8, 0);
  narrow[3] = 255;
  EXPECT_TRUE(find_region(volume(cube(2), narrow), 255));
  EXPECT_FALSE(find_region(volume(cube(2), narrow), 255 + 256)) << "a label that the type cannot hold must not wrap";
}

TEST(MaskRegionMechanics, absent_label_lists_those_present) {  // M3
  std::vector<std::int16_t> voxels = {0, 3, 3, 1, 0, -2, 0, 0};
  auto const region = find_region(volume(cube(2), voxels), 2);
  ASSERT_FALSE(region);
  EXPECT_NE(message_of(region).find("label 2 is not in the mask; it holds -2, 1, 3"), std::string::npos)
      << message_of(region);
  auto const empty = find_region(volume(cube(2), std::vector<std::uint8_t>(8, 0)), 1);  // M1
  ASSERT_FALSE(empty);
  EXPECT_NE(message_of(empty).find("is empty"), std::string::npos);
}

TEST(MaskRegionMechanics, float_masks_of_whole_numbers_are_masks) {  // M4, M5
  EXPECT_TRUE(find_region(volume(cube(2), std::vector<float>{0, 1, 1, 0, 0, 0, 0, 0}), 1));
  auto const fraction = find_region(volume(cube(2), std::vector<double>{0, 1, 1, 0, 0, 0.3, 0, 0}), 1);
  ASSERT_FALSE(fraction);
  EXPECT_NE(message_of(fraction).find("voxel (1, 0, 1) holds 0.3"), std::string::npos) << message_of(fraction);
  EXPECT_FALSE(find_region(volume(cube(2), std::vector<float>{0, 1, 1, 0, 0, NAN, 0, 0}), 1));
}

TEST(MaskRegionMechanics, a_mask_that_is_one_label_everywhere_is_the_whole_image) {  // M10
  auto const region = find_region(volume(cube(3), std::vector<std::uint8_t>(27, 1)), 1);
  ASSERT_TRUE(region);
  EXPECT_EQ(region->voxel_count, 27);
}

TEST(ResampleRegionInvariant, onto_its_own_grid_nothing_changes) {
  std::mt19937 random(7);  // NOLINT: fixed on purpose
  auto geometry = cube(9);
  geometry.spacing_mm = {0.9, 1.1, 2.5};
  geometry.origin_mm = {-30.5, 12.25, 100};
  geometry.direction = Eigen::AngleAxisd(0.4, Eigen::Vector3d(1, 2, 3).normalized()).toRotationMatrix();
  std::vector<std::uint8_t> voxels(729);
  for (auto& voxel : voxels) voxel = random() % 3 == 0 ? 1 : 0;
  auto const region = find_region(volume(geometry, voxels), 1);
  ASSERT_TRUE(region);
  auto const resampled = resample_region(*region, geometry, geometry);
  ASSERT_TRUE(resampled) << message_of(resampled);
  EXPECT_EQ(resampled->box, region->box);
  EXPECT_EQ(resampled->inside, region->inside);
}

TEST(ResampleRegionAnalytic, a_coarser_grid_takes_the_nearest_voxel) {
  auto fine = cube(8), coarse = cube(4);
  coarse.spacing_mm = {2, 2, 2};
  coarse.origin_mm = {0.25, 0.25, 0.25};
  std::vector<std::uint8_t> voxels(512, 0);
  for (std::size_t z : {2U, 3U}) {
    for (std::size_t y : {2U, 3U}) {
      for (std::size_t x : {2U, 3U}) voxels[x + 8 * (y + 8 * z)] = 1;
    }
  }
  auto const region = find_region(volume(fine, voxels), 1);
  auto const resampled = resample_region(*region, fine, coarse);
  ASSERT_TRUE(resampled) << message_of(resampled);
  EXPECT_EQ(resampled->box, (Box{{1, 1, 1}, {1, 1, 1}}));  // coarse voxel 1 lies at 2.25, nearest to fine voxel 2
}

TEST(ResampleRegionMechanics, a_region_outside_the_image_is_refused) {  // M9
  auto image = cube(4), mask = cube(4);
  mask.origin_mm = {100, 0, 0};
  std::vector<std::uint8_t> voxels(64, 1);
  auto const region = find_region(volume(mask, voxels), 1);
  auto const resampled = resample_region(*region, mask, image);
  ASSERT_FALSE(resampled);
  EXPECT_NE(message_of(resampled).find("reaches out of the image"), std::string::npos) << message_of(resampled);
}

}  // namespace
}  // namespace petra
