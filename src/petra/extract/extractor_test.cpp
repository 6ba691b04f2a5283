#include "petra/extract/extractor.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "petra/extract/diagnostics.hpp"
#include "petra/extract/engine.hpp"
#include "petra/extract/row_text.hpp"

namespace petra {
namespace {

constexpr std::int64_t kSize = 12;

Geometry grid() {
  Geometry geometry;
  geometry.size = {kSize, kSize, kSize};
  geometry.spacing_mm = {1, 1.5, 2};
  return geometry;
}

template <class T>
Volume<T> noise(unsigned seed) {
  Volume<T> image(grid());
  std::mt19937 random(seed);
  for (auto& voxel : image.voxels) voxel = static_cast<T>(static_cast<double>(random() % 2000) / 4 - 100);
  return image;
}

Volume<std::uint8_t> ball(double radius = 4) {
  Volume<std::uint8_t> mask(grid());
  auto const from_middle = [](std::int64_t i) { return static_cast<double>(i) - 5.5; };
  for (std::int64_t z = 0; z < kSize; ++z) {
    for (std::int64_t y = 0; y < kSize; ++y) {
      for (std::int64_t x = 0; x < kSize; ++x) {
        mask.at(x, y, z) = std::hypot(from_middle(x), from_middle(y), from_middle(z)) <= radius ? 1 : 0;
      }
    }
  }
  return mask;
}

ExtractionSettings paper() {
  return load_settings("builtin:ct").value();
}

void expect_refused(AnyVolume const& image, AnyVolume const& mask, ExtractionSettings const& settings,
                    std::vector<std::string> const& parts) {
  auto const row = extract_features(image, mask, settings);
  ASSERT_FALSE(row);
  auto const message = format_error(row.error());
  for (auto const& part : parts) EXPECT_NE(message.find(part), std::string::npos) << message;
}

bool warns(FeatureRow const& row, std::string_view part) {
  return std::any_of(row.warnings.begin(), row.warnings.end(),
                     [&](std::string const& text) { return text.find(part) != std::string::npos; });
}

TEST(ExtractorInvariant, the_same_row_on_any_number_of_threads) {
  AnyVolume const image = noise<std::int16_t>(1), mask = ball();
  auto const settings = paper();
  auto const alone = extract_features(image, mask, settings);
  ASSERT_TRUE(alone) << format_error(alone.error());
  for (int const jobs : {2, 3, 8}) {
    Workers workers(jobs);
    for (int repeat = 0; repeat < 3; ++repeat) {
      auto const row = run_case(image, mask, settings, workers, nullptr);
      ASSERT_TRUE(row);
      EXPECT_EQ(row_checksum(format_row(*row)), row_checksum(format_row(*alone))) << jobs << " threads";
      EXPECT_EQ(row->names, feature_names(settings));
    }
  }
}

TEST(ExtractorPyradiomics, a_sigma_that_the_image_is_too_small_for_has_no_features) {
  AnyVolume const image = noise<std::int16_t>(1), mask = ball();
  // 12 voxels of 1, 1.5 and 2 mm: sigma 12 needs 13 along x.
  auto const settings = parse_settings("imageType: {LoG: {sigma: [1.0, 12.0, 2.0]}}\n", "params.yaml").value();
  auto const names = feature_names(settings);
  auto const row = extract_features(image, mask, settings);
  ASSERT_TRUE(row) << format_error(row.error());
  EXPECT_TRUE(warns(*row,
                    "there is no image \"log-sigma-12-0-mm-3D\" for this case: the image has 12 voxels of 1 mm "
                    "along x, where 13 are needed"));
  EXPECT_EQ(row->names.size(), 14U + 2 * 93U);
  EXPECT_EQ(row->values.size(), row->names.size());
  for (auto const& name : row->names) EXPECT_EQ(name.find("sigma-12"), std::string::npos) << name;
  EXPECT_TRUE(std::none_of(row->values.begin(), row->values.end(), is_left_out));

  // A row of a list keeps all columns, and so does the cache.
  Workers workers(1);
  auto const whole = run_case(image, mask, settings, workers, nullptr);
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->names, names);
  auto const again = parse_row(format_row(*whole), names.size());
  ASSERT_TRUE(again);
  for (std::size_t i = 0; i < names.size(); ++i) {
    bool const lacking = names[i].starts_with("log-sigma-12-0-mm-3D_");
    EXPECT_EQ(is_left_out(again->values[i]), lacking) << names[i];
    EXPECT_EQ(std::isnan(again->values[i].value), lacking) << names[i];
  }
}

TEST(ExtractorMechanics, voxels_that_are_not_finite) {  // F11
  auto image = noise<float>(2);
  image.at(5, 5, 5) = std::numeric_limits<float>::quiet_NaN();
  image.at(6, 5, 5) = std::numeric_limits<float>::infinity();
  expect_refused(image, ball(), default_settings(), {"2 of the region's", "not finite", "(5, 5, 5)", "nan"});
  auto outside = noise<float>(2);
  outside.at(0, 0, 0) = std::numeric_limits<float>::infinity();
  auto const settings = parse_settings("imageType: {Original: {}, Square: {}, Logarithm: {}}", "p").value();
  auto const row = extract_features(outside, ball(), settings);
  ASSERT_TRUE(row) << format_error(row.error());
  EXPECT_TRUE(warns(*row, "1 voxel outside the region is NaN or infinite"));
  EXPECT_TRUE(std::none_of(row->values.begin(), row->values.end(),
                           [](FeatureValue const& value) { return std::isnan(value.value); }));
}

TEST(ExtractorMechanics, regions_that_are_too_small) {
  Volume<std::uint8_t> point(grid()), line(grid());
  point.at(3, 4, 5) = 1;
  for (std::int64_t x = 2; x < 8; ++x) line.at(x, 4, 5) = 1;
  auto const image = noise<std::int16_t>(3);
  expect_refused(image, point, default_settings(), {"marks one voxel only, at (3, 4, 5)"});
  expect_refused(image, line, default_settings(), {"too few dimensions: 1", "minimumROIDimensions is 2"});
  EXPECT_TRUE(extract_features(image, line, load_settings("", {"minimumROIDimensions:1"}).value()));
  auto const mask = ball();
  long long const count = std::count(mask.voxels.begin(), mask.voxels.end(), 1);
  expect_refused(image, ball(), load_settings("", {"minimumROISize:" + std::to_string(count)}).value(),
                 {"too small", std::to_string(count)});
  EXPECT_TRUE(
      extract_features(image, ball(), load_settings("", {"minimumROISize:" + std::to_string(count - 1)}).value()));
}

TEST(ExtractorMechanics, grids_that_differ) {
  auto const image = noise<std::int16_t>(4);
  auto mask = ball();
  mask.geometry.spacing_mm[1] = 1.5000001;  // M7: rounding
  EXPECT_TRUE(extract_features(image, mask, default_settings()));
  mask.geometry.spacing_mm[1] = 1.501;
  expect_refused(image, mask, default_settings(),
                 {"different grids", "spacing", "1.501", "correctMask", "geometryTolerance"});
  EXPECT_TRUE(extract_features(image, mask, load_settings("", {"geometryTolerance:0.01"}).value()));
  auto const corrected = extract_features(image, mask, load_settings("", {"correctMask:true"}).value());
  ASSERT_TRUE(corrected) << format_error(corrected.error());
  EXPECT_TRUE(warns(*corrected, "resampled"));
  EXPECT_TRUE(std::any_of(corrected->diagnostics.begin(), corrected->diagnostics.end(),
                          [](auto const& entry) { return entry.first == "diagnostics_Mask-corrected_VoxelNum"; }));
}

TEST(ExtractorMechanics, image_and_mask_in_each_others_place) {
  auto const image = noise<std::int16_t>(5);
  expect_refused(ball(), image, default_settings(), {"look swapped"});    // M17
  auto const own = extract_features(ball(), ball(), default_settings());  // M16
  ASSERT_TRUE(own);
  EXPECT_TRUE(warns(*own, "same voxels"));
}

TEST(ExtractorMechanics, one_warning_about_grey_levels_per_case) {
  auto const image = noise<std::int16_t>(6);
  for (auto const* width : {"binCount:1", "binWidth:0.1"}) {
    auto settings = load_settings("", {width});
    auto const row = extract_features(image, ball(), *settings);
    ASSERT_TRUE(row);
    EXPECT_EQ(std::count_if(row->warnings.begin(), row->warnings.end(),
                            [](std::string const& text) { return text.starts_with("binWidth"); }),
              1)
        << width;
  }
  auto const plain = extract_features(image, ball(), default_settings());
  ASSERT_TRUE(plain);
  EXPECT_TRUE(plain->warnings.empty());
}

TEST(ExtractorMechanics, additional_info_false_gives_no_diagnostics) {
  auto const row =
      extract_features(noise<std::int16_t>(7), ball(), load_settings("", {"additionalInfo:false"}).value());
  ASSERT_TRUE(row);
  EXPECT_TRUE(row->diagnostics.empty());
  auto const full = extract_features(noise<std::int16_t>(7), ball(), default_settings());
  ASSERT_TRUE(full);
  std::vector<std::string> names;
  for (auto const& [name, value] : full->diagnostics) names.push_back(name);
  EXPECT_EQ(names, diagnostics_names(default_settings(), false));
}

TEST(DiagnosticsMechanics, json_values_print_as_python_prints_them) {
  EXPECT_EQ(python_text("[0.98, 0.98, 2.0]"), "(0.98, 0.98, 2.0)");
  EXPECT_EQ(python_text("-150.0"), "-150.0");
  EXPECT_EQ(python_text("67683"), "67683");
  EXPECT_EQ(python_text("\"3D\""), "3D");
  EXPECT_EQ(python_text("null"), "nan");
  EXPECT_EQ(
      python_text(
          R"({"minimumROISize":null,"preCrop":false,"distances":[1],"binWidth":0.3,"interpolator":"sitkBSpline"})"),
      "{'minimumROISize': None, 'preCrop': False, 'distances': [1], 'binWidth': 0.3, 'interpolator': 'sitkBSpline'}");
}

}  // namespace
}  // namespace petra
