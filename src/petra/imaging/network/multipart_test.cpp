#include "petra/imaging/network/multipart.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "petra/imaging/network/dicomweb_archive.hpp"
#include "petra/imaging/network/dimse_archive.hpp"

namespace petra {
namespace {

struct Parts {
  std::vector<std::string> headers, bodies;
  std::size_t ended = 0;
  [[nodiscard]] MultipartHandler handler() {
    return {[this](std::string_view text) -> Result<void> {
              headers.emplace_back(text);
              bodies.emplace_back();
              return {};
            },
            [this](std::string_view bytes) -> Result<void> {
              bodies.back() += bytes;
              return {};
            },
            [this]() -> Result<void> {
              ++ended;
              return {};
            }};
  }
};

// Whether it was read, whatever the pieces.
bool read(Parts& parts, std::string_view text, std::size_t piece, MultipartLimits const& limits = {}) {
  MultipartReader reader("xyz", parts.handler(), limits);
  for (std::size_t first = 0; first < text.size(); first += piece) {
    if (!reader.feed(text.substr(first, piece))) return false;
  }
  return reader.finish().has_value();
}

TEST(Multipart, PartsAreTheSameHoweverTheyAreCut_mechanics) {
  std::string binary;
  std::mt19937 engine(3);
  for (int k = 0; k < 3000; ++k) binary += static_cast<char>(engine() & 0xFF);
  binary += "\r\n--xy\r\n-- xyz\r\n";  // nearly a delimiter
  auto const text = "preamble\r\n--xyz \t\r\nContent-Type: application/dicom\r\nX: 1\r\n\r\n" + binary +
                    "\r\n--xyz\r\n\r\nno header\r\n--xyz\r\nA: b\r\n\r\n\r\n--xyz--\r\nafter";
  for (std::size_t const piece : {1U, 2U, 3U, 7U, 64U, 100000U}) {
    Parts parts;
    EXPECT_TRUE(read(parts, text, piece)) << piece;
    EXPECT_EQ(parts.headers, (std::vector<std::string>{"Content-Type: application/dicom\r\nX: 1", "", "A: b"}));
    EXPECT_EQ(parts.bodies, (std::vector<std::string>{binary, "no header", ""}));
    EXPECT_EQ(parts.ended, 3U);
  }
  Parts first_line;
  EXPECT_TRUE(read(first_line, "--xyz\r\nA: b\r\n\r\nbody\r\n--xyz--", 1));
  EXPECT_EQ(first_line.bodies, std::vector<std::string>{"body"});
}

TEST(Multipart, WhatBreaksOffIsNoticedAndWhatIsEndlessIsRefused_mechanics) {
  Parts parts;
  EXPECT_FALSE(read(parts, "--xyz\r\n\r\nwhole\r\n--xyz\r\n\r\ncut", 5));
  EXPECT_EQ(parts.ended, 1U);  // the whole one stays
  EXPECT_FALSE(read(parts, std::string(100000, 'a'), 1000));
  EXPECT_FALSE(read(parts, "--xyz\r\n" + std::string(100000, 'h'), 1000));
  EXPECT_FALSE(read(parts, "--xyz" + std::string(100000, ' '), 1000));
  EXPECT_FALSE(read(parts, "--xyzz\r\n\r\nbody\r\n--xyz--", 1000));
  EXPECT_FALSE(read(parts, "--xyz\r\n\r\n" + std::string(5000, 'b') + "\r\n--xyz--", 1000, {1024, 4096, 10}));
  std::string many;
  for (int k = 0; k < 12; ++k) many += "--xyz\r\n\r\nb\r\n";
  EXPECT_FALSE(read(parts, many + "--xyz--", 1000, {1024, 4096, 10}));
}

TEST(Multipart, BoundaryOfAContentType_mechanics) {
  EXPECT_EQ(*multipart_boundary(R"(multipart/related; type="application/dicom"; boundary=50d7ccd1)"), "50d7ccd1");
  EXPECT_EQ(*multipart_boundary(R"(Multipart/Related;boundary="a b;c=d";type=x)"), "a b;c=d");
  EXPECT_EQ(*multipart_boundary(R"(multipart/related; note="boundary=no"; boundary=yes)"), "yes");
  EXPECT_FALSE(multipart_boundary("application/dicom+json"));
  EXPECT_FALSE(multipart_boundary("multipart/related"));
  EXPECT_FALSE(multipart_boundary("multipart/related; boundary=\"\""));
  EXPECT_FALSE(multipart_boundary("multipart/related; boundary=" + std::string(71, 'a')));
  EXPECT_FALSE(multipart_boundary("multipart/related; boundary=\"a\x01\""));
}

TEST(DicomJson, MatchesOfASearch_mechanics) {
  auto const found = parse_dicom_json(
      R"([{"0020000D":{"vr":"UI","Value":["1.2.3"]},"00100010":{"vr":"PN","Value":[{"Alphabetic":"A^B"}]},
    "00080061":{"vr":"CS","Value":["PT","CT"]},"00201208":{"vr":"IS","Value":[70]},"00080020":{"vr":"DA"}}, {}])");
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 2U);
  EXPECT_EQ(found->front(), (Attributes{{"StudyInstanceUID", "1.2.3"},
                                        {"PatientName", "A^B"},
                                        {"ModalitiesInStudy", "PT\\CT"},
                                        {"NumberOfStudyRelatedInstances", "70"}}));
  for (auto const* text : {"", "{}", "[1]", "[{]", "<html>"}) EXPECT_FALSE(parse_dicom_json(text)) << text;
}

TEST(Http, OnlyWhatMustBeIsEscaped_mechanics) {
  EXPECT_EQ(HttpClient::escape("P-0*?.1~(a),:@/"), "P-0*?.1~(a),:@/");
  EXPECT_EQ(HttpClient::escape("a b&c=d+e%f#g^h;\xC3\xA4"), "a%20b%26c%3Dd%2Be%25f%23g%5Eh%3B%C3%A4");
}

TEST(Archive, NamesOfArchivesAndInstances_mechanics) {
  auto const node = parse_dimse_node("ORTHANC@127.0.0.1:4242");
  ASSERT_TRUE(node);
  EXPECT_EQ(node->called_title + node->host + std::to_string(node->port), "ORTHANC127.0.0.14242");
  EXPECT_EQ(parse_dimse_node("A@[::1]:104")->host, "::1");
  EXPECT_EQ(parse_dimse_node("host:104")->called_title, "ANY-SCP");
  for (auto const* text :
       {"", "host", "host:0", "host:70000", "host:x", "@host:1", "THIS-TITLE-IS-TOO-LONG@host:1", "A@:1"})
    EXPECT_FALSE(parse_dimse_node(text)) << text;
  EXPECT_TRUE(is_valid_uid("1.2.840.10008"));
  for (auto const* text : {"", "..", "1..2", "../../etc", "1.2/3", ".1", "1.", "1.2a"})
    EXPECT_FALSE(is_valid_uid(text)) << text;
  EXPECT_FALSE(is_valid_uid(std::string(65, '1')));
  EXPECT_EQ(pseudonym_of({{"PatientID", "X"}}), pseudonym_of({{"PatientID", "X"}, {"StudyDate", "20200101"}}));
  EXPECT_NE(pseudonym_of({{"PatientID", "X"}}), pseudonym_of({{"PatientID", "Y"}}));
}

}  // namespace
}  // namespace petra
