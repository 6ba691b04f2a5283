// Every interpolator on a tilted float64 image against SimpleITK 2.5.7, to the last bit. The values are those of
// sitk.ResampleImageFilter on the image that the test makes; tests/oracle/pyradiomics/live_resampling.py draws more.
#include "petra/grid/resample.hpp"

#include <gtest/gtest.h>

#include <array>

namespace petra {
namespace {

struct Golden {
  Interpolator interpolator;
  std::array<double, 12> values;  // 3 x 2 x 2, x fastest
};

constexpr Golden kGoldens[] = {
    {Interpolator::nearest, {-40, 34, 11, -31, 43, 20, 5, -18, 56, 14, 31, 48}},
    {Interpolator::linear,
     {-0x1.ca1735ee402c1p+3, 0x1.fc28f5c28f5c9p+3, -0x1.63d70a3d70a50p+0, -0x1.7983c131d5bd0p-2, 0x1.0428f5c28f5c5p+4,
      -0x1.6666666666656p-2, 0x1.d64b17e4b17e0p+2, 0x1.28f5c28f5c218p-2, 0x1.e17777777777ap+4, -0x1.175c28f5c28f0p+2,
      0x1.9bae147ae1478p+4, 0x1.1d55555555554p+4}},
    {Interpolator::bspline,
     {-0x1.9e6712850a731p+4, 0x1.b4a1e9d7b4245p+4, -0x1.0152d464eac9cp+4, -0x1.174ca7e181c76p+2, 0x1.616f42acdee45p+4,
      0x1.cb1631faf3821p-1, 0x1.1c06682375a5fp+4, -0x1.e9bb32866134dp+3, 0x1.6d8b0f34518dcp+5, -0x1.7cf37f97d9eb1p+2,
      0x1.25770f43a8c99p+5, 0x1.07bff2cd0719dp+4}},
    {Interpolator::gaussian,
     {0x1.21b3623bfda1dp-7, 0x1.0578d611f7f2ep+3, 0x1.1dfe768b6efddp+2, 0x1.4ea32e8742510p+2, 0x1.6e2b165ae2091p+3,
      0x1.c7cbbd88f0f6ap+1, 0x1.132c6d1e8f801p+2, 0x1.82fae360d4c0ep+3, 0x1.03cc0ab26b31dp+4, 0x1.efe1afd6d3c44p+1,
      0x1.aeaac4df5ce37p+3, 0x1.809578d01f759p+3}},
    {Interpolator::label_gaussian, {-40, -26, 11, -31, -10, -17, 5, 8, 56, -13, -26, -9}},
    {Interpolator::hamming_sinc,
     {-0x1.05290ad157555p+4, 0x1.330fe7a18a13ap+4, -0x1.1ab8c6d25d5cep+4, 0x1.d1133435c8138p-1, 0x1.5dab7ff2de35dp+4,
      -0x1.c1ed06f5d81c2p-2, 0x1.b84ecaa56a532p+3, -0x1.7d259597f3200p+3, 0x1.7b9f3378d49f3p+5, -0x1.72dd031a5845ep+2,
      0x1.271cecee6d33dp+5, 0x1.d50d22dc3e0b3p+3}},
    {Interpolator::cosine_sinc,
     {-0x1.0b9e60a7231b5p+4, 0x1.27986843c9999p+4, -0x1.2f3a93bed16c6p+4, 0x1.5bf099367213dp+0, 0x1.6f4c87946b5abp+4,
      0x1.268998ff4174ep-1, 0x1.c3211a2cc2494p+3, -0x1.836a905568aa3p+3, 0x1.86ca15378c938p+5, -0x1.514cc12fe4d52p+2,
      0x1.2295b634c70edp+5, 0x1.9d3b29fef0088p+3}},
    {Interpolator::welch_sinc,
     {-0x1.0cff444d13343p+4, 0x1.24a40dba70bfap+4, -0x1.34cf63a649742p+4, 0x1.6f7b0ddb64a52p+0, 0x1.753f2619f9c69p+4,
      0x1.b469e5a8ac161p-1, 0x1.c4b4e6a2015a2p+3, -0x1.821abde521131p+3, 0x1.89b8902356a30p+5, -0x1.4a99bb2f560c3p+2,
      0x1.21bc09c0c57c7p+5, 0x1.911fd339c1fe0p+3}},
    {Interpolator::lanczos_sinc,
     {-0x1.0991976c68699p+4, 0x1.2c53532fc1d32p+4, -0x1.25a820ac1edc5p+4, 0x1.39c7dbee5111bp+0, 0x1.66186945506a5p+4,
      0x1.19587a31b436cp-3, 0x1.c0079ffe71f15p+3, -0x1.849bd35af1845p+3, 0x1.81ea949d964aap+5, -0x1.5cda82ae78e3ap+2,
      0x1.23f5e6844118cp+5, 0x1.b1a4e336a6ec7p+3}},
    {Interpolator::blackman_sinc,
     {-0x1.056f96c950f92p+4, 0x1.3dd07dee4d613p+4, -0x1.e3271b1ab14f3p+3, 0x1.0d4289b876ee5p-1, 0x1.45f3eace54d83p+4,
      -0x1.6404edf15ae8cp+0, 0x1.a6dabf05c37b2p+3, -0x1.79f8e843d623bp+3, 0x1.6aeca7f273adfp+5, -0x1.8e06e143d6741p+2,
      0x1.27d6fbba6b6c7p+5, 0x1.06b16338eb38cp+4}},
};

Volume<double> make_image() {
  Geometry geometry;
  geometry.size = {7, 6, 5};
  geometry.spacing_mm = {1.0, 1.5, 2.0};
  geometry.origin_mm = {3.0, -2.0, 5.0};
  geometry.direction << 0.6, -0.8, 0, 0.8, 0.6, 0, 0, 0, 1;
  Volume<double> image(geometry);
  for (std::int64_t z = 0; z < 5; ++z) {
    for (std::int64_t y = 0; y < 6; ++y) {
      for (std::int64_t x = 0; x < 7; ++x)
        image.at(x, y, z) = static_cast<double>((x * 37 + y * 53 + z * 71 + x * y * z * 5) % 97 - 40);
    }
  }
  return image;
}

Geometry make_grid(Geometry const& image) {
  Geometry grid = image;
  grid.size = {3, 2, 2};
  grid.spacing_mm = {1.7, 2.1, 2.9};
  grid.origin_mm = {2.9, -1.8, 5.6};
  return grid;
}

TEST(Resample, EveryInterpolatorGivesItksVoxelsBitForBit_simpleitk) {
  auto const image = make_image();
  for (auto const& golden : kGoldens) {
    auto const made =
        std::get<Volume<double>>(resample(AnyVolume(image), make_grid(image.geometry), golden.interpolator));
    for (std::size_t i = 0; i < golden.values.size(); ++i)
      EXPECT_EQ(made.voxels[i], golden.values[i]) << static_cast<int>(golden.interpolator) << ' ' << i;
  }
}

// A plane has no third axis whose weights add up to 1 but for rounding.
TEST(Resample, BsplinesOfAPlaneAreItksBitForBit_simpleitk) {
  constexpr std::array<std::array<double, 6>, 2> kValues = {
      {// along the axes, tilted
       {-0x1.e2dcbfa676325p+4, 0x1.c7db283da3ba7p+4, -0x1.07c76402d811cp+2, 0x1.d33cffda0a3acp+1, 0x1.fe09d6db55c4cp+3,
        0x1.05874a1239756p+0},
       {-0x1.281085db63096p+5, 0x1.0b0fa003805fap+5, -0x1.34edd0e29a00ap+4, -0x1.3f1a118c1c9fep+3, 0x1.ad938da1734dap+4,
        0x1.c296d26999a9bp+1}}};
  for (bool const tilted : {false, true}) {
    Geometry geometry;
    geometry.dimension = 2;
    geometry.size = {7, 6, 1};
    geometry.spacing_mm = {1, 1.5, 1};
    geometry.origin_mm = {3, -2, 0};
    if (tilted) geometry.direction << 0.6, -0.8, 0, 0.8, 0.6, 0, 0, 0, 1;
    Volume<double> image(geometry);
    for (std::int64_t y = 0; y < 6; ++y) {
      for (std::int64_t x = 0; x < 7; ++x) image.at(x, y, 0) = static_cast<double>((x * 37 + y * 53) % 97 - 40);
    }
    auto grid = geometry;
    grid.size = {3, 2, 1};
    grid.spacing_mm = {1.7, 2.1, 1};
    grid.origin_mm = {tilted ? 2.9 : 3.4, -1.8, 0};
    auto const made = std::get<Volume<double>>(resample(AnyVolume(image), grid, Interpolator::bspline));
    for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(made.voxels[i], kValues[tilted ? 1 : 0][i]) << tilted << ' ' << i;
  }
}

TEST(Resample, OntoItsOwnGridAnImageStaysWhatItIs_invariant) {
  auto image = make_image();
  image.geometry.direction = Eigen::Matrix3d::Identity();
  for (auto const& golden : kGoldens) {
    // One smooths, the other takes a vote in which equal neighbours may win.
    if (golden.interpolator == Interpolator::gaussian || golden.interpolator == Interpolator::label_gaussian) continue;
    auto const made = std::get<Volume<double>>(resample(AnyVolume(image), image.geometry, golden.interpolator));
    for (std::size_t i = 0; i < image.voxels.size(); ++i) EXPECT_NEAR(made.voxels[i], image.voxels[i], 1e-9);
  }
}

TEST(Resample, WholeNumbersAreTruncatedAndPointsOutsideAreZero_analytic) {
  Geometry geometry;
  geometry.size = {2, 1, 1};
  Volume<std::int16_t> const image(geometry, {-3, 4});
  auto grid = geometry;
  grid.size = {4, 1, 1};
  grid.spacing_mm = {0.5, 1, 1};
  // Linear at 0, 0.5, 1, 1.5: -3, 0.5, 4, and outside (the image ends before 1.5).
  auto const made = std::get<Volume<std::int16_t>>(resample(AnyVolume(image), grid, Interpolator::linear));
  EXPECT_EQ(made.voxels, (std::vector<std::int16_t>{-3, 0, 4, 0}));
}

TEST(Resample, OneVoxelThickAxesKeepAConstantImage_invariant) {
  Geometry geometry;
  geometry.size = {5, 4, 1};
  Volume<double> const image(geometry, std::vector<double>(20, 7.25));
  for (auto const& golden : kGoldens) {
    auto const made = std::get<Volume<double>>(resample(AnyVolume(image), geometry, golden.interpolator));
    for (double const voxel : made.voxels) EXPECT_NEAR(voxel, 7.25, 1e-9);
  }
}

}  // namespace
}  // namespace petra
