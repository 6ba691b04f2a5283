#include "petra/base/interrupt.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace petra {
namespace {

TEST(InterruptMechanics, a_signal_is_a_request_while_a_watch_lives) {
  {
    InterruptWatch const outer;
    {
      InterruptWatch const inner;
      EXPECT_FALSE(stop_requested());
      std::raise(SIGINT);
      EXPECT_TRUE(stop_requested());
    }
    EXPECT_TRUE(stop_requested()) << "the inner watch must not forget the request";
    auto const error = make_stop_error("1 of 2 cases are done");
    EXPECT_EQ(error_row(error.code).exit_status, 130);
    EXPECT_NE(format_error(error).find("Run the same command again"), std::string::npos);
  }
  EXPECT_FALSE(stop_requested());
}

TEST(InterruptMechanics, sigterm_is_told_apart) {
  InterruptWatch const watch;
  std::raise(SIGTERM);
  EXPECT_EQ(error_row(make_stop_error("").code).exit_status, 75);
}

TEST(InterruptMechanics, a_second_interrupt_ends_the_program_with_130) {
  EXPECT_EXIT(
      {
        InterruptWatch const watch;
        std::raise(SIGINT);
        std::raise(SIGINT);
      },
      testing::ExitedWithCode(130), "");
}

}  // namespace
}  // namespace petra
