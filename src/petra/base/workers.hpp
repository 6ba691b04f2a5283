// The one pool of worker threads: cases, images and families are its tasks. Results are put in place by index, so their
// order never depends on timing.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace petra {

class Workers {
 public:
  // jobs: threads in all, the caller's included; 0 = every core. With one no thread is started.
  explicit Workers(int jobs);
  ~Workers();
  Workers(Workers const&) = delete;
  Workers& operator=(Workers const&) = delete;

  [[nodiscard]] int jobs() const { return jobs_; }

  // Runs task(0) … task(count - 1), each once, and returns when all are done. May be called inside a task: while it
  // waits, the thread takes only tasks of this very call, so that no more cases are in hand than there are threads. An
  // exception of a task is thrown on.
  void for_each(std::size_t count, std::function<void(std::size_t)> const& task);

 private:
  struct Pool;
  int jobs_;
  std::unique_ptr<Pool> pool_;
};

}  // namespace petra
