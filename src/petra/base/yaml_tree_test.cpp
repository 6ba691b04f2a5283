#include "petra/base/yaml_tree.hpp"

#include <gtest/gtest.h>

namespace petra {
namespace {

std::string message_of(Result<YamlNode> const& result) {
  return result ? "accepted" : format_error(result.error());
}

Result<YamlNode> parse(std::string_view text) {
  return parse_yaml(text, "params.yaml");
}

void expect_refused(std::string_view text, std::string_view part, ErrorCode code = ErrorCode::invalid_input) {
  auto const result = parse(text);
  ASSERT_FALSE(result) << text.substr(0, 60);
  EXPECT_EQ(result.error().code, code) << message_of(result);
  EXPECT_NE(message_of(result).find(part), std::string::npos) << message_of(result);
  EXPECT_NE(message_of(result).find("params.yaml"), std::string::npos);
}

TEST(YamlTreeMechanics, keeps_order_lines_and_quotes) {
  auto const root = parse("setting:\n  b: 1\n  a: \"2\"\nlist: [1, x]\nnothing:\n");
  ASSERT_TRUE(root) << message_of(root);
  auto const* setting = root->find("setting");
  ASSERT_NE(setting, nullptr);
  ASSERT_EQ(setting->entries.size(), 2U);
  EXPECT_EQ(setting->entries[0].first, "b");
  EXPECT_FALSE(setting->entries[0].second.quoted);
  EXPECT_TRUE(setting->entries[1].second.quoted);
  EXPECT_EQ(setting->entries[1].second.line, 3U);
  EXPECT_EQ(root->find("list")->items.size(), 2U);
  EXPECT_EQ(root->find("nothing")->kind, YamlNode::Kind::null);
  EXPECT_EQ(root->find("absent"), nullptr);
}

TEST(YamlTreeMechanics, json_is_read_tabs_and_all) {
  auto const root =
      parse("{\n\t\"setting\": {\"binWidth\": 25, \"label\": 1},\n\t\"imageType\": {\"Original\": {}}\n}\n");
  ASSERT_TRUE(root) << message_of(root);
  EXPECT_EQ(root->find("setting")->find("binWidth")->text, "25");
}

TEST(YamlTreeMechanics, byte_order_marks_and_utf16_are_read) {
  std::string const utf8 = "setting:\n  binWidth: 5\n";
  for (bool const big_endian : {false, true}) {
    std::string utf16 = big_endian ? "\xFE\xFF" : "\xFF\xFE";
    for (char const letter : utf8) {
      if (big_endian) utf16 += '\0';
      utf16 += letter;
      if (!big_endian) utf16 += '\0';
    }
    auto const root = parse(utf16);
    ASSERT_TRUE(root) << message_of(root);
    EXPECT_EQ(root->find("setting")->find("binWidth")->text, "5");
  }
  ASSERT_TRUE(parse("\xEF\xBB\xBF" + utf8));
}

TEST(YamlTreeMechanics, an_empty_document_is_null) {
  for (auto const* text : {"", "\n\n", "# only a comment\n", "---\n"}) {
    auto const root = parse(text);
    ASSERT_TRUE(root) << text;
    EXPECT_EQ(root->kind, YamlNode::Kind::null) << text;
  }
}

TEST(YamlTreeMechanics, refuses_with_file_and_line) {
  expect_refused("a: 1\nb: 2\na: 3\n", "\"a\" stands twice, on lines 1 and 3");   // Y5
  expect_refused("setting:\n\tbinWidth: 25\n", "line 2 is indented with a tab");  // Y6
  expect_refused("a: &x 1\nb: *x\n", "line 1 holds an anchor");
  expect_refused("&x [*x]\n", "an anchor (&x)");                               // Y9
  expect_refused("a: !!python/object/apply:os.system [ls]\n", "holds a tag");  // Y10
  expect_refused("a: !!str 5\n", "holds a tag");
  expect_refused("a: 1\n---\nb: 2\n", "more than one YAML document");
  expect_refused("a: [1, 2\n", "not YAML or JSON");
  expect_refused(std::string("a: 1\0", 5), "NUL");
  expect_refused("a: \xE4\n", "not UTF-8");
  expect_refused("? [1, 2]\n: 3\n", "key that is not a plain word");
}

TEST(YamlTreeMechanics, billion_laughs_is_refused) {  // Y8
  std::string text = "a: &a [lol, lol]\n";
  for (char c = 'b'; c <= 'i'; ++c)
    text += std::string(1, c) + ": &" + c + " [*" + static_cast<char>(c - 1) + ", *" + static_cast<char>(c - 1) + "]\n";
  expect_refused(text, "line 1 holds an anchor");
}

TEST(YamlTreeMechanics, limits_are_told) {
  expect_refused(std::string(5000, '[') + std::string(5000, ']'), "deeper than the limit of 32",
                 ErrorCode::limit);  // Y7
  std::string nested;
  for (int depth = 0; depth < 40; ++depth) nested += std::string(static_cast<std::size_t>(depth), ' ') + "k:\n";
  expect_refused(nested, "deeper than the limit of 32", ErrorCode::limit);
  expect_refused(std::string(1'000'001, ' '), "more than the limit of 1000000 bytes", ErrorCode::limit);
}

TEST(YamlTreeMechanics, many_keys_do_not_take_long) {
  std::string text;
  for (int i = 0; i < 60000; ++i) text += "k" + std::to_string(i) + ": 1\n";
  auto const root = parse(text);
  ASSERT_TRUE(root) << message_of(root);
  EXPECT_EQ(root->entries.size(), 60000U);
}

}  // namespace
}  // namespace petra
