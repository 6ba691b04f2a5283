// Inflating: complete, cut, too long, damaged, several members; both wrappers; bombs stopped.
#include "petra/base/gzip.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace petra {
namespace {

std::string sample(std::size_t size) {
  std::string text(size, '\0');
  std::uint32_t state = 1;
  for (char& c : text) {
    state = state * 1664525U + 1013904223U;
    c = static_cast<char>('a' + (state >> 28U));
  }
  return text;
}

std::string gzip(std::string_view text, int level = 6) {
  return compress_gzip(std::as_bytes(std::span(text)), level);
}

InflateStatus status_of(std::string_view packed, std::size_t size) {
  std::vector<std::byte> out(size);
  auto const [status, written] = inflate_into(packed, out);
  EXPECT_LE(written, size);
  return status;
}

TEST(Gzip, what_goes_in_comes_out_invariant) {
  for (std::size_t const size : {0UL, 1UL, 100UL, 70'000UL, 3'000'000UL}) {
    auto const text = sample(size);
    for (int const level : {0, 1, 6, 9}) {
      for (auto const& packed : {gzip(text, level), compress_zlib(std::as_bytes(std::span(text)), level)}) {
        std::string back(size, '?');
        auto const [status, written] = inflate_into(packed, std::as_writable_bytes(std::span(back)));
        EXPECT_EQ(status, InflateStatus::complete) << size << " " << level;
        EXPECT_EQ(back, text);
        EXPECT_EQ(inflate_text(packed, "t", 1U << 30U).value(), text);
      }
    }
  }
}

TEST(Gzip, the_five_ways_a_stream_can_end_mechanics) {
  auto const text = sample(10'000);
  auto const packed = gzip(text);
  EXPECT_EQ(status_of(packed, 10'000), InflateStatus::complete);
  EXPECT_EQ(status_of(packed, 10'001), InflateStatus::too_short);
  EXPECT_EQ(status_of(packed, 9'999), InflateStatus::too_long);
  for (std::size_t const cut : {1UL, 8UL, 9UL, 100UL, 3000UL})
    EXPECT_EQ(status_of(packed.substr(0, packed.size() - cut), 10'000), InflateStatus::too_short) << cut;
  auto damaged = packed;
  damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 0x10);
  EXPECT_EQ(status_of(damaged, 10'000), InflateStatus::corrupt);
  EXPECT_EQ(status_of("plain text", 10), InflateStatus::corrupt);
  EXPECT_EQ(status_of("", 10), InflateStatus::too_short);
}

TEST(Gzip, members_follow_each_other_and_padding_is_passed_over_mechanics) {
  auto const text = sample(5'000);
  auto const two = gzip(text.substr(0, 1234)) + gzip(text.substr(1234));
  EXPECT_EQ(status_of(two, 5'000), InflateStatus::complete);
  EXPECT_EQ(status_of(two + std::string(100, '\0'), 5'000), InflateStatus::complete);
  EXPECT_EQ(status_of(two, 5'001), InflateStatus::too_short);
  EXPECT_EQ(status_of(two, 4'999), InflateStatus::too_long);
  EXPECT_EQ(inflate_text(two, "t", 1U << 20U).value(), text);
  EXPECT_EQ(inflate_prefix(two, 2000), text.substr(0, 2000));
  EXPECT_EQ(inflate_prefix("\x1f\x8b\x08", 10), "");
}

TEST(Gzip, text_is_bounded_in_size_and_ratio_mechanics) {
  auto const text = sample(100'000);
  EXPECT_EQ(inflate_text(gzip(text), "t", 99'999).error().code, ErrorCode::limit);
  std::string const zeros(64U << 20U, '0');
  EXPECT_EQ(inflate_text(gzip(zeros, 9), "t", 1U << 30U).error().code, ErrorCode::limit);
  auto const cut = inflate_text(gzip(text).substr(0, 1000), "t.gz", 1U << 30U);
  ASSERT_FALSE(cut.has_value());
  EXPECT_NE(format_error(cut.error()).find("t.gz: its gzip data ends early"), std::string::npos)
      << format_error(cut.error());
}

TEST(Gzip, same_bytes_in_same_bytes_out_invariant) {
  EXPECT_EQ(gzip(sample(1000)), gzip(sample(1000)));
}

}  // namespace
}  // namespace petra
