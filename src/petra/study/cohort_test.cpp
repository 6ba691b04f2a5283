// Mechanics of the cohort's table: C and T rows of the bad-input catalogue.

#include "petra/study/cohort.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace petra {
namespace {

StudyDefinition definition() {
  auto parsed = parse_study(
      "outcome: {column: y, positive: 1}\nfeatures: {table: f.csv}\nsplit: {column: set}\n"
      "clinical: {continuous: [{column: age, unit: years}], categorical: [{column: sex, reference: M}]}\n",
      "study.yaml");
  EXPECT_TRUE(parsed.has_value());
  return std::move(*parsed);
}

Result<Cohort> cohort_of(std::string const& rows) {
  auto const table = parse_csv("id,y,set,age,sex\n" + rows, "cohort.csv");
  EXPECT_TRUE(table.has_value());
  return make_cohort(definition(), *table, ".", "cohort.csv");
}

std::string refusal(std::string const& rows) {
  auto const cohort = cohort_of(rows);
  return cohort ? std::string() : format_error(cohort.error());
}

std::string const kGood = "a,0,train,3,F\nb,1,train,4,M\nc,0,test,5,F\nd,1,test,6,M\n";

TEST(Cohort, types_a_good_table_mechanics) {
  auto const cohort = cohort_of("a,0,train,3,F\nb,1,train,4,M\nc,0,test,5,M\nd,1,test,6,F\n");
  ASSERT_TRUE(cohort.has_value()) << format_error(cohort.error());
  ASSERT_EQ(cohort->patients.size(), 4U);
  EXPECT_EQ(cohort->patients[1].outcome, 1);
  EXPECT_FALSE(cohort->patients[2].training);
  EXPECT_EQ(cohort->clinical[1].levels, (std::vector<std::string>{"M", "F"}));
  EXPECT_EQ(cohort->clinical[1].values, (std::vector<double>{1, 0, 0, 1}));
}

TEST(Cohort, everything_wrong_is_told_at_once_mechanics) {
  auto const text = refusal("a,0,train,x,F\na,2,train,4,M\nb,3,middle,5,F\n");
  for (auto const* part :
       {"is there twice", "\"x\" is not a number", "an outcome has two values", "middle is neither train nor test"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
}

TEST(Cohort, one_class_is_refused_mechanics) {
  EXPECT_NE(refusal("a,1,train,3,F\nb,1,test,4,M\n").find("one class only"), std::string::npos);
  EXPECT_NE(refusal("a,0,train,3,F\nb,0,test,4,M\n").find("no patient has the value 1"), std::string::npos);
}

TEST(Cohort, leaks_are_refused_mechanics) {
  EXPECT_NE(refusal(kGood).find("it is the outcome itself"), std::string::npos);
}  // sex tells y

TEST(Cohort, empty_cells_leave_complete_cases_mechanics) {
  auto const cohort =
      cohort_of("a,0,train,3,F\nb,1,train,4,M\nc,0,test,,M\nd,1,test,-999,F\ne,NA,test,4,F\nf,1,test,5,F\n");
  ASSERT_TRUE(cohort.has_value()) << format_error(cohort.error());
  EXPECT_EQ(cohort->patients.size(), 3U);
  ASSERT_EQ(cohort->excluded.size(), 3U);
  EXPECT_EQ(cohort->excluded[0].row, 3U);
  EXPECT_EQ(cohort->excluded[2].reason, "no value in y");
  EXPECT_TRUE(std::any_of(cohort->warnings.begin(), cohort->warnings.end(),
                          [](auto const& w) { return w.find("3 of 6 patients are left out") != std::string::npos; }));
}

TEST(Cohort, odd_ages_are_told_mechanics) {
  auto const cohort = cohort_of("a,0,train,300,F\nb,1,train,4,M\nc,0,test,5,M\nd,1,test,6,F\n");
  ASSERT_TRUE(cohort.has_value());
  ASSERT_FALSE(cohort->warnings.empty());
  EXPECT_NE(cohort->warnings[0].find("is the unit right?"), std::string::npos);
}

TEST(Cohort, both_sets_need_both_outcomes_mechanics) {
  auto cohort = cohort_of("a,0,train,3,F\nb,1,train,4,M\nc,1,test,5,M\nd,1,test,6,F\n");
  ASSERT_TRUE(cohort.has_value());
  auto const done = complete_sets(definition(), *cohort);
  ASSERT_FALSE(done.has_value());
  EXPECT_NE(format_error(done.error()).find("all 2 patients have the same outcome"), std::string::npos);
}

}  // namespace
}  // namespace petra
