// Memory that is asked for again is there already.
#include "petra/base/kept_memory.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <memory>

namespace petra {
namespace {

long page_faults() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return used.ru_minflt;
}

void touch_four_mebibytes() {
  constexpr std::size_t kBytes = 4U << 20U;
  auto const bytes = std::make_unique_for_overwrite<char volatile[]>(kBytes);
  for (std::size_t i = 0; i < kBytes; i += 512) bytes[i] = 1;
}

TEST(KeptMemory, freed_pages_serve_again_mechanics) {
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  keep_freed_memory();
  touch_four_mebibytes();
  auto const before = page_faults();
  for (int time = 0; time < 10; ++time) touch_four_mebibytes();
  EXPECT_LT(page_faults() - before, 100);  // 10,240 when the system takes them back each time
#else
  GTEST_SKIP() << "another allocator";
#endif
}

}  // namespace
}  // namespace petra
