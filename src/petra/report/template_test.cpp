// Mechanics of the template, and of what keeps a name from becoming markup.

#include "petra/report/template.hpp"

#include <gtest/gtest.h>

namespace petra {
namespace {

using Json = nlohmann::ordered_json;

std::string rendered(std::string_view text, Json const& data) {
  auto result = render_template(text, data);
  return result ? *result : "error: " + result.error().message;
}

TEST(Template, values_are_escaped_mechanics) {
  EXPECT_EQ(rendered("<p>{{a}}</p>", {{"a", "<script>alert('1')</script> & \"x\""}}),
            "<p>&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;x&quot;</p>");
  EXPECT_EQ(rendered("{{{a}}}", {{"a", "<b>"}}), "<b>");
  EXPECT_EQ(rendered("[{{missing}}]", Json::object()), "[]");
}

TEST(Template, sections_repeat_and_vanish_mechanics) {
  Json const data = {{"list", {"a", "b"}}, {"none", Json::array()}, {"yes", true}, {"inner", {{"x", 1}}}, {"y", 2}};
  EXPECT_EQ(rendered("{{#list}}<{{.}}>{{/list}}", data), "<a><b>");
  EXPECT_EQ(rendered("{{#none}}x{{/none}}{{^none}}empty{{/none}}", data), "empty");
  EXPECT_EQ(rendered("{{#yes}}yes{{/yes}}{{^yes}}no{{/yes}}", data), "yes");
  EXPECT_EQ(rendered("{{#inner}}{{x}}{{y}}{{/inner}}", data), "12");
  EXPECT_EQ(rendered("{{#list}}{{#list}}{{.}}{{/list}};{{/list}}", data), "ab;ab;");
}

TEST(Template, broken_templates_are_errors_mechanics) {
  for (auto const* text : {"{{#a}}", "{{/a}}", "{{a", "{{#a}}{{#b}}{{/a}}{{/b}}"})
    EXPECT_FALSE(render_template(text, {{"a", true}, {"b", true}}).has_value()) << text;
}

TEST(Template, json_cannot_leave_its_script_mechanics) {
  auto const text = json_for_script({{"name", "</script><script>alert(1)</script><!--"}});
  EXPECT_EQ(text.find("</"), std::string::npos);
  EXPECT_EQ(text.find("<!--"), std::string::npos);
  EXPECT_EQ(Json::parse(text)["name"], "</script><script>alert(1)</script><!--");
}

}  // namespace
}  // namespace petra
