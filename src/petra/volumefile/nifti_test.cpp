// NIfTI: the F rows of the bad-input catalogue and what its header may say. The oracle for values is
// tests/oracle/volumefile.
#include "petra/volumefile/nifti.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "petra/base/gzip.hpp"
#include "petra/volumefile/memory_source.hpp"
#include "petra/volumefile/nifti_header.hpp"

namespace petra {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

// A whole .nii file as petra writes it: 2 × 3 × 1 voxels of int16, spacing 2 3 4, sform and qform code 1.
std::string plain_file() {
  Geometry const geometry{{2, 3, 1}, {2, 3, 4}, {10, 20, 30}, Eigen::Matrix3d::Identity(), 3};
  return format_nifti(Volume<std::int16_t>(geometry, {0, 1, 2, 3, 4, 5}), "scan.nii").value();
}

template <class T>
std::string patched(std::string file, std::size_t offset, T value) {
  std::memcpy(file.data() + offset, &value, sizeof value);
  return file;
}

std::string refused(std::string const& file, std::string const& words, ErrorCode code = ErrorCode::invalid_input,
                    std::map<std::string, std::string> beside = {}) {
  MemorySource memory("scan.hdr", file, std::move(beside));
  auto const volume = parse_nifti(memory.source());
  EXPECT_FALSE(volume.has_value()) << words;
  if (volume) return {};
  auto const text = format_error(volume.error());
  EXPECT_EQ(volume.error().code, code) << text;
  EXPECT_NE(text.find(words), std::string::npos) << text;
  return text;
}

AnyVolume read(std::string const& file, std::vector<std::string>* warnings = nullptr,
               std::map<std::string, std::string> beside = {}) {
  MemorySource memory("scan.hdr", file, std::move(beside));
  auto volume = parse_nifti(memory.source());
  EXPECT_TRUE(volume.has_value()) << (volume ? "" : format_error(volume.error()));
  if (warnings != nullptr) *warnings = memory.warnings();
  return volume ? std::move(volume).value() : AnyVolume{};
}

TEST(Nifti, writes_what_it_reads_invariant) {
  auto const volume = read(plain_file());
  auto const& typed = std::get<Volume<std::int16_t>>(volume);
  EXPECT_EQ(typed.voxels, (std::vector<std::int16_t>{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(typed.geometry.spacing_mm, Eigen::Vector3d(2, 3, 4));
  EXPECT_EQ(typed.geometry.origin_mm, Eigen::Vector3d(10, 20, 30));
  EXPECT_EQ(typed.geometry.direction, Eigen::Matrix3d(Eigen::Matrix3d::Identity()));
  auto const packed = compress_gzip(std::as_bytes(std::span(std::string_view(plain_file()))), 6);
  EXPECT_TRUE(is_nifti(packed));
  EXPECT_EQ(std::get<Volume<std::int16_t>>(read(packed)).voxels, typed.voxels);
}

TEST(Nifti, qform_alone_gives_the_same_place_as_the_sform_invariant) {
  for (int number = 0; number < 50; ++number) {
    Geometry geometry{{2, 3, 1}, {2, 3, 4}, {10, 20, 30}, Eigen::Matrix3d::Identity(), 3};
    geometry.direction =
        Eigen::AngleAxisd(0.37 * number, Eigen::Vector3d(1, 0.3 * number, -0.5).normalized()).toRotationMatrix();
    if (number % 2 == 1) geometry.direction.col(number % 3) *= -1;
    auto const file = format_nifti(Volume<std::int16_t>(geometry, {0, 1, 2, 3, 4, 5}), "scan.nii").value();
    // float32 keeps b, c, d; a is computed from them, with an error of some 1e-7 / a, or its root where a is near 0
    // (half a turn).
    Eigen::Matrix3d ras = Eigen::Vector3d(-1, -1, 1).asDiagonal() * geometry.direction;
    if (number % 2 == 1) ras.col(2) *= -1;
    double const a = std::abs(Eigen::Quaterniond(ras).w());
    double const lost = 2e-6 + 2 * std::min(3.5e-4, 1.2e-7 / a);
    auto const sform_only = patched(file, 252, std::int16_t{0}), qform_only = patched(file, 254, std::int16_t{0});
    for (auto const& [content, tolerance] : {std::pair{file, 1e-6}, {sform_only, 1e-6}, {qform_only, lost}}) {
      auto const volume = read(content);
      EXPECT_LT((geometry_of(volume).direction - geometry.direction).cwiseAbs().maxCoeff(), tolerance) << number;
      EXPECT_LT((geometry_of(volume).origin_mm - geometry.origin_mm).cwiseAbs().maxCoeff(), 1e-5) << number;
    }
  }
}

TEST(Nifti, F2_F3_impossible_dimensions_are_refused_before_memory_is_taken_mechanics) {
  refused(patched(plain_file(), 40, std::int16_t{200}), "dim[0] is \"200\"");
  refused(patched(plain_file(), 40, std::int16_t{0}), "dim[0] is \"0\"");
  refused(patched(plain_file(), 40, std::int16_t{1}), "two or three dimensions");
  refused(patched(plain_file(), 42, std::int16_t{0}), "at least one voxel");
  refused(patched(plain_file(), 42, std::int16_t{-5}), "dim is \"-5 3 1\"");
  auto file = patched(patched(plain_file(), 42, std::int16_t{2000}), 44, std::int16_t{1000});
  refused(file, "declares 4000000 bytes of voxels, but only 12 follow");
  refused(patched(patched(file, 46, std::int16_t{4000}), 44, std::int16_t{4000}), "limit of 2147483648 voxels",
          ErrorCode::limit);
  refused(patched(plain_file(), 46, std::int16_t{30000}), "limit of 4096", ErrorCode::limit);
  auto const packed = compress_gzip(std::as_bytes(std::span(std::string_view(file))), 6);
  refused(packed, "packed bytes cannot hold so many");
}

TEST(Nifti, F4_voxels_begin_within_the_file_mechanics) {
  for (float const offset : {kNan, 1e30F, 100.0F, -1.0F, 0.0F, 347.0F, std::numeric_limits<float>::infinity()}) {
    refused(patched(plain_file(), 108, offset), "vox_offset");
  }
  refused(patched(plain_file(), 108, 1000.0F), "only 0 follow");
  refused(patched(plain_file(), 108, 354.0F), "only 10 follow");
}

TEST(Nifti, F5_scaling_mechanics) {
  EXPECT_EQ(voxel_type_name(read(patched(plain_file(), 112, 0.0F))), "int16");
  refused(patched(plain_file(), 112, kNan), "scl_slope is \"nan\"");
  refused(patched(plain_file(), 116, std::numeric_limits<float>::infinity()), "scl_inter is \"inf\"");
  auto const scaled = read(patched(patched(plain_file(), 112, 2.0F), 116, -1.0F));
  EXPECT_EQ(std::get<Volume<float>>(scaled).voxels, (std::vector<float>{-1, 1, 3, 5, 7, 9}));
  std::vector<std::string> warnings;
  auto const shifted = read(patched(patched(plain_file(), 112, 0.0F), 116, 5.0F), &warnings);
  EXPECT_EQ(std::get<Volume<float>>(shifted).voxels[0], 5);
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_NE(warnings[0].find("scl_slope is 0"), std::string::npos);
}

TEST(Nifti, F6_F7_forms_that_disagree_or_are_missing_are_told_mechanics) {
  std::vector<std::string> warnings;
  auto const moved = patched(plain_file(), 268, 55.0F);  // the qform's offset
  EXPECT_EQ(geometry_of(read(moved, &warnings)).origin_mm[0], 10);
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_NE(warnings[0].find("disagree: the sform is taken"), std::string::npos) << warnings[0];
  EXPECT_EQ(geometry_of(read(patched(moved, 254, std::int16_t{2}), &warnings)).origin_mm[0], -55);
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_NE(warnings[0].find("disagree: the qform is taken"), std::string::npos) << warnings[0];
  auto const formless = read(patched(patched(plain_file(), 254, std::int16_t{0}), 252, std::int16_t{0}), &warnings);
  EXPECT_EQ(geometry_of(formless).origin_mm, Eigen::Vector3d(0, 0, 0));
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_NE(warnings[0].find("neither sform nor qform"), std::string::npos);
  auto const skewed = patched(plain_file(), 284, 1.0F);  // the sform's first row, second number
  refused(patched(skewed, 252, std::int16_t{0}), "not at right angles, and there is no qform");
  refused(patched(plain_file(), 284, kNan), "not a finite number");
  refused(patched(plain_file(), 80, 0.0F), "pixdim[1] is \"0\"");
  refused(patched(plain_file(), 80, -2.0F), "pixdim[1] is \"-2\"");
  refused(patched(plain_file(), 80, kNan), "pixdim[1] is \"nan\"");
}

TEST(Nifti, F8_colour_and_complex_voxels_are_refused_by_name_mechanics) {
  refused(patched(plain_file(), 70, std::int16_t{128}), "datatype is \"RGB24\": it holds 3 values per voxel");
  refused(patched(plain_file(), 70, std::int16_t{32}), "complex64 voxels");
  refused(patched(plain_file(), 70, std::int16_t{1536}), "float128 voxels");
  refused(patched(plain_file(), 70, std::int16_t{7}), "NIfTI has no such type");
}

TEST(Nifti, F9_one_volume_is_squeezed_and_more_are_refused_mechanics) {
  auto const four = patched(plain_file(), 40, std::int16_t{4});
  EXPECT_EQ(geometry_of(read(four)).dimension, 3);
  refused(patched(four, 48, std::int16_t{20}), "axis 4 holds 20 volumes");
}

TEST(Nifti, F1_both_byte_orders_and_cut_headers_mechanics) {
  EXPECT_TRUE(has_nifti_size(plain_file().substr(0, 4)) && has_nifti_size(std::string_view("\0\0\1\x5c", 4)) &&
              has_nifti_size(std::string_view("\0\0\2\x1c", 4)));
  refused(plain_file().substr(0, 300), "header has 300 bytes of 348");
  refused(compress_gzip(std::as_bytes(std::span(std::string_view(plain_file().substr(0, 300)))), 6),
          "header has 300 bytes of 348");
  refused(patched(plain_file(), 344, std::int32_t{0}), "Analyze 7.5", ErrorCode::not_supported);
  refused(plain_file().substr(0, 360), "only 8 follow");
}

TEST(Nifti, pairs_find_their_voxels_mechanics) {
  auto pair = patched(patched(plain_file(), 108, 0.0F), 345, 'i');
  pair[344] = 'n';
  auto const voxels = plain_file().substr(352);
  auto const expected = std::vector<std::int16_t>{0, 1, 2, 3, 4, 5};
  EXPECT_EQ(std::get<Volume<std::int16_t>>(read(pair.substr(0, 348), nullptr, {{"scan.img", voxels}})).voxels,
            expected);
  auto const packed = compress_gzip(std::as_bytes(std::span(voxels)), 6);
  EXPECT_EQ(std::get<Volume<std::int16_t>>(read(pair.substr(0, 348), nullptr, {{"scan.img.gz", packed}})).voxels,
            expected);
  refused(pair.substr(0, 348), "scan.img", ErrorCode::not_found);
  refused(pair.substr(0, 348), "only 5 follow", ErrorCode::invalid_input, {{"scan.img", voxels.substr(0, 5)}});
}

TEST(Nifti, keeps_nan_and_infinite_voxels_mechanics) {
  Geometry const geometry{{2, 1, 1}, {2, 3, 4}, {10, 20, 30}, Eigen::Matrix3d::Identity(), 3};
  auto const volume = read(format_nifti(Volume<float>(geometry, {kNan, INFINITY}), "scan.nii").value());
  EXPECT_TRUE(std::isnan(std::get<Volume<float>>(volume).voxels[0]));
  EXPECT_TRUE(std::isinf(std::get<Volume<float>>(volume).voxels[1]));
}

TEST(Nifti, refuses_to_write_what_it_cannot_keep_mechanics) {
  Geometry geometry{{2, 1, 1}, {2, 3, 4}, {10, 20, 30}, Eigen::Matrix3d::Identity(), 3};
  geometry.direction(0, 1) = 0.3;
  auto const skewed = format_nifti(Volume<float>(geometry, {1, 2}), "scan.nii");
  ASSERT_FALSE(skewed.has_value());
  EXPECT_NE(format_error(skewed.error()).find("right angles"), std::string::npos);
}

}  // namespace
}  // namespace petra
