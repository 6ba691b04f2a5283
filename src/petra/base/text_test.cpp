// Numbers and words, the same in every locale.
#include "petra/base/text.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <clocale>
#include <cmath>
#include <cstdint>
#include <limits>

namespace petra {
namespace {

TEST(Text, numbers_read_back_to_the_same_double_invariant) {
  std::uint64_t state = 1;
  for (int i = 0; i < 20'000; ++i) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    auto const value = std::bit_cast<double>(state);
    if (!std::isfinite(value)) continue;
    EXPECT_EQ(parse_number(format_number(value)), value);
    EXPECT_EQ(parse_number(format_python_float(value)), value);
  }
}

TEST(Text, numbers_in_their_shortest_form_mechanics) {
  EXPECT_EQ(format_number(3), "3");
  EXPECT_EQ(format_number(-0.1), "-0.1");
  EXPECT_EQ(format_number(1e-5), "1e-05");
  EXPECT_EQ(format_number(1e22), "1e+22");
  EXPECT_EQ(format_number(NAN), "nan");
  EXPECT_EQ(format_number(-INFINITY), "-inf");
}

// Expected text: Python 3.11's repr of the same doubles.
TEST(Text, floats_as_python_prints_them_python_repr) {
  struct Row {
    double value;
    char const* text;
  };
  for (auto const& row : {Row{3, "3.0"},
                          {0.0001, "0.0001"},
                          {0.00001, "1e-05"},
                          {1e15, "1000000000000000.0"},
                          {1e16, "1e+16"},
                          {123456789012345680.0, "1.2345678901234568e+17"},
                          {9007199254740993.0, "9007199254740992.0"},
                          {-0.0, "-0.0"},
                          {0.1, "0.1"},
                          {1.0 / 3, "0.3333333333333333"},
                          {5e-324, "5e-324"},
                          {1.5e300, "1.5e+300"},
                          {NAN, "nan"},
                          {INFINITY, "inf"},
                          {-INFINITY, "-inf"}}) {
    EXPECT_EQ(format_python_float(row.value), row.text);
  }
}

TEST(Text, numbers_are_whole_or_refused_mechanics) {
  EXPECT_EQ(parse_number(" 1.5e3\t"), 1500);
  EXPECT_EQ(parse_number("+7"), 7);
  EXPECT_EQ(parse_number("-inf"), -INFINITY);
  EXPECT_TRUE(std::isnan(parse_number("NaN").value()));
  for (auto const* wrong : {"", " ", "1,5", "1.5x", "x1", "1 2", "0x10", "--1", "+-1", "++1", "1e", "1e999", "."})
    EXPECT_FALSE(parse_number(wrong).has_value()) << wrong;
  EXPECT_EQ(parse_integer(" 42 "), 42);
  EXPECT_EQ(parse_integer("+42"), 42);
  for (auto const* wrong : {"", "4.0", "1e3", "99999999999999999999", "+-4"})
    EXPECT_FALSE(parse_integer(wrong).has_value()) << wrong;
}

TEST(Text, the_locale_changes_nothing_mechanics) {
  for (auto const* name : {"de_DE.UTF-8", "tr_TR.UTF-8", "C.UTF-8"}) {
    if (std::setlocale(LC_ALL, name) == nullptr) continue;
    EXPECT_EQ(format_number(1.5), "1.5");
    EXPECT_EQ(parse_number("1.5"), 1.5);
    EXPECT_EQ(to_lower("TITLE I"), "title i");
  }
  std::setlocale(LC_ALL, "C");
}

TEST(Text, words_mechanics) {
  EXPECT_EQ(trim(" \t a b\r\n"), "a b");
  EXPECT_EQ(trim(" \n"), "");
  EXPECT_EQ(split("a,,b,", ','), (std::vector<std::string_view>{"a", "", "b", ""}));
  EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
  std::vector<std::string> const parts = {"a", "b", "c"};
  EXPECT_EQ(join(parts, ", "), "a, b, c");
  EXPECT_EQ(join(std::vector<std::string>{}, ", "), "");
}

TEST(Text, the_nearest_name_is_found_only_when_near_mechanics) {
  std::vector<std::string> const names = {"binWidth", "binCount", "label", "distances"};
  EXPECT_EQ(nearest_name("binwith", names), "binWidth");
  EXPECT_EQ(nearest_name("BINCOUNT", names), "binCount");
  EXPECT_EQ(nearest_name("lable", names), "label");
  EXPECT_FALSE(nearest_name("somethingElse", names).has_value());
  EXPECT_FALSE(nearest_name("x", std::vector<std::string>{}).has_value());
}

// RFC 3629 and Unicode's table 3-7: overlong forms, surrogates and points beyond U+10FFFF are no UTF-8.
TEST(Text, utf8_is_checked_byte_by_byte_rfc3629) {
  for (auto const* valid : {"", "abc", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                            "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"})
    EXPECT_TRUE(is_valid_utf8(valid));
  for (auto const* wrong :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xC2", "\xE2\x82", "\xF0\x9F\x98", "a\xE9z", "\xC2\xC2"}) {
    EXPECT_FALSE(is_valid_utf8(wrong));
  }
}

}  // namespace
}  // namespace petra
