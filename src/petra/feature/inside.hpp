// Walking the voxels inside a region: most rows of a box are partly or wholly outside, and what is outside, or inside,
// is passed over eight flags at a time.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>

#include "petra/feature/region.hpp"
#include "petra/grid/voxel_values.hpp"

namespace petra {

// Calls visit(offset of the first voxel in the box, number of voxels) for every run of voxels inside; a run may go on
// from one row to the next.
template <class Visit>
void for_each_run_inside(RegionBox const& box, Visit&& visit) {
  static_assert(std::endian::native == std::endian::little, "the first flag is the lowest byte of a word");
  std::uint8_t const* const inside = box.inside.data();
  auto const count = static_cast<std::int64_t>(box.inside.size());
  constexpr std::uint64_t kAllInside = 0x0101010101010101U;
  // The first voxel from `at` on whose flag is not that in each byte of `same`.
  auto const run_end = [&](std::int64_t at, std::uint64_t same) {
    for (; at + 8 <= count; at += 8) {
      std::uint64_t flags;  // NOLINT: filled by memcpy
      std::memcpy(&flags, inside + at, 8);
      if (flags != same) return at + std::countr_zero(flags ^ same) / 8;
    }
    while (at < count && inside[at] == (same & 1U)) ++at;
    return at;
  };
  for (std::int64_t first = run_end(0, 0); first < count;) {
    std::int64_t const end = run_end(first, kAllInside);
    visit(first, end - first);
    first = run_end(end, 0);
  }
}

// The values of the voxels inside, in box order.
[[nodiscard]] inline VoxelValues values_inside(RegionBox const& box, std::span<double const> values) {
  VoxelValues found(static_cast<std::size_t>(box.voxel_count));
  double* next = found.data();
  for_each_run_inside(box, [&](std::int64_t offset, std::int64_t length) {
    next = std::copy(values.data() + offset, values.data() + offset + length, next);
  });
  return found;
}

}  // namespace petra
