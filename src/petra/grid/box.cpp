#include "petra/grid/box.hpp"

#include <cstring>

namespace petra {

namespace {

// First and last position of a non-zero byte in a row of n bytes; false when all are zero. Eight bytes at a time.
bool row_extent(std::uint8_t const* row, std::int64_t n, std::int64_t& first, std::int64_t& last) {
  std::int64_t x = 0;
  for (; x + 8 <= n; x += 8) {
    std::uint64_t word;  // NOLINT: filled by memcpy
    std::memcpy(&word, row + x, 8);
    if (word != 0) break;
  }
  while (x < n && row[x] == 0) ++x;
  if (x == n) return false;
  first = x;
  last = n - 1;
  while (row[last] == 0) --last;
  return true;
}

}  // namespace

std::optional<Box> bounding_box(std::span<std::uint8_t const> voxels, Index3 const& size) {
  Box box{{size[0], size[1], size[2]}, {-1, -1, -1}};
  for (std::int64_t z = 0; z < size[2]; ++z) {
    for (std::int64_t y = 0; y < size[1]; ++y) {
      std::int64_t first = 0, last = 0;
      if (!row_extent(voxels.data() + (z * size[1] + y) * size[0], size[0], first, last)) continue;
      box.first = {std::min(box.first[0], first), std::min(box.first[1], y), std::min(box.first[2], z)};
      box.last = {std::max(box.last[0], last), std::max(box.last[1], y), std::max(box.last[2], z)};
    }
  }
  if (box.last[0] < 0) return std::nullopt;
  return box;
}

}  // namespace petra
