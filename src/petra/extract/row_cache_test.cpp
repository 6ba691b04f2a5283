#include "petra/extract/row_cache.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cmath>
#include <fstream>

#include "petra/extract/row_text.hpp"

namespace petra {
namespace {

class RowCacheMechanics : public testing::Test {
 protected:
  void SetUp() override {
    file_ = std::filesystem::path(testing::TempDir()) / ("petra_row_cache_" + std::to_string(::getpid()) + ".sqlite");
    remove();
  }
  void TearDown() override { remove(); }
  void remove() const {
    for (auto const* ending : {"", "-wal", "-shm", "-journal"}) std::filesystem::remove(file_.string() + ending);
  }
  void run_sql(std::string const& sql) const {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(file_.c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
    sqlite3_close(database);
  }
  std::filesystem::path file_;
  RowKey const key_{"image", "mask", "settings"};
};

FeatureRow some_row() {
  FeatureRow row;
  row.diagnostics = {{"diagnostics_Image-original_Mean", "-150.0"}, {"diagnostics_Image-original_Size", "[3, 4, 5]"}};
  row.values = {{0.1, Reason::none},
                {-0.0, Reason::none},
                {1e-300, Reason::one_grey_level},
                {NAN, Reason::not_finite},
                {12345.678901234567, Reason::none}};
  row.warnings = {"a \"warning\""};
  return row;
}

TEST_F(RowCacheMechanics, a_stored_row_comes_back_to_the_last_bit) {
  auto const row = some_row();
  {
    auto cache = RowCache::open(file_);
    ASSERT_TRUE(cache);
    auto const before = (*cache)->find(key_, row.values.size());
    ASSERT_TRUE(before);
    EXPECT_FALSE(*before);
    ASSERT_TRUE((*cache)->begin(key_));
    ASSERT_TRUE((*cache)->store(key_, row, default_settings(), {"a", "b", "c", "d", "e"}));
  }
  auto cache = RowCache::open(file_);
  ASSERT_TRUE(cache);
  auto const found = (*cache)->find(key_, row.values.size());
  ASSERT_TRUE(found && *found);
  auto const& back = **found;
  EXPECT_EQ(back.diagnostics, row.diagnostics);
  EXPECT_EQ(back.warnings, row.warnings);
  for (std::size_t i = 0; i < row.values.size(); ++i) {
    EXPECT_EQ(back.values[i].reason, row.values[i].reason);
    EXPECT_TRUE(back.values[i].value == row.values[i].value || std::isnan(row.values[i].value)) << i;
    EXPECT_EQ(std::signbit(back.values[i].value), std::signbit(row.values[i].value)) << i;
  }
  for (RowKey const& other :
       {RowKey{"other", "mask", "settings"}, RowKey{"image", "other", "settings"}, RowKey{"image", "mask", "other"}}) {
    auto const absent = (*cache)->find(other, row.values.size());
    ASSERT_TRUE(absent);
    EXPECT_FALSE(*absent) << "every part of the key counts";
  }
}

TEST_F(RowCacheMechanics, a_changed_row_is_an_integrity_error) {
  {
    auto cache = RowCache::open(file_);
    ASSERT_TRUE(cache);
    ASSERT_TRUE((*cache)->store(key_, some_row(), default_settings(), {}));
  }
  run_sql("UPDATE rows SET feature_values = replace(feature_values, '0.1', '0.2')");
  auto cache = RowCache::open(file_);
  ASSERT_TRUE(cache);
  auto const found = (*cache)->find(key_, some_row().values.size());
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::integrity);
  EXPECT_NE(format_error(found.error()).find("checksum"), std::string::npos);
}

TEST_F(RowCacheMechanics, foreign_newer_and_damaged_files_are_integrity_errors) {
  run_sql("CREATE TABLE something (a)");
  EXPECT_EQ(RowCache::open(file_).error().code, ErrorCode::integrity);
  remove();
  { ASSERT_TRUE(RowCache::open(file_)); }
  run_sql("PRAGMA user_version = 99");
  auto const newer = RowCache::open(file_);
  ASSERT_FALSE(newer);
  EXPECT_NE(format_error(newer.error()).find("newer petra"), std::string::npos);
  remove();
  std::ofstream(file_) << std::string(5000, 'x');
  auto const damaged = RowCache::open(file_);
  ASSERT_FALSE(damaged);
  EXPECT_EQ(damaged.error().code, ErrorCode::integrity) << format_error(damaged.error());
  EXPECT_EQ(error_row(RowCache::open("/nowhere/at/all.sqlite").error().code).exit_status, 3);
}

TEST(RowTextMechanics, text_that_is_not_a_row_is_refused) {
  auto const good = format_row(some_row());
  ASSERT_TRUE(parse_row(good, 5));
  EXPECT_FALSE(parse_row(good, 4)) << "another number of values";
  for (auto const part : {&RowText::diagnostics, &RowText::reasons, &RowText::warnings, &RowText::values}) {
    auto bad = good;
    bad.*part = "{";
    EXPECT_FALSE(parse_row(bad, 5));
    EXPECT_NE(row_checksum(bad), row_checksum(good));
  }
}

}  // namespace
}  // namespace petra
