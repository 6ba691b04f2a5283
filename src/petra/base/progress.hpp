// How far a list of cases, or the work on one, is, on stderr: a bar with the time left and the failures when stderr is a terminal, plain
// lines every few seconds when it is not.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace petra {

struct ProgressStyle {
  bool terminal = false;
  int columns = 80;
  std::chrono::milliseconds redraw{100};       // of the bar
  std::chrono::milliseconds plain_line{5000};  // between plain lines
  std::chrono::milliseconds quiet{0};          // work that is done by then shows nothing at all
  std::string unit = "cases";                  // what is counted
};

// The style that fits the program's stderr.
[[nodiscard]] ProgressStyle stderr_style();

enum class CaseEnd { computed, known, failed };  // known: answered from the cache

class Progress {
 public:
  // `title`: "extract". Nothing is shown when `show` is false. `write` takes the text (stderr when empty).
  Progress(std::string title, std::size_t total, bool show, ProgressStyle style = stderr_style(),
           std::function<void(std::string_view)> write = {});
  ~Progress();
  Progress(Progress const&) = delete;
  Progress& operator=(Progress const&) = delete;

  // One more case is done. Any thread.
  void advance(CaseEnd end);
  // A line of its own, above the bar.
  void note(std::string_view line);
  // The last state, once; later calls do nothing.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;
  [[nodiscard]] std::string state(Clock::time_point now) const;
  void draw(Clock::time_point now);

  std::string title_;
  std::size_t total_;
  bool show_;
  ProgressStyle style_;
  std::function<void(std::string_view)> write_;
  std::mutex mutex_;
  Clock::time_point start_, shown_;
  std::size_t computed_ = 0, known_ = 0, failed_ = 0;
  bool bar_on_screen_ = false, was_shown_ = false, finished_ = false;
};

}  // namespace petra
