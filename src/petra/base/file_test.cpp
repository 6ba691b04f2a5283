// Files: read within a limit, written whole or not at all, nothing that is no file is waited for.
#include "petra/base/file.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace petra {
namespace {

class Files : public ::testing::Test {
 protected:
  Files() : folder_(std::filesystem::temp_directory_path() / ("petra_file_test_" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder_);
  }
  ~Files() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::size_t count() const {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(folder_), std::filesystem::directory_iterator()));
  }

  std::filesystem::path folder_;
};

TEST_F(Files, what_is_written_is_read_invariant) {
  std::string bytes("a\0b\nc", 5);
  bytes += std::string(9'000'000, 'x');
  ASSERT_TRUE(write_whole_file(folder_ / "a", bytes).has_value());
  EXPECT_EQ(read_file(folder_ / "a").value(), bytes);
  EXPECT_EQ(regular_file_size(folder_ / "a").value(), bytes.size());
  ASSERT_TRUE(write_whole_file(folder_ / "a", "").has_value());
  EXPECT_EQ(read_file(folder_ / "a").value(), "");
  EXPECT_EQ(count(), 1U);
}

TEST_F(Files, what_is_no_file_is_answered_at_once_mechanics) {
  ::alarm(10);  // a hang ends the test
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  std::filesystem::create_symlink(folder_ / "loop", folder_ / "loop");
  for (auto const& path :
       {folder_, folder_ / "pipe", std::filesystem::path("/dev/zero"), std::filesystem::path("/dev/null"),
        folder_ / "loop", folder_ / "absent", folder_ / "pipe" / "x"}) {
    EXPECT_FALSE(read_file(path).has_value()) << path;
    EXPECT_FALSE(regular_file_size(path).has_value()) << path;
  }
  EXPECT_EQ(read_file(folder_ / "absent").error().code, ErrorCode::not_found);
  EXPECT_EQ(read_file(folder_).error().code, ErrorCode::invalid_input);
  EXPECT_NE(format_error(read_file(folder_).error()).find("is a folder"), std::string::npos);
  ::alarm(0);
}

TEST_F(Files, a_limit_is_named_and_nothing_is_read_mechanics) {
  ASSERT_TRUE(write_whole_file(folder_ / "a", "12345").has_value());
  EXPECT_EQ(read_file(folder_ / "a", 5).value(), "12345");
  auto const error = read_file(folder_ / "a", 4).error();
  EXPECT_EQ(error.code, ErrorCode::limit);
  EXPECT_NE(format_error(error).find("5 bytes, more than the limit of 4"), std::string::npos);
}

// A full disk as the process sees it: no file of it may grow beyond 1,000 bytes (write fails with EFBIG).
TEST_F(Files, a_failed_write_leaves_the_old_file_and_no_other_mechanics) {
  ASSERT_TRUE(write_whole_file(folder_ / "a", "old").has_value());
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit const small{1000, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  auto const written = write_whole_file(folder_ / "a", std::string(5000, 'n'));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, SIG_DFL);
  ASSERT_FALSE(written.has_value());
  EXPECT_NE(format_error(written.error()).find("cannot write"), std::string::npos);
  EXPECT_EQ(read_file(folder_ / "a").value(), "old");
  EXPECT_EQ(count(), 1U);
}

TEST_F(Files, writing_where_it_cannot_be_is_told_mechanics) {
  EXPECT_EQ(write_whole_file(folder_ / "none" / "a", "x").error().code, ErrorCode::environment);
  ASSERT_TRUE(make_folder(folder_ / "taken").has_value());
  EXPECT_FALSE(write_whole_file(folder_ / "taken", "x").has_value());  // a folder is in the way: rename fails
  EXPECT_EQ(count(), 1U);
  if (::geteuid() != 0) {  // root may write anywhere
    ASSERT_EQ(::chmod((folder_ / "taken").c_str(), 0555), 0);
    EXPECT_EQ(write_whole_file(folder_ / "taken" / "a", "x").error().code, ErrorCode::permission);
  }
}

// Killed at any moment, the file is the old or the new one, never a part.
TEST_F(Files, a_killed_writer_leaves_a_whole_file_mechanics) {
  std::string const old(200'000, 'o'), fresh(200'000, 'n');
  ASSERT_TRUE(write_whole_file(folder_ / "a", old).has_value());
  for (unsigned delay_us = 0; delay_us < 4000; delay_us += 250) {
    auto const child = ::fork();
    if (child == 0) {
      while (true) static_cast<void>(write_whole_file(folder_ / "a", fresh) && write_whole_file(folder_ / "a", old));
    }
    ::usleep(delay_us);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    auto const now = read_file(folder_ / "a").value();
    EXPECT_TRUE(now == old || now == fresh);
  }
}

TEST_F(Files, folders_are_made_with_their_parents_mechanics) {
  EXPECT_TRUE(make_folder(folder_ / "a" / "b").has_value());
  EXPECT_TRUE(make_folder(folder_ / "a" / "b").has_value());
  ASSERT_TRUE(write_whole_file(folder_ / "f", "x").has_value());
  EXPECT_FALSE(make_folder(folder_ / "f" / "g").has_value());
}

}  // namespace
}  // namespace petra
