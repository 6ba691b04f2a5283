// The grey levels of a region in a box with a border of zeros, so that a kernel looks at a neighbour without asking
// whether it is there: level 0 means "not in the region".
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "petra/feature/region.hpp"

namespace petra {

// A row of voxels along x that holds voxels of the region.
struct GridRow {
  std::int64_t start;    // index in LevelGrid::voxels() of the first voxel inside
  std::int32_t length;   // up to the last voxel inside; holes between have level 0
  std::int32_t x, y, z;  // of the first voxel, in the box
};

// Level: std::uint8_t, or std::uint32_t where there are more than 255 levels.
template <class Level>
class LevelGrid {
 public:
  // Zeros that may be read behind the last voxel: kernels work on whole vector registers.
  static constexpr std::int64_t kSlack = 64;

  // Copies the levels into a box with `reach` zeros on either side of each axis. The memory is kept for the next
  // region.
  void assign(RegionBox const& box, std::span<Level const> levels, Index3 const& reach) {
    size_ = box.size;
    // The zeros behind a row are those before the next one, likewise for slices.
    row_stride_ = size_[0] + reach[0];
    slice_stride_ = row_stride_ * (size_[1] + reach[1]);
    first_ = reach[0] + reach[1] * row_stride_ + reach[2] * slice_stride_;
    auto const total =
        first_ + size_[2] * slice_stride_ + reach[0] + reach[1] * row_stride_ + reach[2] * slice_stride_ + kSlack;
    voxels_.assign(static_cast<std::size_t>(total), Level{0});
    rows_.clear();
    Level const* source = levels.data();
    for (std::int64_t z = 0; z < size_[2]; ++z) {
      for (std::int64_t y = 0; y < size_[1]; ++y, source += size_[0]) {
        std::int64_t begin = 0;
        std::int64_t end = size_[0];
        while (begin < end && source[begin] == 0) ++begin;
        if (begin == end) continue;
        while (source[end - 1] == 0) --end;
        std::int64_t const start = index(begin, y, z);
        std::memcpy(voxels_.data() + start, source + begin, static_cast<std::size_t>(end - begin) * sizeof(Level));
        rows_.push_back({start, static_cast<std::int32_t>(end - begin), static_cast<std::int32_t>(begin),
                         static_cast<std::int32_t>(y), static_cast<std::int32_t>(z)});
      }
    }
  }

  [[nodiscard]] Level const* voxels() const { return voxels_.data(); }
  [[nodiscard]] std::size_t voxels_size() const { return voxels_.size(); }
  [[nodiscard]] std::span<GridRow const> rows() const { return rows_; }
  [[nodiscard]] Index3 const& size() const { return size_; }
  [[nodiscard]] std::int64_t row_stride() const { return row_stride_; }
  [[nodiscard]] std::int64_t slice_stride() const { return slice_stride_; }
  [[nodiscard]] std::int64_t index(std::int64_t x, std::int64_t y, std::int64_t z) const {
    return first_ + x + y * row_stride_ + z * slice_stride_;
  }
  [[nodiscard]] std::int64_t step(Index3 const& offset) const {
    return offset[0] + offset[1] * row_stride_ + offset[2] * slice_stride_;
  }

 private:
  Index3 size_ = {0, 0, 0};
  std::int64_t row_stride_ = 0;
  std::int64_t slice_stride_ = 0;
  std::int64_t first_ = 0;
  std::vector<Level> voxels_;
  std::vector<GridRow> rows_;
};

// One grid per thread, so that fourteen images of a case do not ask for fourteen times five boxes of memory.
template <class Level>
[[nodiscard]] LevelGrid<Level>& scratch_level_grid() {
  static thread_local LevelGrid<Level> grid;
  return grid;
}

// Calls f(span of levels) with the array that is filled, of std::uint8_t or std::uint32_t.
template <class F>
auto with_levels(GreyLevels const& levels, F&& f) {
  if (!levels.bytes.empty()) return f(std::span<std::uint8_t const>(levels.bytes));
  return f(std::span<std::uint32_t const>(levels.wide));
}

}  // namespace petra
