#include "petra/base/progress.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace petra {

ProgressStyle stderr_style() {
  ProgressStyle style;
  style.terminal = ::isatty(STDERR_FILENO) == 1;
  winsize size{};
  if (style.terminal && ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) style.columns = size.ws_col;
  return style;
}

namespace {

std::string format_duration(std::chrono::duration<double> duration) {
  auto const seconds = static_cast<long long>(duration.count() + 0.5);
  if (seconds < 3600) return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
  return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

void write_stderr(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

}  // namespace

Progress::Progress(std::string title, std::size_t total, bool show, ProgressStyle style,
                   std::function<void(std::string_view)> write)
    : title_(std::move(title)),
      total_(total),
      show_(show && total > 0),
      style_(std::move(style)),
      write_(write ? std::move(write) : write_stderr),
      start_(Clock::now()),
      shown_(start_) {}

Progress::~Progress() {
  finish();
}

// "12 of 40 cases, 3 known, 1 failed, 0:32 left". The time left is judged by computed cases only: known ones take none.
std::string Progress::state(Clock::time_point now) const {
  auto const done = computed_ + known_ + failed_;
  auto text = fmt::format("{} of {} {}", done, total_, style_.unit);
  if (known_ > 0) text += fmt::format(", {} known", known_);
  if (failed_ > 0) text += fmt::format(", {} failed", failed_);
  auto const worked = computed_ + failed_;
  if (done == total_) {
    text += fmt::format(", {}", format_duration(now - start_));
  } else if (worked > 0) {
    text += fmt::format(", {} left", format_duration((now - start_) / static_cast<double>(worked) *
                                                     static_cast<double>(total_ - done)));
  }
  return text;
}

void Progress::draw(Clock::time_point now) {
  shown_ = now;
  was_shown_ = true;
  auto const text = state(now);
  if (!style_.terminal) {
    write_(fmt::format("{}: {}\n", title_, text));
    return;
  }
  auto const room = style_.columns - static_cast<int>(title_.size() + text.size()) - 6;
  std::string bar;
  if (room >= 10) {
    auto const width = static_cast<std::size_t>(std::min(room, 40));
    auto const filled = width * (computed_ + known_ + failed_) / total_;
    bar = fmt::format("[{}{}] ", std::string(filled, '#'), std::string(width - filled, '-'));
  }
  write_(fmt::format("\r{} {}{}\x1b[K", title_, bar, text));
  bar_on_screen_ = true;
}

void Progress::advance(CaseEnd end) {
  std::lock_guard const lock(mutex_);
  (end == CaseEnd::computed ? computed_ : end == CaseEnd::known ? known_ : failed_) += 1;
  if (!show_ || finished_) return;
  auto const now = Clock::now();
  if (now - start_ < style_.quiet) return;
  if (now - shown_ >= (style_.terminal ? style_.redraw : style_.plain_line)) draw(now);
}

void Progress::note(std::string_view line) {
  std::lock_guard const lock(mutex_);
  write_(fmt::format("{}{}\n", bar_on_screen_ ? "\r\x1b[K" : "", line));
  bar_on_screen_ = false;
  if (show_ && style_.terminal && !finished_) draw(Clock::now());
}

void Progress::finish() {
  std::lock_guard const lock(mutex_);
  if (!show_ || finished_) return;
  finished_ = true;
  if (!was_shown_ && Clock::now() - start_ < style_.quiet) return;
  draw(Clock::now());
  if (style_.terminal) write_("\n");
}

}  // namespace petra
