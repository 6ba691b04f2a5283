// Voxel values whose memory is not cleared first: filters write every voxel, and clearing 3 MB per image costs as much
// as a filter.
#pragma once

#include <memory>
#include <new>
#include <utility>
#include <vector>

#include "petra/base/huge_pages.hpp"

namespace petra {

// std::allocator, but a value that is not given is left as it is in memory: write before you read; and what fills a
// page of 2 MiB or more begins at one, for the system to hand it out in such pages.
template <class T>
struct UnclearedAllocator : std::allocator<T> {
  template <class U>
  struct rebind {
    using other = UnclearedAllocator<U>;
  };
  UnclearedAllocator() = default;
  template <class U>
  UnclearedAllocator(UnclearedAllocator<U> const&) noexcept {}  // NOLINT: implicit as the standard asks

  [[nodiscard]] T* allocate(std::size_t count) {
    if (count < kHugePageBytes / sizeof(T)) return std::allocator<T>::allocate(count);
    if (count > std::size_t(-1) / sizeof(T)) throw std::bad_array_new_length();
    void* const memory = ::operator new (count * sizeof(T), std::align_val_t{kHugePageBytes});
    advise_huge_pages(memory, count * sizeof(T));
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, std::size_t count) {
    if (count < kHugePageBytes / sizeof(T)) return std::allocator<T>::deallocate(memory, count);
    ::operator delete (memory, std::align_val_t{kHugePageBytes});
  }

  template <class U>
  void construct(U* where) noexcept(noexcept(::new (static_cast<void*>(where)) U)) {
    ::new (static_cast<void*>(where)) U;
  }
  template <class U, class... Arguments>
  void construct(U* where, Arguments&&... arguments) {
    ::new (static_cast<void*>(where)) U(std::forward<Arguments>(arguments)...);
  }
};

// x fastest. VoxelValues(n) holds n unspecified values; VoxelValues(n, 0.0) n zeros. Reads as std::span<double const>.
using VoxelValues = std::vector<double, UnclearedAllocator<double>>;

}  // namespace petra
