// Mechanics: what a condition means, and what it refuses.

#include "petra/table/row_condition.hpp"

#include <gtest/gtest.h>

namespace petra {
namespace {

Table people() {
  return {{"age", "sex", "scan", "pet days", "limit"},
          {{"12", "female", "2020-02-29", "3", "18"},
           {"18.5", "male", "", "40", "20"},
           {"", "female", "2021-12-31", "-999", "18"},
           {"7", "NA", "2019-01-01", "30", "6"}},
          {2, 3, 4, 5},
          false};
}

// One letter per row: y, n, ? (unknown), ! (error).
std::string truths(std::string_view text, Table const& table = people()) {
  auto const condition = RowCondition::parse(text);
  if (!condition) return "cannot be parsed: " + format_error(condition.error());
  if (auto const known = condition->check_columns(table); !known) return format_error(known.error());
  std::string letters;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    auto const truth = condition->evaluate(table, row);
    letters += !truth ? '!' : *truth == Truth::yes ? 'y' : *truth == Truth::no ? 'n' : '?';
  }
  return letters;
}

TEST(RowCondition, compares_numbers_mechanics) {
  EXPECT_EQ(truths("age <= 18"), "yn?y");
  EXPECT_EQ(truths("18 >= age"), "yn?y");
  EXPECT_EQ(truths("age < limit"), "yy?n");
  EXPECT_EQ(truths("age = 1.85e1"), "ny?n");
  EXPECT_EQ(truths("age > -1"), "yy?y");
  EXPECT_EQ(truths("`pet days` <= 30"), "yn?y");  // -999 is no number of days
}

TEST(RowCondition, compares_texts_and_dates_mechanics) {
  EXPECT_EQ(truths("sex == 'female'"), "yny?");
  EXPECT_EQ(truths("sex != \"female\""), "nyn?");
  EXPECT_EQ(truths("sex in (\"female\", \"male\")"), "yyy?");
  EXPECT_EQ(truths("age not in (12, 7)"), "ny?n");
  EXPECT_EQ(truths("scan >= \"2020-01-01\""), "y?yn");
}

TEST(RowCondition, joins_in_three_valued_logic_mechanics) {
  EXPECT_EQ(truths("age <= 18 and sex == \"female\""), "yn??");
  EXPECT_EQ(truths("age <= 18 or sex == \"female\""), "ynyy");
  EXPECT_EQ(truths("not age <= 18"), "ny?n");
  EXPECT_EQ(truths("!(age <= 18) | missing(age)"), "nyyn");
  EXPECT_EQ(truths("age is missing"), "nnyn");
  EXPECT_EQ(truths("scan is not missing && age is not missing"), "ynny");
  EXPECT_EQ(truths("age <= 10 or age >= 15 and sex == 'male'"), "ny?y");  // and binds closer than or
  EXPECT_EQ(truths("(age <= 10 or age >= 15) and sex == 'male'"), "nyn?");
  EXPECT_EQ(truths("missing(`pet days`)"), "nnyn");
}

TEST(RowCondition, a_cell_of_the_wrong_kind_is_named_mechanics) {
  auto const condition = RowCondition::parse("sex <= 18");
  ASSERT_TRUE(condition);
  auto const truth = condition->evaluate(people(), 1);
  ASSERT_FALSE(truth);
  EXPECT_EQ(truth.error().subject, "line 3, column sex");
  EXPECT_NE(truth.error().message.find("male"), std::string::npos);
  EXPECT_EQ(truths("sex < scan"), "!?!?");
}

TEST(RowCondition, columns_that_are_not_there_are_named_with_the_nearest_mechanics) {
  EXPECT_NE(truths("agee <= 18").find("Did you mean age?"), std::string::npos);
}

TEST(RowCondition, refuses_what_is_no_condition_mechanics) {
  for (auto const* text : {"",
                           "  ",
                           "age",
                           "age <=",
                           "age <= 18 and",
                           "and age <= 18",
                           "(age <= 18",
                           "age <= 18)",
                           "age <= 18 19",
                           "1 < 2",
                           "'a' == 'a'",
                           "sex < 'm'",
                           "age in 12",
                           "age in (sex)",
                           "age in ()",
                           "missing(3)",
                           "age is 3",
                           "age ; 3",
                           "system('rm') == 1",
                           "age <= 18; drop",
                           "age == \"x",
                           "age <= 1.2.3",
                           "a.b(c) == 1",
                           "age + 1 < 3",
                           "not",
                           "missing age",
                           "`age <= 18"})
    EXPECT_FALSE(RowCondition::parse(text)) << text;
  EXPECT_FALSE(RowCondition::parse(std::string(3000, '(') + "age <= 1"));
  EXPECT_FALSE(RowCondition::parse(std::string(500, '(') + "age <= 1"));
  std::string nots;
  for (int k = 0; k < 200; ++k) nots += "not ";
  EXPECT_FALSE(RowCondition::parse(nots + "age <= 1"));
}

TEST(RowCondition, decimal_commas_are_numbers_in_such_a_table_mechanics) {
  auto table = people();
  table.decimal_comma = true;
  table.rows[1][0] = "18,5";
  EXPECT_EQ(truths("age == 18.5", table), "ny?n");
}

}  // namespace
}  // namespace petra
