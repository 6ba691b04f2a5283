#include "petra/imaging/dicom_file.hpp"

#include <gtest/gtest.h>

#include "petra/imaging/dicom_bytes_for_tests.hpp"

namespace petra {
namespace {

using for_tests::element;
using for_tests::file_of;
using for_tests::item;
using for_tests::little;

std::string const kBegin = element(8, 0x16, "UI", "1.2.840.10008.5.1.4.1.1.128");
std::string const kPixels = element(0x7FE0, 0x10, "OW", std::string(64, '\1'));

TEST(DicomFile, values_come_as_text_numbers_and_times_mechanics) {
  auto const bytes = file_of(kBegin + element(8, 0x21, "DA", "20190314") + element(8, 0x31, "TM", "101504.25") +
                             element(0x10, 0x1030, "DS", " 15.4 ") + element(0x20, 0x32, "DS", "-62.3\\-61.9\\-6") +
                             element(0x28, 0x10, "US", little(26, 2)) + element(0x28, 0x1053, "DS", "1,5") + kPixels);
  auto const file = parse_dicom_file(bytes, "x");
  ASSERT_TRUE(file) << format_error(file.error());
  auto const& set = file->data_set;
  EXPECT_EQ(set.number(tag::PatientWeight), 15.4);
  EXPECT_EQ(set.numbers(tag::ImagePositionPatient), (std::vector<double>{-62.3, -61.9, -6}));
  EXPECT_EQ(set.unsigned_short(tag::Rows), 26);
  EXPECT_EQ(set.number(tag::RescaleSlope), std::nullopt);
  EXPECT_EQ(set.text(tag::RescaleSlope), "1,5");
  EXPECT_EQ(set.text(tag::PatientID), std::nullopt);
  EXPECT_EQ(format_clock(*set.date_and_time(tag::SeriesDate, tag::SeriesTime)), "2019-03-14 10:15:04.25");
  EXPECT_EQ(bytes.substr(file->layout.pixel_offset), std::string(64, '\1'));
}

TEST(DicomFile, rows_stored_as_a_long_are_not_taken_mechanics) {
  auto const file =
      parse_dicom_file(file_of(kBegin + element(0x28, 0x10, "UL", little(1ULL << 31U, 4)) + kPixels), "x");
  ASSERT_TRUE(file);
  EXPECT_EQ(file->data_set.unsigned_short(tag::Rows), std::nullopt);
}

TEST(DicomFile, creators_are_found_in_whatever_block_they_lie_mechanics) {
  auto const file = parse_dicom_file(
      file_of(kBegin + element(0x7053, 0x10, "LO", "SOMEBODY ELSE") +
              element(0x7053, 0x11, "LO", "Philips PET Private Group") + element(0x7053, 0x1000, "DS", "123.456") +
              element(0x7053, 0x1100, "UN", "0.000551") + kPixels),
      "x");
  ASSERT_TRUE(file) << format_error(file.error());
  auto const found = file->data_set.private_tag(0x7053, "PHILIPS PET Private Group ", 0);
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, (DicomTag{0x7053, 0x1100}));
  EXPECT_EQ(file->data_set.number(*found), 0.000551);
}

TEST(DicomFile, text_of_other_character_sets_is_utf8_mechanics) {
  auto const name_in = [](std::string const& set, std::string const& bytes) {
    auto const file =
        parse_dicom_file(file_of(element(8, 5, "CS", set) + kBegin + element(8, 0x103E, "LO", bytes) + kPixels), "x");
    return file ? file->data_set.text(tag::SeriesDescription).value_or("(none)") : file.error().message;
  };
  EXPECT_EQ(name_in("ISO_IR 100", "M\xFCller"), "M\xC3\xBCller");
  EXPECT_EQ(name_in("GB18030", "\xD6\xD7\xC1\xF6"), "\xE8\x82\xBF\xE7\x98\xA4");
  EXPECT_EQ(name_in("ISO_IR 192", "\xE8\x82\xBF"), "\xE8\x82\xBF");
  EXPECT_EQ(name_in("\\ISO 2022 IR 87", "\x1B$B;3ED\x1B(B"), "\xE5\xB1\xB1\xE7\x94\xB0");
  EXPECT_EQ(name_in("NO SUCH SET", "a\xFF\xFE"), "a??");
}

TEST(DicomFile, sequences_of_every_length_are_entered_mechanics) {
  auto const inner = element(0x18, 0x1074, "DS", "111000000");
  auto const closed = element(0x54, 0x16, "SQ", item(inner));
  auto const open = little(0x54, 2) + little(0x16, 2) + "SQ" + std::string(2, '\0') + little(0xFFFFFFFF, 4) +
                    little(0xFFFE, 2) + little(0xE000, 2) + little(0xFFFFFFFF, 4) + inner + little(0xFFFE, 2) +
                    little(0xE00D, 2) + little(0, 4) + little(0xFFFE, 2) + little(0xE0DD, 2) + little(0, 4);
  for (auto const& sequence : {closed, open}) {
    auto const file = parse_dicom_file(file_of(kBegin + sequence + kPixels), "x");
    ASSERT_TRUE(file) << format_error(file.error());
    EXPECT_EQ(file->data_set.first_item(tag::RadiopharmaceuticalInformationSequence).number(tag::RadionuclideTotalDose),
              111e6);
    EXPECT_EQ(file->data_set.items(tag::RadiopharmaceuticalInformationSequence).size(), 1U);
  }
}

TEST(DicomFile, wrong_bytes_are_told_from_foreign_ones_mechanics) {
  auto const refusal = [](std::string const& bytes) {
    auto const file = parse_dicom_file(bytes, "x");
    return file ? std::string("read") : file.error().message;
  };
  EXPECT_EQ(refusal(""), "the file has no bytes");
  EXPECT_EQ(refusal(std::string(131, '\0')), "not a DICOM file");
  EXPECT_EQ(refusal("Dear colleague, the scan was fine."), "not a DICOM file");
  EXPECT_EQ(refusal(kBegin + kPixels), "read");
  auto const whole = file_of(kBegin + element(0x10, 0x1030, "DS", "15.4"));
  EXPECT_NE(refusal(whole.substr(0, whole.size() - 3)).find("truncated"), std::string::npos);
  auto const huge = little(8, 2) + little(0x1030, 2) + "UT" + std::string(2, '\0') + little(0xFFFFFFFE, 4) + "x ";
  EXPECT_NE(refusal(file_of(kBegin + huge)).find("StudyDescription (0008,1030)"), std::string::npos);
  auto const open = little(0x54, 2) + little(0x16, 2) + "SQ" + std::string(2, '\0') + little(0xFFFFFFFF, 4);
  EXPECT_NE(refusal(file_of(kBegin + open)).find("delimiter is missing"), std::string::npos);
}

TEST(DicomFile, deep_nesting_is_a_limit_mechanics) {
  std::string deep;
  for (int k = 0; k < 10'000; ++k)
    deep += little(0x40, 2) + little(0xA730, 2) + "SQ" + std::string(2, '\0') + little(0xFFFFFFFF, 4) +
            little(0xFFFE, 2) + little(0xE000, 2) + little(0xFFFFFFFF, 4);
  auto const file = parse_dicom_file(file_of(kBegin + deep), "x");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, ErrorCode::limit);
  EXPECT_NE(file.error().message.find("deeper than 16"), std::string::npos);
}

TEST(DicomTime, clocks_are_read_to_the_microsecond_analytic) {
  EXPECT_EQ(
      seconds_between(*parse_date_time("20190315003604.000000+0800"), *parse_date_and_time("20190314", "233104.5")),
      3899.5);
  EXPECT_FALSE(parse_date("20190230"));
  EXPECT_FALSE(parse_time_of_day("246000"));
  EXPECT_EQ(parse_time_of_day("10:15"), (10 * 3600LL + 15 * 60) * 1'000'000);
  EXPECT_FALSE(parse_date_time("2019"));
}

}  // namespace
}  // namespace petra
