// Local binary patterns in planes and on spheres: laws, and values derived by hand. PyRadiomics' own values:
// filters_pyradiomics_test.cpp.
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "petra/filter/filter.hpp"
#include "petra/filter/icosphere.hpp"
#include "petra/filter/sphere_samples.hpp"

namespace petra {
namespace {

template <class T>
AnyVolume noise(Index3 const& size, unsigned seed) {
  Geometry geometry;
  geometry.size = size;
  Volume<T> volume(geometry);
  std::mt19937 random(seed);
  for (auto& voxel : volume.voxels) voxel = static_cast<T>(static_cast<double>(random() % 3000) / 3);
  return volume;
}

std::vector<FilteredImage> run(char const* type, AnyVolume const& image, Box const& box, FilterSettings const& settings,
                               std::span<std::uint8_t const> inside = {}) {
  auto images = find_filter(type)->run({&image, box, 0, inside}, settings);
  EXPECT_TRUE(images) << (images ? "" : format_error(images.error()));
  return images ? std::move(*images) : std::vector<FilteredImage>{};
}

TEST(Lbp2d, AFlatPlaneIsAllOnesInsideAndCountsItsBorderAsBrighterThanBeyond_analytic) {
  Geometry geometry;
  geometry.size = {5, 4, 1};
  Volume<std::int16_t> const flat(geometry, std::vector<std::int16_t>(20, 7));
  auto const box = Box::whole(geometry.size);
  // Samples on the axes fall on voxels; those between them lie 0.70711 off. Inside all equal the centre or, in
  // rounding, lie just below it.
  FilterSettings four;
  four.lbp2d_samples = 4;
  auto const values = run("LBP2D", flat, box, four).front().values;
  EXPECT_EQ(values[6], 4);  // all four neighbours equal the centre
  EXPECT_EQ(values[0], 2);  // the corner: two lie beyond, where 0 < 7
  EXPECT_EQ(values[1], 3);
  FilterSettings variance = four;
  variance.lbp2d_method = LbpMethod::variance;
  auto const image = run("LBP2D", AnyVolume(Volume<double>(geometry, std::vector<double>(20, 7.0))), box, variance);
  EXPECT_TRUE(std::isnan(image.front().values[6]));    // no variance, as scikit-image says it
  EXPECT_NEAR(image.front().values[0], 12.25, 1e-12);  // 0, 0, 7, 7
}

TEST(Lbp2d, MoreBitsThanAnIntegerHoldsAreRefused_mechanics) {
  FilterSettings settings;
  settings.lbp2d_samples = 33;
  auto const image = noise<float>({5, 5, 2}, 1);
  for (auto const method : {LbpMethod::plain, LbpMethod::rotated}) {
    settings.lbp2d_method = method;
    auto const images = find_filter("LBP2D")->run({&image, Box::whole({5, 5, 2}), 0}, settings);
    ASSERT_FALSE(images);
    EXPECT_NE(format_error(images.error()).find("lbp2DSamples"), std::string::npos);
  }
  settings.lbp2d_method = LbpMethod::uniform;
  EXPECT_TRUE(find_filter("LBP2D")->run({&image, Box::whole({5, 5, 2}), 0}, settings));
}

TEST(Icosphere, PointsLieOnTheRadiusAndSumToNothing_invariant) {
  for (int subdivisions : {0, 1, 2, 3}) {
    for (double radius : {1.0, 0.3, 7.7}) {
      auto const points = icosphere_vertices(subdivisions, radius);
      EXPECT_EQ(points.size(), 10U * (1U << (2 * static_cast<unsigned>(subdivisions))) + 2U);
      std::array<double, 3> sum = {};
      for (auto const& point : points) {
        EXPECT_NEAR(std::hypot(point[0], point[1], point[2]), radius, 1e-14 * radius);
        for (std::size_t k = 0; k < 3; ++k) sum[k] += point[k];
      }
      for (double const s : sum) EXPECT_NEAR(s, 0, 1e-10 * radius);
    }
  }
}

TEST(SphereSamples, AtWholeVoxelsTheyAreTheVoxelsAndBeyondTheImageNothing_analytic) {
  auto const image = noise<std::int16_t>({9, 8, 7}, 3);
  auto const& volume = std::get<Volume<std::int16_t>>(image);
  SphereOffsets const offsets = {{0, 0, 0}, {1, 0, 0}, {0, -2, 0}, {0, 0, 3}};  // z, y, x
  std::size_t seen = 0;
  sample_spheres(image, Box::whole({9, 8, 7}), {}, offsets, [&](std::size_t index, std::span<double const> samples) {
    auto const i = static_cast<std::int64_t>(index);
    auto const x = i % 9, y = i / 9 % 8, z = i / 72;
    ++seen;
    EXPECT_EQ(samples[0], volume.at(x, y, z));
    EXPECT_EQ(samples[1], z + 1 < 7 ? volume.at(x, y, z + 1) : 0);
    EXPECT_EQ(samples[2], y - 2 >= 0 ? volume.at(x, y - 2, z) : 0);
    EXPECT_EQ(samples[3], x + 3 < 9 ? volume.at(x + 3, y, z) : 0);
  });
  EXPECT_EQ(seen, 9U * 8U * 7U);
}

TEST(Lbp, ABoxIsAPieceOfTheWhole_invariant) {
  // Longer than what the splines' recursion remembers, so that a box in the middle never sees the ends.
  Index3 const size = {170, 6, 5};
  Box const box{{80, 1, 1}, {97, 4, 3}};
  auto const box_size = box.size();
  std::vector<std::uint8_t> inside(static_cast<std::size_t>(box.voxel_count()), 1);
  for (std::size_t i = 0; i < inside.size(); i += 3) inside[i] = 0;
  for (auto const& image : {noise<float>(size, 5), noise<std::int16_t>(size, 6), noise<double>(size, 7)}) {
    for (auto const* type : {"LBP2D", "LBP3D"}) {
      FilterSettings settings;
      settings.lbp2d_radius = 1.7;
      settings.lbp3d_radius = 1.5;
      std::vector<std::uint8_t> everywhere(static_cast<std::size_t>(size[0] * size[1] * size[2]), 0);
      for (std::int64_t i = 0; i < box.voxel_count(); ++i) {
        auto const x = i % box_size[0] + box.first[0], y = i / box_size[0] % box_size[1] + box.first[1],
                   z = i / (box_size[0] * box_size[1]) + box.first[2];
        everywhere[static_cast<std::size_t>(x + size[0] * (y + size[1] * z))] = inside[static_cast<std::size_t>(i)];
      }
      auto const whole = run(type, image, Box::whole(size), settings, everywhere);
      auto const part = run(type, image, box, settings, inside);
      ASSERT_EQ(whole.size(), part.size());
      for (std::size_t k = 0; k < part.size(); ++k) {
        std::size_t different = 0;
        for (std::int64_t i = 0; i < box.voxel_count(); ++i) {
          if (inside[static_cast<std::size_t>(i)] == 0) continue;
          auto const x = i % box_size[0] + box.first[0], y = i / box_size[0] % box_size[1] + box.first[1],
                     z = i / (box_size[0] * box_size[1]) + box.first[2];
          different += part[k].values[static_cast<std::size_t>(i)] !=
                               whole[k].values[static_cast<std::size_t>(x + size[0] * (y + size[1] * z))]
                           ? 1
                           : 0;
        }
        EXPECT_EQ(different, 0U) << part[k].name;
      }
    }
  }
}

TEST(Lbp3d, WherePyRadiomicsFailsTheReasonIsTold_mechanics) {
  auto const image = noise<std::int16_t>({6, 6, 6}, 1);
  auto const message = [&](FilterSettings const& settings, AnyVolume const& of) {
    auto const images = find_filter("LBP3D")->run({&of, Box{{2, 2, 2}, {3, 3, 3}}, 0}, settings);
    return images ? std::string() : format_error(images.error());
  };
  FilterSettings settings;
  EXPECT_EQ(message(settings, image), "");
  Geometry geometry;
  geometry.size = {6, 6, 6};
  EXPECT_NE(message(settings, Volume<float>(geometry, std::vector<float>(216, 3.0F))).find("8 voxels lie amid equal"),
            std::string::npos);
  settings.lbp3d_levels = 1;
  EXPECT_NE(message(settings, image).find("single level"), std::string::npos);
  settings.lbp3d_levels = 2;
  settings.lbp3d_subdivisions = 9;
  EXPECT_NE(message(settings, image).find("lbp3DIcosphereSubdivision"), std::string::npos);
}

}  // namespace
}  // namespace petra
