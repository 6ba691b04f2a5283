// Memory that is about to be filled from end to end, in pages of 2 MiB where the system offers them: a scan of 47 MB
// costs 23 page faults instead of 11,500.
#pragma once

#include <cstddef>
#include <cstdint>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace petra {

inline constexpr std::size_t kHugePageBytes = std::size_t{2} << 20U;

// Advice only: what cannot be done is not done, and nothing changes but the time it takes. Below 2 MiB there is no such
// page.
inline void advise_huge_pages(void const* memory, std::size_t bytes) {
#ifdef MADV_HUGEPAGE
  constexpr std::uintptr_t kPage = 4096;
  if (bytes < kHugePageBytes) return;
  auto const first = (reinterpret_cast<std::uintptr_t>(memory) + kPage - 1) & ~(kPage - 1);
  auto const last = (reinterpret_cast<std::uintptr_t>(memory) + bytes) & ~(kPage - 1);
  ::madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE);  // NOLINT: an address is rounded
#else
  static_cast<void>(memory);
  static_cast<void>(bytes);
#endif
}

// A string or vector of `count` cleared values in such memory.
template <class Container>
[[nodiscard]] Container make_large(std::size_t count) {
  Container values;
  values.reserve(count);
  advise_huge_pages(values.data(), count * sizeof(typename Container::value_type));
  values.resize(count);
  return values;
}

}  // namespace petra
