// Voxel values whose memory is not cleared first: filters write every voxel, and clearing 3 MB per image costs as much as a filter.
#pragma once

#include <memory>
#include <new>
#include <utility>
#include <vector>

namespace petra {

// std::allocator, but a value that is not given is left as it is in memory: write before you read.
template <class T>
struct UnclearedAllocator : std::allocator<T> {
  template <class U>
  struct rebind {
    using other = UnclearedAllocator<U>;
  };
  UnclearedAllocator() = default;
  template <class U>
  UnclearedAllocator(UnclearedAllocator<U> const&) noexcept {}  // NOLINT: implicit as the standard asks

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
