// Walking the voxels inside a region: most rows of a box are partly or wholly outside, and rows without a voxel are
// skipped by words.
#pragma once

#include <cstdint>
#include <cstring>

#include "petra/feature/region.hpp"

namespace petra {

// First inside voxel of a row and one past the last; empty (first == end) for a row without one. Eight flags at a time.
struct RowExtent {
  std::int64_t first = 0;
  std::int64_t end = 0;
};

[[nodiscard]] inline RowExtent row_extent(std::uint8_t const* row, std::int64_t length) {
  std::int64_t first = 0;
  for (; first + 8 <= length; first += 8) {
    std::uint64_t word;  // NOLINT: filled by memcpy
    std::memcpy(&word, row + first, 8);
    if (word != 0) break;
  }
  while (first < length && row[first] == 0) ++first;
  if (first == length) return {};
  std::int64_t end = length;
  while (end >= first + 8) {
    std::uint64_t word;  // NOLINT: filled by memcpy
    std::memcpy(&word, row + end - 8, 8);
    if (word != 0) break;
    end -= 8;
  }
  while (row[end - 1] == 0) --end;
  return {first, end};
}

// Calls visit(offset of the row's first inside voxel in the box, number of voxels up to the last inside one) for every
// row that has any.
template <class Visit>
void for_each_row_inside(RegionBox const& box, Visit&& visit) {
  std::int64_t const rows = box.size[1] * box.size[2];
  for (std::int64_t row = 0; row < rows; ++row) {
    std::int64_t const start = row * box.size[0];
    RowExtent const extent = row_extent(box.inside.data() + start, box.size[0]);
    if (extent.first < extent.end) visit(start + extent.first, extent.end - extent.first);
  }
}

}  // namespace petra
