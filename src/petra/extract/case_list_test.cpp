#include "petra/extract/case_list.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "petra/extract/merge.hpp"
#include "petra/extract/output.hpp"

namespace petra {
namespace {

class CaseListMechanics : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(file_); }
  Result<CaseList> read(std::string const& text, std::vector<std::string> const& output = {}) {
    std::ofstream(file_, std::ios::binary) << text;
    return read_case_list(file_, 1, output, warnings_);
  }
  void expect_refused(std::string const& text, std::vector<std::string> const& parts,
                      std::vector<std::string> const& output = {}) {
    auto const list = read(text, output);
    ASSERT_FALSE(list) << text;
    auto const message = format_error(list.error());
    for (auto const& part : parts) EXPECT_NE(message.find(part), std::string::npos) << message;
  }
  std::filesystem::path file_ =
      std::filesystem::path(testing::TempDir()) / ("petra_cases_" + std::to_string(::getpid()) + ".csv");
  std::vector<std::string> warnings_;
};

TEST_F(CaseListMechanics, paths_are_relative_to_the_list_and_labels_are_read) {
  auto const list = read("ID,Image,Mask,Label,Label_channel,Sex\nA,i/1.nrrd,m1.nrrd,2,,F\n,/abs/2.nrrd,m2.nrrd,,1,M\n");
  ASSERT_TRUE(list) << format_error(list.error());
  auto const folder = file_.parent_path();
  EXPECT_EQ(list->cases[0].image, folder / "i/1.nrrd");
  EXPECT_EQ(list->cases[0].label, 2);
  EXPECT_EQ(list->cases[1].image, "/abs/2.nrrd");
  EXPECT_FALSE(list->cases[1].label);
  EXPECT_EQ(list->cases[1].label_channel, 1);
  EXPECT_EQ(list->names, (std::vector<std::string>{"A", "line 3"}));
  EXPECT_EQ(list->table.rows[1].back(), "M");
}

TEST_F(CaseListMechanics, a_bad_row_fails_alone) {
  auto const list = read("Image,Mask,Label\na.nrrd,b.nrrd,one\n,b.nrrd,1\na.nrrd,c.nrrd,1\na.nrrd,d.nrrd,0\n");
  ASSERT_TRUE(list);
  EXPECT_TRUE(list->errors[0] && list->errors[1] && list->errors[3]);
  EXPECT_FALSE(list->errors[2]);
  EXPECT_NE(format_error(*list->errors[0]).find("line 2, column Label: is \"one\""), std::string::npos);
  EXPECT_NE(format_error(*list->errors[1]).find("column Image: is empty"), std::string::npos);
}

TEST_F(CaseListMechanics, wrong_lists_are_refused_with_all_that_is_wrong) {
  expect_refused("Image,Seg\na,b\n", {"lacks the column Mask", "Image, Seg"});
  expect_refused("a.nrrd,b.nrrd\nc.nrrd,d.nrrd\n", {"has no header"});
  expect_refused("Image,Mask\n", {"no cases"});
  expect_refused("ID,Image,Mask\nA,a,b\nA,c,d\nB,a,b\n", {"2 problems", "ID \"A\" stands twice, on lines 2 and 3",
                                                          "same image, mask and label stand twice, on lines 2 and 4"});
  expect_refused("Image,Mask,Label\na,b,1\na,b,\n", {"stand twice"});
  expect_refused("Image,Mask\nx/../a,b\na,./b\n", {"stand twice"});
  expect_refused("Image,Mask,petra_error\na,b,c\n", {"petra_error", "twice in the output"}, {"petra_error"});
  EXPECT_TRUE(read("Image,Mask,Label\na,b,1\na,b,2\n"));
}

TEST_F(CaseListMechanics, shards_deal_every_row_once_whatever_their_number) {
  std::string text = "Image,Mask\n";
  for (int i = 0; i < 11; ++i) text += "i" + std::to_string(i * 7 % 11) + ",m\n";
  auto const list = read(text);
  ASSERT_TRUE(list);
  for (std::size_t const count : {1U, 2U, 7U, 64U}) {
    std::vector<std::size_t> all;
    for (std::size_t number = 0; number < count; ++number) {
      auto const rows = rows_of_shard(*list, {number, count});
      EXPECT_TRUE(std::is_sorted(rows.begin(), rows.end()));
      all.insert(all.end(), rows.begin(), rows.end());
    }
    std::sort(all.begin(), all.end());
    ASSERT_EQ(all.size(), 11U);
    for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i], i);
  }
  EXPECT_TRUE(parse_shard("0/1"));
  for (auto const* text_of_shard : {"", "1", "2/2", "-1/2", "a/b", "1/0", "1/2/3"})
    EXPECT_FALSE(parse_shard(text_of_shard)) << text_of_shard;
}

std::string part_cell(std::size_t shard, std::size_t row, std::string const& list = "abc") {
  return format_part({shard, 2, row, 3, list});
}

PartFile part(std::string const& name, std::vector<std::pair<std::string, std::string>> const& rows) {
  std::string text = "Image,v,petra_part,petra_error\n";
  for (auto const& [cell, image] : rows) text += image + ",1," + cell + ",\n";
  return {name, text};
}

TEST(MergeMechanics, rows_come_in_the_lists_order_without_the_part_column) {
  auto const merged = merge_parts(
      {part("b", {{part_cell(1, 1), "two"}}), part("a", {{part_cell(0, 0), "one"}, {part_cell(0, 2), "three"}})});
  ASSERT_TRUE(merged) << format_error(merged.error());
  EXPECT_EQ(merged->text, "Image,v,petra_error\none,1,\ntwo,1,\nthree,1,\n");
}

TEST(MergeMechanics, holes_doubles_and_strangers_are_integrity_errors) {
  auto const a = part("a", {{part_cell(0, 0), "one"}, {part_cell(0, 2), "three"}});
  auto const hole = merge_parts({a});
  ASSERT_FALSE(hole);
  EXPECT_EQ(hole.error().code, ErrorCode::integrity);
  EXPECT_NE(
      format_error(hole.error()).find("1 of 3 rows of the list are missing (row 2); nothing is there of shard 1/2"),
      std::string::npos)
      << format_error(hole.error());
  EXPECT_EQ(merge_parts({a, a}).error().code, ErrorCode::integrity);
  EXPECT_EQ(merge_parts({a, part("b", {{part_cell(1, 1, "other"), "two"}})}).error().code, ErrorCode::integrity);
  EXPECT_FALSE(merge_parts({a, {"plain", "Image,petra_error\nx,\n"}}));
  EXPECT_FALSE(merge_parts({a, {"json", "[\n]\n"}}));
}

TEST(MergeMechanics, a_part_cell_reads_back) {
  auto const back = parse_part(part_cell(1, 2));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->shard, 1U);
  EXPECT_EQ(back->row, 2U);
  EXPECT_EQ(back->rows, 3U);
  for (auto const* text : {"", "shard 2/2 row 0/3 list a", "shard 0/2 row 3/3 list a", "shard 0/2 row 0/3"})
    EXPECT_FALSE(parse_part(text)) << text;
}

}  // namespace
}  // namespace petra
