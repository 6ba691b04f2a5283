// MetaImage: what its header may say, and what is refused. The oracle for values is tests/oracle/volumefile.
#include "petra/volumefile/metaimage.hpp"

#include <gtest/gtest.h>

#include "petra/base/gzip.hpp"
#include "petra/base/text.hpp"
#include "petra/volumefile/memory_source.hpp"

namespace petra {
namespace {

using Lines = std::vector<std::string>;

Lines const kPlain = {"ObjectType = Image", "NDims = 3", "BinaryData = True", "DimSize = 2 3 1",
                      "ElementType = MET_UCHAR"};
std::string const kVoxels = "abcdef";

std::string file_of(Lines lines, Lines const& more = {}, std::string const& data = kVoxels,
                    std::string const& place = "LOCAL") {
  lines.insert(lines.end(), more.begin(), more.end());
  lines.push_back("ElementDataFile = " + place);
  return join(lines, "\n") + "\n" + data;
}

Lines replaced(std::string const& before, std::string const& after) {
  auto lines = kPlain;
  for (auto& line : lines) {
    if (line == before) line = after;
  }
  return lines;
}

void refused(std::string const& file, std::string const& words, ErrorCode code = ErrorCode::invalid_input,
             std::map<std::string, std::string> beside = {}) {
  MemorySource memory("scan.mha", file, std::move(beside));
  auto const volume = parse_metaimage(memory.source());
  ASSERT_FALSE(volume.has_value()) << words;
  auto const text = format_error(volume.error());
  EXPECT_EQ(volume.error().code, code) << text;
  EXPECT_NE(text.find(words), std::string::npos) << text;
}

Volume<std::uint8_t> read(std::string const& file, Lines* warnings = nullptr,
                          std::map<std::string, std::string> beside = {}) {
  MemorySource memory("scan.mha", file, std::move(beside));
  auto volume = parse_metaimage(memory.source());
  EXPECT_TRUE(volume.has_value()) << (volume ? "" : format_error(volume.error()));
  if (warnings != nullptr) *warnings = memory.warnings();
  return volume ? std::get<Volume<std::uint8_t>>(*volume) : Volume<std::uint8_t>{};
}

TEST(Metaimage, rows_of_the_matrix_are_the_axes_mechanics) {
  auto const volume =
      read(file_of(kPlain, {"TransformMatrix = 0 1 0 -1 0 0 0 0 1", "Offset = 1 2 3", "ElementSpacing = 2 3 4"}));
  EXPECT_EQ(volume.geometry.direction.col(0), Eigen::Vector3d(0, 1, 0));
  EXPECT_EQ(volume.geometry.direction.col(1), Eigen::Vector3d(-1, 0, 0));
  EXPECT_EQ(volume.geometry.origin_mm, Eigen::Vector3d(1, 2, 3));
  EXPECT_EQ(volume.at(1, 2, 0), 'f');
  EXPECT_TRUE(is_metaimage(file_of(kPlain)));
  EXPECT_FALSE(is_metaimage("Patient = x\nNDims = 3\n"));
  EXPECT_FALSE(is_metaimage("Name: x\n"));
  EXPECT_FALSE(is_metaimage(""));
}

TEST(Metaimage, warns_where_it_has_to_guess_mechanics) {
  Lines warnings;
  read(file_of(kPlain), &warnings);
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_NE(warnings[0].find("voxels of 1 mm are taken"), std::string::npos);
  read(file_of(kPlain, {"ElementSpacing = 1 1 1", "ElementToIntensityFunctionSlope = 2"}), &warnings);
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_NE(warnings[0].find("not applied"), std::string::npos);
}

TEST(Metaimage, impossible_sizes_are_refused_before_memory_is_taken_mechanics) {
  refused(file_of(replaced("DimSize = 2 3 1", "DimSize = -1 5 5")), "DimSize is \"-1 5 5\"");
  refused(file_of(replaced("DimSize = 2 3 1", "DimSize = 2.5 5 5")), "whole number of voxels");
  refused(file_of(replaced("DimSize = 2 3 1", "DimSize = nan 5 5")), "whole number of voxels");
  refused(file_of(replaced("DimSize = 2 3 1", "DimSize = 2 3")), "3 numbers are expected");
  refused(file_of(replaced("DimSize = 2 3 1", "DimSize = 1e300 1e300 1e300")), "whole number of voxels");
  refused(file_of(replaced("DimSize = 2 3 1", "DimSize = 4000000000 4000000000 4000000000")), "limit of 4096",
          ErrorCode::limit);
  refused(file_of(replaced("DimSize = 2 3 1", "DimSize = 4000 4000 4000")), "limit of 2147483648 voxels",
          ErrorCode::limit);
  refused(file_of(replaced("DimSize = 2 3 1", "DimSize = 1000 1000 1000")),
          "declares 1000000000 bytes of voxels, but only 6 follow");
  refused(file_of(replaced("NDims = 3", "NDims = 1")), "two or three dimensions");
  refused(file_of(replaced("NDims = 3", "NDims = 1000000000")), "two or three dimensions");
  refused(file_of({"NDims = 4", "DimSize = 2 3 1 2", "ElementType = MET_UCHAR"}), "axis 4 holds 2 volumes");
}

TEST(Metaimage, impossible_geometry_is_refused_mechanics) {
  refused(file_of(kPlain, {"TransformMatrix = 2 0 0 0 2 0 0 0 2"}), "unit vectors");
  refused(file_of(kPlain, {"TransformMatrix = 1 0 0 1 0 0 0 0 1"}), "singular");
  refused(file_of(kPlain, {"TransformMatrix = 1 0 0 0 1"}), "9 numbers are expected");
  refused(file_of(kPlain, {"ElementSpacing = 0 1 1"}), "positive");
  refused(file_of(kPlain, {"ElementSpacing = nan 1 1"}), "positive");
  refused(file_of(kPlain, {"Offset = inf 1 1"}), "finite place");
  refused(file_of(kPlain, {"Offset = 1 1 x"}), "not a number");
  refused(file_of(kPlain, {"Offset = 1 1 1", "Origin = 1 1 2"}), "contradicts the field Offset");
}

TEST(Metaimage, cut_damaged_and_false_data_are_refused_mechanics) {
  refused(file_of(kPlain, {}, "abcde"), "only 5 follow");
  auto const packed = compress_zlib(std::as_bytes(std::span(kVoxels)), 6);
  EXPECT_EQ(read(file_of(kPlain, {"CompressedData = True"}, packed)).at(0, 0, 0), 'a');
  refused(file_of(kPlain, {"CompressedData = True"}, packed.substr(0, packed.size() - 2)), "the packed data end");
  refused(file_of(kPlain, {"CompressedData = True"}, kVoxels), "damaged, or are none");
  auto const longer = kVoxels + "g";
  refused(file_of(kPlain, {"CompressedData = True"}, compress_zlib(std::as_bytes(std::span(longer)), 6)),
          "more than the 6 bytes", ErrorCode::limit);
  std::string const zeros(50U << 20U, '\0');
  refused(file_of(kPlain, {"CompressedData = True"}, compress_zlib(std::as_bytes(std::span(zeros)), 9)),
          "more than the 6 bytes", ErrorCode::limit);
}

TEST(Metaimage, data_files_are_taken_from_the_same_folder_only_mechanics) {
  EXPECT_EQ(read(file_of(kPlain, {}, "", "scan.raw"), nullptr, {{"scan.raw", kVoxels}}).at(0, 0, 0), 'a');
  for (auto const* name : {"/etc/passwd", "../x", "a/b"}) refused(file_of(kPlain, {}, "", name), "header's own folder");
  refused(file_of(kPlain, {}, "a\nb\n", "LIST"), "several files are not supported yet", ErrorCode::not_supported);
  refused(file_of(kPlain, {}, "", "slice%03d.raw 1 10 1"), "several files are not supported yet",
          ErrorCode::not_supported);
  refused(file_of(kPlain, {}, "", "absent.raw"), "no such file", ErrorCode::not_found);
  refused(file_of(kPlain, {}, "", ""), "header's own folder");
}

TEST(Metaimage, words_that_are_wrong_are_named_mechanics) {
  refused(file_of(replaced("ElementType = MET_UCHAR", "ElementType = MET_OTHER")), "ElementType is \"MET_OTHER\"");
  refused(file_of(kPlain, {"ElementNumberOfChannels = 3"}), "3 values per voxel, where one is expected");
  refused(file_of(kPlain, {"CompressedData = maybe"}), "True or False");
  refused(file_of(kPlain, {"DimSize = 2 3 1"}), "given twice");
  refused(file_of(kPlain, {"nonsense"}), "no \"name = value\"");
  refused(file_of(replaced("ObjectType = Image", "ObjectType = Tube")), "must be Image");
  refused(join(kPlain, "\n") + "\n", "no field ElementDataFile");
  refused(file_of(kPlain, {"HeaderSize = 5"}), "in a file of their own only", ErrorCode::not_supported);
  refused(file_of(kPlain, {"BinaryDataByteOrderMSB = True", "ElementByteOrderMSB = False"}), "contradicts");
  std::string endless = "ObjectType = Image\n";
  for (int i = 0; endless.size() < (2U << 20U); ++i) endless += "Key" + std::to_string(i) + " = value\n";
  refused(endless, "limit of 1048576 bytes", ErrorCode::limit);
}

TEST(Metaimage, writes_what_it_reads_invariant) {
  Geometry geometry{{2, 3, 1}, {0.1, 0.7, 1.0 / 3}, {-101.3, 1e-7, 3e5}, Eigen::Matrix3d::Identity(), 3};
  geometry.direction = Eigen::AngleAxisd(0.7, Eigen::Vector3d(1, 2, 3).normalized()).toRotationMatrix();
  for (int const level : {0, 1, 6}) {
    auto const volume = read(format_metaimage(Volume<std::uint8_t>(geometry, {1, 2, 3, 4, 5, 6}), level));
    EXPECT_EQ(volume.voxels, (std::vector<std::uint8_t>{1, 2, 3, 4, 5, 6}));
    EXPECT_EQ(volume.geometry.spacing_mm, geometry.spacing_mm);
    EXPECT_EQ(volume.geometry.origin_mm, geometry.origin_mm);
    EXPECT_EQ(volume.geometry.direction, geometry.direction);
  }
}

}  // namespace
}  // namespace petra
