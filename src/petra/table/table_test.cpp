// Mechanics of CSV in and out, and the rows of the bad-input catalogue that concern tables (C9–C12, C14, T4, T6, T13).
#include "petra/table/table.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "petra/base/file.hpp"
#include "petra/base/gzip.hpp"

namespace petra {
namespace {

std::string message_of(Error const& error) {
  return format_error(error);
}

// The error of a text that must be refused.
std::string refusal(std::string_view text, CsvLimits const& limits = {}) {
  auto const table = parse_csv(text, "t.csv", limits);
  EXPECT_FALSE(table.has_value()) << text;
  return table.has_value() ? std::string() : message_of(table.error());
}

Table parsed(std::string_view text, std::vector<std::string>* warnings = nullptr) {
  auto table = parse_csv(text, "t.csv", {}, warnings);
  EXPECT_TRUE(table.has_value()) << (table.has_value() ? "" : message_of(table.error()));
  return table.has_value() ? std::move(table).value() : Table{};
}

using Rows = std::vector<std::vector<std::string>>;

TEST(Csv, reads_quotes_line_ends_and_line_numbers_mechanics) {
  auto const table = parsed("a,b\r\n1,\"x,\"\"y\"\"\"\r\n\r\n\"two\nlines\",3\r\n,\"\"");
  EXPECT_EQ(table.columns, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(table.rows, (Rows{{"1", "x,\"y\""}, {"two\nlines", "3"}, {"", ""}}));
  EXPECT_EQ(table.lines, (std::vector<std::size_t>{2, 4, 6}));
  EXPECT_EQ(parsed("a,b\r1,2\r3,4").rows, (Rows{{"1", "2"}, {"3", "4"}}));
  EXPECT_EQ(parsed(" a , b\n1, 2 \n").rows, (Rows{{"1", " 2 "}}));
  EXPECT_EQ(parsed(" a , b\n").columns, (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(parsed("a,b\n").rows.empty());
}

TEST(Csv, reads_utf8_and_utf16_with_their_marks_mechanics) {
  EXPECT_EQ(parsed("\xEF\xBB\xBFid,şehir\n1,İzmir\n").columns[0], "id");
  using namespace std::string_literals;
  EXPECT_EQ(parsed("\xFF\xFE"
                   "i\0d\0\n\0\x30\x01\n\0"s)
                .rows,
            (Rows{{"İ"}}));
  EXPECT_EQ(parsed("\xFE\xFF"
                   "\0i\0d\0\n\xD8\x3D\xDE\x00\0\n"s)
                .rows,
            (Rows{{"😀"}}));
  EXPECT_NE(refusal("\xFF\xFE"
                    "i\0d"s)
                .find("odd number"),
            std::string::npos);
  EXPECT_NE(refusal("\xFF\xFE"
                    "i\0\n\0\x00\xD8\n\0"s)
                .find("surrogate"),
            std::string::npos);
}

TEST(Csv, C9_semicolons_and_decimal_commas_are_read_with_a_warning_mechanics) {
  std::vector<std::string> warnings;
  auto const table = parsed("id;age;note\n1;3,5;a, b\n2;NA;c\n3;-1;d\n", &warnings);
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_NE(warnings[0].find("decimal mark"), std::string::npos);
  auto const age = number_column(table, "age", "t.csv");
  ASSERT_TRUE(age.has_value());
  EXPECT_EQ((*age)[0], 3.5);
  EXPECT_TRUE(std::isnan((*age)[1]));
  EXPECT_EQ((*age)[2], -1);
  // Semicolons with decimal points stay points, and a point beside decimal commas may mean thousands: refused.
  EXPECT_EQ((*number_column(parsed("id;age\n1;3.5\n"), "age", "t.csv"))[0], 3.5);
  auto const mixed = number_column(parsed("id;age;vma\n1;3,5;1.234\n"), "vma", "t.csv");
  ASSERT_FALSE(mixed.has_value());
  EXPECT_NE(message_of(mixed.error()).find("1.234"), std::string::npos);
  EXPECT_EQ(parsed("a\tb\n1\t2\n", &warnings).rows, (Rows{{"1", "2"}}));
}

TEST(Csv, C10_C11_C14_broken_text_is_refused_by_line_mechanics) {
  EXPECT_NE(refusal("a,b\n1,2\n3,\"x\n4,5\n").find("t.csv line 3: a quote opens in column 2"), std::string::npos);
  EXPECT_NE(refusal("a,b\n1,\"x\"y\n").find("line 2: text follows the closing quote"), std::string::npos);
  EXPECT_NE(refusal(std::string_view("a,b\n1,\0002\n", 9)).find("line 2: has a NUL byte"), std::string::npos);
  auto const latin1 = refusal("a,b\n1,2\nG\xFCl,3\n");
  EXPECT_NE(latin1.find("line 3"), std::string::npos) << latin1;
  EXPECT_NE(latin1.find("Latin-1"), std::string::npos) << latin1;
  EXPECT_NE(refusal(std::string_view("a\0,\0b\0\n\0", 8)).find("UTF-16"), std::string::npos);
}

TEST(Csv, headers_and_shapes_are_checked_mechanics) {
  EXPECT_NE(refusal("").find("header"), std::string::npos);
  EXPECT_NE(refusal("\n\r\n").find("header"), std::string::npos);
  EXPECT_NE(refusal("a,,c\n").find("column 2 of 3 has no name"), std::string::npos);
  EXPECT_NE(refusal("a,b,a\n").find("columns 1 and 3 are both named a"), std::string::npos);
  auto const shape = refusal("a,b\n1\n1,2\n1,2,3\n");
  EXPECT_NE(shape.find("header has 2 columns, but line 2 has 1, line 4 has 3"), std::string::npos) << shape;
}

TEST(Csv, C12_limits_are_named_mechanics) {
  EXPECT_NE(refusal("a,b,c\n", {.maximum_columns = 2}).find("more columns than the limit of 2"), std::string::npos);
  EXPECT_NE(refusal("a\n1\n2\n3\n", {.maximum_rows = 2}).find("line 4: has more rows than the limit of 2"),
            std::string::npos);
  EXPECT_NE(refusal("a\n12345\n", {.maximum_cell_bytes = 4}).find("more bytes in one cell"), std::string::npos);
  EXPECT_NE(refusal("a,b\n1,2\n3,4\n", {.maximum_cells = 3}).find("more cells"), std::string::npos);
  EXPECT_NE(refusal(std::string(1'000'000, ',')).find("more columns than the limit of 20000"), std::string::npos);
}

TEST(Csv, T4_T6_numbers_missing_and_ambiguous_mechanics) {
  auto const table = parsed("a,b\n1,NA\n2.5e-3,n/a\n inf,.\n-4,null\n+7,\n-999,NaN\n");
  EXPECT_EQ(*number_column(table, "a", "t"), (std::vector<double>{1, 2.5e-3, INFINITY, -4, 7, -999}));
  auto const missing = number_column(table, "b", "t");
  ASSERT_TRUE(missing.has_value());
  for (double const value : *missing) EXPECT_TRUE(std::isnan(value));
  auto const bad = number_column(parsed("a,b\n1,2\n\"1.234,5\",2\n\"3,5\",1\n"), "a", "t.csv");
  ASSERT_FALSE(bad.has_value());
  EXPECT_NE(
      message_of(bad.error()).find("t.csv column a: holds what is not a number: line 3: \"1.234,5\", line 4: \"3,5\""),
      std::string::npos)
      << message_of(bad.error());
  auto const absent = number_column(table, "A", "t");
  ASSERT_FALSE(absent.has_value());
  EXPECT_NE(message_of(absent.error()).find("Did you mean a?"), std::string::npos);
}

TEST(Csv, T13_formulas_get_an_apostrophe_and_numbers_do_not_mechanics) {
  Table table;
  table.columns = {"id", "x"};
  table.rows = {
      {"=cmd|' /C calc'!A0", "-1.5"}, {"+1", "@SUM(A1)"}, {"-", "-inf"}, {"a\"b", "-2+3,4"}, {"\t=1", "(Intercept)"}};
  EXPECT_EQ(format_csv(table),
            "id,x\n'=cmd|' /C calc'!A0,-1.5\n+1,'@SUM(A1)\n-,-inf\n\"a\"\"b\",\"'-2+3,4\"\n\"'\t=1\",(Intercept)\n");
}

TEST(Csv, written_tables_read_back_invariant) {
  Table table;
  table.columns = {"one"};
  table.rows = {{""}, {"a\nb"}, {"\"q\""}, {"c,d"}, {"x"}};
  EXPECT_EQ(parsed(format_csv(table)).rows, table.rows);
  table.columns = {"a;b;c", "d"};
  table.rows = {{"1;2", "3\t4"}};
  EXPECT_EQ(parsed(format_csv(table)).columns, table.columns);
  EXPECT_EQ(parsed(format_csv(table)).rows, table.rows);
}

TEST(Csv, gzip_by_content_and_its_damage_mechanics) {
  auto const folder = std::filesystem::temp_directory_path() / "petra_table_test";
  std::filesystem::create_directories(folder);
  Table table;
  table.columns = {"a", "b"};
  for (int i = 0; i < 1000; ++i) table.rows.push_back({std::to_string(i), "text"});
  auto const path = folder / "t.csv.gz";
  ASSERT_TRUE(write_csv(path, table).has_value());
  auto bytes = read_file(path);
  ASSERT_TRUE(bytes.has_value());
  ASSERT_TRUE(is_gzip(*bytes));
  auto const back = read_csv(path);
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->rows, table.rows);
  ASSERT_TRUE(write_whole_file(path, std::string_view(*bytes).substr(0, bytes->size() / 2)).has_value());
  auto const cut = read_csv(path);
  ASSERT_FALSE(cut.has_value());
  EXPECT_NE(message_of(cut.error()).find("ends early"), std::string::npos);
  (*bytes)[bytes->size() / 2] ^= 0x55;
  ASSERT_TRUE(write_whole_file(path, *bytes).has_value());
  EXPECT_FALSE(read_csv(path).has_value());
  std::string const zeros(32U << 20U, '0');
  ASSERT_TRUE(write_whole_file(path, compress_gzip(std::as_bytes(std::span(zeros)), 9)).has_value());
  auto const bomb = read_csv(path);
  ASSERT_FALSE(bomb.has_value());
  EXPECT_EQ(bomb.error().code, ErrorCode::limit) << message_of(bomb.error());
  EXPECT_EQ(read_csv(folder).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(read_csv(folder / "none.csv").error().code, ErrorCode::not_found);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace petra
