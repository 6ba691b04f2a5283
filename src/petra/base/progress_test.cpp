#include "petra/base/progress.hpp"

#include <gtest/gtest.h>

namespace petra {
namespace {

TEST(ProgressMechanics, terminal_gets_a_bar_that_is_redrawn_and_ended) {
  std::string shown;
  {
    Progress progress("extract", 4, true, {true, 120, std::chrono::milliseconds(0), {}},
                      [&](std::string_view text) { shown += text; });
    progress.advance(CaseEnd::known);
    progress.advance(CaseEnd::computed);
    EXPECT_NE(shown.find("2 of 4 cases, 1 known"), std::string::npos) << shown;
    EXPECT_NE(shown.find(" left"), std::string::npos) << shown;
    progress.advance(CaseEnd::failed);
    progress.advance(CaseEnd::computed);
  }
  EXPECT_NE(shown.find("[########################################] 4 of 4 cases, 1 known, 1 failed, 0:00"),
            std::string::npos)
      << shown;
  EXPECT_EQ(shown.back(), '\n');
}

TEST(ProgressMechanics, plain_lines_are_rare_and_end_with_the_last_state) {
  std::string shown;
  {
    Progress progress("extract", 100, true, {false, 80, {}, std::chrono::hours(1)},
                      [&](std::string_view text) { shown += text; });
    for (int i = 0; i < 100; ++i) progress.advance(CaseEnd::computed);
  }
  EXPECT_EQ(shown, "extract: 100 of 100 cases, 0:00\n");
}

TEST(ProgressMechanics, a_narrow_terminal_gets_no_bar_but_the_state) {
  std::string shown;
  Progress progress("extract", 2, true, {true, 20, std::chrono::milliseconds(0), {}},
                    [&](std::string_view text) { shown += text; });
  progress.advance(CaseEnd::computed);
  EXPECT_EQ(shown.find('['), shown.find("\x1b[K") + 1) << shown;
  EXPECT_NE(shown.find("1 of 2 cases"), std::string::npos);
}

TEST(ProgressMechanics, hidden_progress_writes_nothing) {
  std::string shown;
  Progress progress("extract", 2, false, {true, 120, std::chrono::milliseconds(0), {}},
                    [&](std::string_view text) { shown += text; });
  progress.advance(CaseEnd::computed);
  progress.finish();
  EXPECT_EQ(shown, "");
}

TEST(ProgressMechanics, quick_work_may_be_silent_and_parts_are_counted_as_such) {
  std::string shown;
  ProgressStyle style{true, 120, std::chrono::milliseconds(0), {}, std::chrono::hours(1), "parts"};
  {
    Progress progress("extract", 2, true, style, [&](std::string_view text) { shown += text; });
    progress.advance(CaseEnd::computed);
    progress.advance(CaseEnd::computed);
  }
  EXPECT_EQ(shown, "");
  style.quiet = std::chrono::milliseconds(0);
  Progress progress("extract", 2, true, style, [&](std::string_view text) { shown += text; });
  progress.advance(CaseEnd::computed);
  EXPECT_NE(shown.find("1 of 2 parts"), std::string::npos) << shown;
}

}  // namespace
}  // namespace petra
