// A region as bits, padded by one empty voxel on every side: whole stretches inside or outside are passed over a word
// at a time.
#pragma once

#include <cstdint>
#include <vector>

#include "petra/feature/region.hpp"

namespace petra {

class RegionBits {
 public:
  explicit RegionBits(RegionBox const& box);

  // Of the padded box: voxel (x, y, z) of the region's box is (x + 1, y + 1, z + 1) here.
  [[nodiscard]] Index3 const& size() const { return size_; }
  [[nodiscard]] std::int64_t words() const { return words_; }
  // The row's words: bit i of word w is voxel 64 w + i. Always at least one zero bit behind the last voxel's.
  [[nodiscard]] std::uint64_t const* row(std::int64_t y, std::int64_t z) const {
    return bits_.data() + static_cast<std::size_t>((z * size_[1] + y) * words_);
  }

 private:
  Index3 size_;
  std::int64_t words_;
  std::vector<std::uint64_t> bits_;
};

}  // namespace petra
