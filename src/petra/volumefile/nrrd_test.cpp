// NRRD: what its header may say, and the N rows of the bad-input catalogue. The oracle for values is
// tests/oracle/volumefile.
#include "petra/volumefile/nrrd.hpp"

#include <gtest/gtest.h>

#include "petra/base/gzip.hpp"
#include "petra/base/text.hpp"
#include "petra/volumefile/memory_source.hpp"

namespace petra {
namespace {

using Lines = std::vector<std::string>;

Lines const kPlain = {"NRRD0004", "type: uchar", "dimension: 3", "sizes: 2 3 1", "encoding: raw"};
std::string const kVoxels = "abcdef";

std::string file_of(Lines const& lines, std::string const& data = kVoxels) {
  return join(lines, "\n") + "\n\n" + data;
}

Lines with(Lines lines, Lines const& more) {
  lines.insert(lines.end(), more.begin(), more.end());
  return lines;
}

Lines replaced(Lines lines, std::string const& before, std::string const& after) {
  for (auto& line : lines) {
    if (line == before) line = after;
  }
  return lines;
}

Error refusal(std::string const& file, std::map<std::string, std::string> beside = {},
              VolumeLimits const& limits = {}) {
  MemorySource memory("scan.nrrd", file, std::move(beside));
  memory.source().limits = limits;
  auto volume = parse_nrrd(memory.source());
  EXPECT_FALSE(volume.has_value()) << file.substr(0, 300);
  return volume ? Error{} : std::move(volume).error();
}

// The refusal names the file and holds the words; returns its code.
ErrorCode refused(std::string const& file, std::string const& words, std::map<std::string, std::string> beside = {}) {
  auto const error = refusal(file, std::move(beside));
  auto const text = format_error(error);
  EXPECT_NE(text.find("scan.nrrd"), std::string::npos) << text;
  EXPECT_NE(text.find(words), std::string::npos) << text;
  return error.code;
}

Volume<std::uint8_t> read(std::string const& file, std::map<std::string, std::string> beside = {},
                          Lines* warnings = nullptr) {
  MemorySource memory("scan.nrrd", file, std::move(beside));
  auto volume = parse_nrrd(memory.source());
  EXPECT_TRUE(volume.has_value()) << (volume ? "" : format_error(volume.error()));
  if (warnings != nullptr) *warnings = memory.warnings();
  return volume ? std::get<Volume<std::uint8_t>>(*volume) : Volume<std::uint8_t>{};
}

TEST(Nrrd, reads_voxels_x_fastest_and_turns_ras_to_lps_mechanics) {
  auto const volume = read(
      file_of(with(kPlain, {"space: RAS", "space directions: (2,0,0) (0,3,0) (0,0,4)", "space origin: (10,20,30)"})));
  EXPECT_EQ(volume.geometry.size, (Index3{2, 3, 1}));
  EXPECT_EQ(volume.at(1, 2, 0), 'f');
  EXPECT_EQ(volume.geometry.spacing_mm, Eigen::Vector3d(2, 3, 4));
  EXPECT_EQ(volume.geometry.origin_mm, Eigen::Vector3d(-10, -20, 30));
  EXPECT_EQ(volume.geometry.direction.diagonal(), Eigen::Vector3d(-1, -1, 1));
}

TEST(Nrrd, warns_where_it_has_to_guess_mechanics) {
  Lines warnings;
  read(file_of(kPlain), {}, &warnings);
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_NE(warnings[0].find("it has no spacings"), std::string::npos);
  read(file_of(with(kPlain, {"space: scanner-xyz", "space directions: (2,0,0) (0,3,0) (0,0,4)"})), {}, &warnings);
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_NE(warnings[0].find("no fixed place"), std::string::npos);
  read(file_of(with(kPlain, {"space: LPS", "space directions: (2,0,0) (1,3,0) (0,0,4)"}), "abcdefg"), {}, &warnings);
  ASSERT_EQ(warnings.size(), 2U);
  EXPECT_NE(warnings[0].find("not at right angles"), std::string::npos);
  EXPECT_NE(warnings[1].find("1 bytes after the voxels"), std::string::npos);
}

TEST(Nrrd, N1_unknown_versions_are_refused_mechanics) {
  EXPECT_EQ(refused(file_of(replaced(kPlain, "NRRD0004", "NRRD0099")), "magic is \"NRRD0099\""),
            ErrorCode::invalid_input);
  refused(file_of(replaced(kPlain, "NRRD0004", "NRRD0006")), "NRRD0001 to NRRD0005");
}

TEST(Nrrd, N2_N3_N4_impossible_sizes_are_refused_before_memory_is_taken_mechanics) {
  EXPECT_EQ(refused(file_of(replaced(kPlain, "sizes: 2 3 1", "sizes: -1 5 5")),
                    "sizes is \"-1 5 5\": every axis needs at least one voxel"),
            ErrorCode::invalid_input);
  refused(file_of(replaced(kPlain, "sizes: 2 3 1", "sizes: 0 5 5")), "at least one voxel");
  refused(file_of(replaced(kPlain, "sizes: 2 3 1", "sizes: 2 3")), "one length for each of 3 axes");
  refused(file_of(replaced(kPlain, "sizes: 2 3 1", "sizes: 2 3 x")), "at least one voxel");
  EXPECT_EQ(refused(file_of(replaced(kPlain, "sizes: 2 3 1", "sizes: 4294967296 4294967296 4294967296")),
                    "longer than the limit of 4096"),
            ErrorCode::limit);
  EXPECT_EQ(refused(file_of(replaced(kPlain, "sizes: 2 3 1", "sizes: 4096 4096 4096")), "limit of 2147483648 voxels"),
            ErrorCode::limit);
  EXPECT_EQ(refused(file_of(replaced(replaced(kPlain, "sizes: 2 3 1", "sizes: 2048 1024 1024"), "type: uchar",
                                     "endian: little\ntype: double")),
                    "limit of 4294967296 bytes"),
            ErrorCode::limit);
  auto const wide = refusal(
      file_of(replaced(kPlain, "sizes: 2 3 1", "sizes: 9223372036854775807 9223372036854775807 9223372036854775807")),
      {}, {.maximum_axis = 9223372036854775807, .maximum_voxels = 9223372036854775807});
  EXPECT_EQ(wide.code, ErrorCode::limit) << format_error(wide);
  for (auto const* dimension : {"17", "0", "-3", "x"})
    refused(file_of(replaced(kPlain, "dimension: 3", std::string("dimension: ") + dimension)), "from 1 to 16");
}

TEST(Nrrd, N5_cut_and_damaged_data_are_refused_mechanics) {
  auto const gzip = replaced(kPlain, "encoding: raw", "encoding: gzip");
  auto packed = compress_gzip(std::as_bytes(std::span(kVoxels)), 6);
  EXPECT_EQ(read(file_of(gzip, packed)).at(0, 0, 0), 'a');
  refused(file_of(gzip, packed.substr(0, packed.size() - 1)), "the packed data end");
  refused(file_of(gzip, packed.substr(0, 12)), "the packed data end");
  refused(file_of(gzip, ""), "the packed data end after 0 of 6 bytes");
  packed[packed.size() - 8] ^= 1;  // the checksum
  refused(file_of(gzip, packed), "damaged");
  refused(file_of(gzip, "not gzip at all"), "damaged, or are none");
  refused(file_of(kPlain, "abcde"), "declares 6 bytes of voxels, but only 5 follow");
  auto const five = std::string("abcde");
  refused(file_of(gzip, compress_gzip(std::as_bytes(std::span(five)), 6)), "after 5 of 6 bytes");
}

TEST(Nrrd, several_gzip_members_are_one_stream_mechanics) {
  auto const gzip = replaced(kPlain, "encoding: raw", "encoding: gzip");
  auto const part = [](std::string const& text) { return compress_gzip(std::as_bytes(std::span(text)), 6); };
  EXPECT_EQ(read(file_of(gzip, part("ab") + part("cdef"))).at(1, 2, 0), 'f');
  refused(file_of(gzip, part("ab") + part("cde")), "after 5 of 6 bytes");
  EXPECT_EQ(refused(file_of(gzip, part("ab") + part("cdefg")), "more than the 6 bytes"), ErrorCode::limit);
}

TEST(Nrrd, N6_a_bomb_costs_no_more_than_it_declares_mechanics) {
  std::string const zeros(50U << 20U, '\0');
  auto const bomb = compress_gzip(std::as_bytes(std::span(zeros)), 9);
  auto const gzip = replaced(kPlain, "encoding: raw", "encoding: gzip");
  EXPECT_EQ(refused(file_of(gzip, bomb), "more than the 6 bytes that its header declares"), ErrorCode::limit);
  // … and a header that declares what so few bytes cannot hold is found out at once.
  refused(file_of(replaced(gzip, "sizes: 2 3 1", "sizes: 1024 1024 1024"), bomb), "packed bytes cannot hold so many");
}

TEST(Nrrd, N7_N8_data_files_are_taken_from_the_same_folder_only_mechanics) {
  auto const header = [](std::string const& name) { return join(with(kPlain, {"data file: " + name}), "\n") + "\n"; };
  EXPECT_EQ(read(header("scan.raw"), {{"scan.raw", kVoxels}}).at(0, 0, 0), 'a');
  EXPECT_EQ(read(header("./scan.raw"), {{"scan.raw", kVoxels}}).at(0, 0, 0), 'a');
  for (auto const* name : {"/etc/passwd", "../x", "a/b", "..", ".", "c:\\x"})
    EXPECT_EQ(refused(header(name), "header's own folder"), ErrorCode::invalid_input);
  EXPECT_EQ(refused(header("absent.raw"), "no such file"), ErrorCode::not_found);
  std::string list = "LIST\n";
  for (int i = 0; i < 100'000; ++i) list += "slice" + std::to_string(i) + "\n";
  EXPECT_EQ(refused(header(list), "several files are not supported yet"), ErrorCode::not_supported);
  EXPECT_EQ(refused(header("slice%03d.raw 1 10 1"), "several files are not supported yet"), ErrorCode::not_supported);
  refused(header("scan.raw"), "only 3 follow", {{"scan.raw", "abc"}});
}

TEST(Nrrd, N9_directions_that_span_no_space_are_refused_mechanics) {
  auto const directed = [](std::string const& directions) {
    return file_of(with(kPlain, {"space: LPS", "space directions: " + directions}));
  };
  refused(directed("none (0,3,0) (0,0,4)"), "an axis of the image has none");
  refused(directed("(1,0,0) (2,0,0) (0,0,4)"), "singular");
  refused(directed("(0,0,0) (0,3,0) (0,0,4)"), "finite and not 0");
  refused(directed("(nan,0,0) (0,3,0) (0,0,4)"), "finite and not 0");
  refused(directed("(inf,0,0) (0,3,0) (0,0,4)"), "finite and not 0");
  refused(directed("(1e-320,0,0) (0,3,0) (0,0,4)"), "finite and not 0");
  refused(directed("(1,0,0) (0,3,0)"), "one vector (or none) for each of 3 axes");
  refused(directed("(1,0) (0,3) (0,4)"), "the space has 3 dimensions");
  refused(directed("1 0 0"), "one vector (or none)");
  refused(file_of(with(kPlain, {"spacings: 0 1 1"})), "positive");
  refused(file_of(with(kPlain, {"spacings: nan 1 1"})), "spacing of an axis of the image is not given");
  refused(file_of(with(kPlain, {"spacings: inf 1 1"})), "not a number");
  refused(file_of(with(kPlain, {"space: LPS", "space directions: (1,0,0) (0,3,0) (0,0,4)", "spacings: 1 3 4"})),
          "either this or a space");
  refused(file_of(with(kPlain, {"space: LPS", "space directions: (1,0,0) (0,3,0) (0,0,4)", "space origin: (nan,0,0)"})),
          "finite place");
  refused(file_of(with(kPlain, {"space directions: (1,0,0) (0,3,0) (0,0,4)"})), "neither space nor space dimension");
  EXPECT_EQ(
      refused(file_of(with(kPlain, {"space: left-posterior-inferior", "space directions: (1,0,0) (0,3,0) (0,0,4)"})),
              "left-posterior-superior"),
      ErrorCode::not_supported);
}

TEST(Nrrd, N11_a_header_without_end_is_refused_mechanics) {
  refused(join(kPlain, "\n") + "\n", "no end (an empty line)");
  auto endless = join(kPlain, "\n") + "\n";
  while (endless.size() < (5U << 20U)) endless += "key" + std::to_string(endless.size()) + ":=value\n";
  EXPECT_EQ(refused(endless, "limit of 4194304 bytes"), ErrorCode::limit);
}

TEST(Nrrd, several_values_per_voxel_are_refused_where_no_channel_is_asked_for_mechanics) {
  Lines const four = {"NRRD0004",
                      "type: uchar",
                      "dimension: 4",
                      "sizes: 2 3 1 1",
                      "encoding: raw",
                      "space: LPS",
                      "space directions: none (1,0,0) (0,1,0) (0,0,1)"};
  refused(file_of(with(four, {"kinds: list domain domain domain"})), "2 layers (overlapping segments)");
  refused(file_of(with(four, {"kinds: RGB-color domain domain domain"})), "2 values per voxel");
  refused(file_of({"NRRD0004", "type: uchar", "dimension: 4", "sizes: 1 3 1 2", "encoding: raw"}),
          "axis 4 holds 2 volumes");
  refused(file_of({"NRRD0004", "type: uchar", "dimension: 1", "sizes: 6", "encoding: raw"}), "one dimension");
}

TEST(Nrrd, a_channel_takes_one_of_several_values_per_voxel_mechanics) {
  auto const file = [](std::string const& sizes, std::string const& directions, std::string const& kinds) {
    return file_of({"NRRD0004", "type: uchar", "dimension: 4", "encoding: raw", "space: LPS", "sizes: " + sizes,
                    "space directions: " + directions, "kinds: " + kinds});
  };
  auto const first = file("2 3 1 1", "none (1,0,0) (0,1,0) (0,0,1)", "list domain domain domain");
  auto const last = file("3 1 1 2", "(1,0,0) (0,1,0) (0,0,1) none", "domain domain domain vector");
  auto const values = [](std::string const& text, std::int64_t channel) {
    MemorySource memory("seg.nrrd", text);
    memory.source().channel = channel;
    auto const volume = parse_nrrd(memory.source());
    EXPECT_TRUE(volume.has_value()) << (volume ? "" : format_error(volume.error()));
    if (!volume) return std::string();
    EXPECT_EQ(geometry_of(*volume).size, (Index3{3, 1, 1}));
    auto const& voxels = std::get<Volume<std::uint8_t>>(*volume).voxels;
    return std::string(voxels.begin(), voxels.end());
  };
  EXPECT_EQ(values(first, 0), "ace");
  EXPECT_EQ(values(first, 1), "bdf");
  EXPECT_EQ(values(last, 0), "abc");
  EXPECT_EQ(values(last, 1), "def");
  MemorySource beyond("seg.nrrd", first);
  beyond.source().channel = 2;
  auto const refusal = parse_nrrd(beyond.source());
  ASSERT_FALSE(refusal.has_value());
  EXPECT_NE(format_error(refusal.error()).find("Set label_channel to a number from 0 to 1"), std::string::npos)
      << format_error(refusal.error());
}

TEST(Nrrd, unsupported_and_unknown_words_are_named_mechanics) {
  EXPECT_EQ(refused(file_of(replaced(kPlain, "encoding: raw", "encoding: bzip2")),
                    "encoding is \"bzip2\": petra reads raw, gzip and ascii"),
            ErrorCode::not_supported);
  EXPECT_EQ(refused(file_of(replaced(kPlain, "encoding: raw", "encoding: hex")), "petra reads"),
            ErrorCode::not_supported);
  EXPECT_EQ(refused(file_of(replaced(kPlain, "encoding: raw", "encoding: zip")), "none of the format's encodings"),
            ErrorCode::invalid_input);
  refused(file_of(replaced(kPlain, "type: uchar", "type: block")), "type is \"block\"");
  refused(file_of(replaced(kPlain, "type: uchar", "type: short"), "abcdefabcdef"), "no field endian");
  refused(file_of(with(kPlain, {"endian: middle"})), "little or big");
  refused(file_of(with(kPlain, {"flavour: sweet"})), "NRRD has no such field");
  refused(file_of(with(kPlain, {"sizes: 2 3 1"})), "given twice");
  refused(file_of(with(kPlain, {"no colon"})), "neither");
  refused(file_of({"NRRD0004", "type: uchar", "dimension: 3", "encoding: raw"}), "no field sizes");
  refused(file_of(with(kPlain, {"line skip: -1"})), "at least 0");
  refused(file_of(with(kPlain, {"line skip: 3"})), "fewer lines");
  refused(file_of(with(kPlain, {"byte skip: -2"})), "at least -1");
  refused(file_of(with(kPlain, {"byte skip: 9223372036854775807"})), "only 0 follow");
  // What the file holds is shown, but never sent to the terminal raw.
  refused(file_of(replaced(kPlain, "type: uchar", "type: \x1b[31mred\xff")), "\"?[31mred?\"");
}

TEST(Nrrd, numbers_in_text_are_checked_mechanics) {
  auto const text = replaced(kPlain, "encoding: raw", "encoding: ascii");
  EXPECT_EQ(read(file_of(text, "0 1,2\n3\t4  255\n")).at(1, 2, 0), 255);
  refused(file_of(text, "0 1 2 3 4"), "9 bytes of text cannot hold 6 numbers");
  refused(file_of(text, "0 1 2 3      4"), "5 of 6 numbers");
  refused(file_of(text, "0 1 2 3 4 5 6"), "more than 6 numbers");
  refused(file_of(text, "0 1 2 3 4 256"), "voxel 5 is \"256\": it is not a number of type uint8");
  refused(file_of(text, "0 1 2 3 4 -1"), "not a number of type uint8");
  refused(file_of(text, "0 1 2 3 4 2.5"), "not a number of type uint8");
}

TEST(Nrrd, writes_what_it_reads_invariant) {
  Geometry geometry{{2, 3, 1}, {0.1, 0.7, 1.0 / 3}, {-101.3, 1e-7, 3e5}, Eigen::Matrix3d::Identity(), 3};
  geometry.direction << 0, 0, -1, 1, 0, 0, 0, 1, 0;
  for (int const level : {0, 1, 6}) {
    auto const volume = read(format_nrrd(Volume<std::uint8_t>(geometry, {1, 2, 3, 4, 5, 6}), level));
    EXPECT_EQ(volume.voxels, (std::vector<std::uint8_t>{1, 2, 3, 4, 5, 6}));
    EXPECT_EQ(volume.geometry.spacing_mm, geometry.spacing_mm);
    EXPECT_EQ(volume.geometry.origin_mm, geometry.origin_mm);
    EXPECT_EQ(volume.geometry.direction, geometry.direction);
  }
}

}  // namespace
}  // namespace petra
