// A box of voxels: first (inclusive) to last (inclusive), in index order x, y, z.
#pragma once

#include <algorithm>
#include <optional>
#include <span>

#include "petra/grid/geometry.hpp"

namespace petra {

struct Box {
  Index3 first = {0, 0, 0};
  Index3 last = {-1, -1, -1};

  [[nodiscard]] Index3 size() const { return {last[0] - first[0] + 1, last[1] - first[1] + 1, last[2] - first[2] + 1}; }
  [[nodiscard]] std::int64_t voxel_count() const {
    auto const s = size();
    return s[0] * s[1] * s[2];
  }
  // Grown by margin on every side and cut to a grid of `grid_size`.
  [[nodiscard]] Box grown(std::int64_t margin, Index3 const& grid_size) const {
    Box box = *this;
    for (std::size_t k = 0; k < 3; ++k) {
      box.first[k] = std::max<std::int64_t>(0, first[k] - margin);
      box.last[k] = std::min<std::int64_t>(grid_size[k] - 1, last[k] + margin);
    }
    return box;
  }
  [[nodiscard]] static Box whole(Index3 const& grid_size) { return {{0, 0, 0}, {grid_size[0] - 1, grid_size[1] - 1, grid_size[2] - 1}}; }
  friend bool operator==(Box const&, Box const&) = default;
};

// The smallest box round all voxels that are not zero; nothing when there are none. `voxels`: x fastest, size x·y·z.
[[nodiscard]] std::optional<Box> bounding_box(std::span<std::uint8_t const> voxels, Index3 const& size);

}  // namespace petra
