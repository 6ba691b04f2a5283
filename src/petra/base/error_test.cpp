// Errors and results: every code has its row, messages read as sentences, the chain of "while" lines is kept.
#include <gtest/gtest.h>

#include <cerrno>
#include <memory>
#include <set>

#include "petra/base/result.hpp"

namespace petra {
namespace {

TEST(ErrorRows, every_code_has_one_row_with_a_status_of_the_design_mechanics) {
  std::set<std::string_view> names;
  for (int code = 0; code <= static_cast<int>(ErrorCode::bug); ++code) {
    auto const& row = error_row(static_cast<ErrorCode>(code));
    EXPECT_EQ(static_cast<int>(row.code), code);
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_TRUE((std::set<int>{2, 3, 4, 70, 75, 130}.count(row.exit_status))) << row.name;
  }
  EXPECT_EQ(names.size(), kErrorRows.size());
}

TEST(Error, reads_as_a_sentence_with_its_chain_mechanics) {
  auto error = make_error(ErrorCode::invalid_input, "a.nrrd", "is empty", "Give a volume")
                   .while_doing("reading the mask")
                   .while_doing("case 3");
  EXPECT_EQ(format_error(error), "a.nrrd: is empty. Give a volume. (while reading the mask) (while case 3)");
  EXPECT_EQ(format_error(make_error(ErrorCode::usage, "", "what?")), "what?");
}

TEST(Error, errno_chooses_the_code_mechanics) {
  EXPECT_EQ(make_errno_error(ENOENT, "x", "cannot read").code, ErrorCode::not_found);
  EXPECT_EQ(make_errno_error(EROFS, "x", "cannot write").code, ErrorCode::permission);
  EXPECT_EQ(make_errno_error(EDQUOT, "x", "cannot write").code, ErrorCode::disk_full);
  EXPECT_EQ(make_errno_error(EIO, "x", "cannot write").code, ErrorCode::environment);
  EXPECT_NE(format_error(make_errno_error(ENOSPC, "out.csv", "cannot write"))
                .find("out.csv: cannot write: No space left on device."),
            std::string::npos);
}

Result<int> half(int number) {
  if (number % 2 != 0) return make_error(ErrorCode::invalid_input, std::to_string(number), "is odd");
  return number / 2;
}

Result<int> quarter(int number) {
  PETRA_TRY(int const first, half(number));
  PETRA_TRY(int const second, half(first));
  return second;
}

Result<void> check_even(int number) {
  PETRA_CHECK(half(number));
  return {};
}

TEST(ResultOf, try_and_check_return_the_first_error_mechanics) {
  EXPECT_EQ(quarter(8).value(), 2);
  EXPECT_EQ(quarter(6).error().subject, "3");
  EXPECT_EQ(quarter(7).error().subject, "7");
  EXPECT_TRUE(check_even(2).has_value());
  EXPECT_EQ(check_even(3).error().message, "is odd");
  EXPECT_EQ(half(3).value_or(-1), -1);
}

Result<std::unique_ptr<int>> make_pointer() {
  return std::make_unique<int>(5);
}

TEST(ResultOf, moves_what_cannot_be_copied_mechanics) {
  auto result = make_pointer();
  ASSERT_TRUE(result.has_value());
  auto const pointer = std::move(result).value();
  EXPECT_EQ(*pointer, 5);
}

}  // namespace
}  // namespace petra
