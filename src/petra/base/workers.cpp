#include "petra/base/workers.hpp"

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <thread>

namespace petra {

struct Workers::Pool {
  explicit Pool(int jobs)
      : limit(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(jobs)), arena(jobs) {}
  tbb::global_control limit;
  tbb::task_arena arena;
};

Workers::Workers(int jobs)
    : jobs_(jobs > 0 ? jobs : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()))) {
  if (jobs_ > 1) pool_ = std::make_unique<Pool>(jobs_);
}

Workers::~Workers() = default;

namespace {

thread_local int depth = 0;  // of for_each calls round this thread's task

struct DepthScope {
  DepthScope() { ++depth; }
  ~DepthScope() { --depth; }
  DepthScope(DepthScope const&) = delete;
  DepthScope& operator=(DepthScope const&) = delete;
};

}  // namespace

void Workers::for_each(std::size_t count, std::function<void(std::size_t)> const& task) {
  auto run = [&](std::size_t i) {
    DepthScope const scope;
    task(i);
  };
  if (!pool_ || count < 2) {
    for (std::size_t i = 0; i < count; ++i) run(i);
    return;
  }
  auto spread = [&] {
    tbb::parallel_for(
        tbb::blocked_range<std::size_t>(0, count, 1),
        [&](auto const& range) {
          for (auto i = range.begin(); i != range.end(); ++i) run(i);
        },
        tbb::simple_partitioner());
  };
  if (depth == 0) {
    pool_->arena.execute(spread);  // the outermost call, while it waits, helps with whatever its tasks have spread
  } else {
    tbb::this_task_arena::isolate(spread);
  }
}

}  // namespace petra
