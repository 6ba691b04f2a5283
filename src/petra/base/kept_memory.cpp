#include "petra/base/kept_memory.hpp"

#include <array>
#include <cstdlib>

#ifdef __GLIBC__
#include <malloc.h>
#include <unistd.h>

#include "petra/base/huge_pages.hpp"
#endif

namespace petra {

void keep_freed_memory() {
#ifdef __GLIBC__
  constexpr int kMebibyte = 1 << 20;
  ::mallopt(M_MMAP_THRESHOLD, 16 * kMebibyte);
  ::mallopt(M_TRIM_THRESHOLD, 1024 * kMebibyte);
  ::mallopt(M_TOP_PAD, kMebibyte);
  // The heap's first 64 MiB, asked for and given back untouched: addresses only, no memory yet. Its pages can be spoken
  // for now; those of a heap that grows bit by bit come in small ones.
  auto* const start = static_cast<std::byte*>(::sbrk(0));
  std::array<void* volatile, 8> blocks{};                         // volatile: a block that nobody uses need not be made
  for (auto& block : blocks) block = std::malloc(8 * kMebibyte);  // NOLINT: the heap itself is meant
  auto* const end = static_cast<std::byte*>(::sbrk(0));
  if (end > start) advise_huge_pages(start, static_cast<std::size_t>(end - start));
  for (void* block : blocks) std::free(block);  // NOLINT
#endif
}

}  // namespace petra
