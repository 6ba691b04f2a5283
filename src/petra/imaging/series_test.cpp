#include "petra/imaging/series.hpp"

#include <gtest/gtest.h>

namespace petra {
namespace {

// An axial series of `count` planes 3 mm apart.
Series axial(int count) {
  Series series;
  series.modality = "PT";
  for (int k = 0; k < count; ++k) {
    Slice slice;
    slice.place = std::make_shared<PixelPlace>(PixelPlace{"im" + std::to_string(k), "", {}, 0, 1});
    slice.sop_instance_uid = "1." + std::to_string(k);
    slice.format.rows = 4;
    slice.format.columns = 6;
    slice.position_mm = Eigen::Vector3d(-10, -20, 3.0 * k - 6);
    slice.orientation.emplace();
    *slice.orientation << 1, 0, 0, 1, 0, 0;
    slice.pixel_spacing_mm = Eigen::Vector2d(3.5, 4.07);
    slice.instance_number = count - k;
    series.slices.push_back(slice);
  }
  return series;
}

std::string said(Series const& series) {
  std::string text;
  for (auto const& finding : series.findings)
    text += std::string(severity_name(finding.severity)) + ": " + finding.message + "\n";
  return text;
}

TEST(Series, order_is_by_position_whatever_the_order_found_invariant) {
  auto series = axial(7);
  std::swap(series.slices[0], series.slices[5]);
  std::swap(series.slices[2], series.slices[6]);
  order_series(series, {});
  ASSERT_TRUE(series.has_geometry) << said(series);
  EXPECT_EQ(series.geometry.size, (Index3{6, 4, 7}));
  EXPECT_EQ(series.geometry.spacing_mm, Eigen::Vector3d(4.07, 3.5, 3));
  EXPECT_EQ(series.geometry.origin_mm, Eigen::Vector3d(-10, -20, -6));
  EXPECT_TRUE(series.findings.empty()) << said(series);
}

TEST(Series, a_missing_slice_is_named_and_may_be_allowed_mechanics) {
  auto series = axial(7);
  series.slices.erase(series.slices.begin() + 3);
  auto allowed = series;
  order_series(series, {});
  EXPECT_FALSE(series.has_geometry);
  EXPECT_NE(said(series).find("error: gap: 1 slice(s) missing between im2 and im4 (0.00 to 6.00 mm"), std::string::npos)
      << said(series);
  SeriesOptions options;
  options.allow_gaps = true;
  order_series(allowed, options);
  EXPECT_TRUE(allowed.has_geometry);
  EXPECT_EQ(allowed.geometry.spacing_mm[2], 3);
}

TEST(Series, time_frames_are_refused_or_chosen_mechanics) {
  auto series = axial(3);
  auto second = axial(3);
  for (auto& slice : second.slices) {
    slice.sop_instance_uid += ".2";
    slice.acquired = ClockTime{60'000'000};
    series.slices.push_back(slice);
  }
  auto chosen = series;
  order_series(series, {});
  EXPECT_NE(said(series).find("dynamic series: 2 time frames"), std::string::npos) << said(series);
  SeriesOptions options;
  options.frame = 2;
  order_series(chosen, options);
  ASSERT_TRUE(chosen.has_geometry) << said(chosen);
  for (auto const& slice : chosen.slices) EXPECT_TRUE(slice.acquired.has_value());
}

TEST(Series, planes_that_make_no_volume_are_refused_mechanics) {
  auto const refusal = [](auto&& spoil) {
    auto series = axial(5);
    spoil(series.slices[2]);
    order_series(series, {});
    EXPECT_FALSE(series.has_geometry);
    return said(series);
  };
  EXPECT_NE(refusal([](Slice& s) { s.format.rows = 3; }).find("im2: Rows x Columns are 3 x 6"), std::string::npos);
  EXPECT_NE(refusal([](Slice& s) { s.patient_key = "P-other"; }).find("PatientID"), std::string::npos);
  EXPECT_NE(refusal([](Slice& s) { s.position_mm->z() = 3; }).find("same position"), std::string::npos);
  EXPECT_NE(refusal([](Slice& s) { s.pixel_spacing_mm = Eigen::Vector2d(0, 1); }).find("PixelSpacing"),
            std::string::npos);
  EXPECT_NE(refusal([](Slice& s) { s.orientation->col(1) = Eigen::Vector3d(0.5, 0.9, 0); }).find("right angle"),
            std::string::npos);
  EXPECT_NE(refusal([](Slice& s) { s.position_mm.reset(); }).find("ImagePositionPatient (0020,0032) missing"),
            std::string::npos);
  EXPECT_NE(refusal([](Slice& s) { s.sop_instance_uid = "1.1"; }).find("same SOPInstanceUID"), std::string::npos);
  EXPECT_NE(refusal([](Slice& s) { s.position_mm->z() += 0.9; }).find("irregular: 2.100 to 3.900 mm"),
            std::string::npos);
}

TEST(Series, tilt_is_refused_and_measured_analytic) {
  auto series = axial(5);
  for (auto& slice : series.slices) slice.position_mm->y() += std::tan(0.3) * slice.position_mm->z();
  order_series(series, {});
  EXPECT_FALSE(series.has_geometry);
  EXPECT_NEAR(series.tilt_degrees, 0.3 * 180 / M_PI, 1e-9);
}

}  // namespace
}  // namespace petra
