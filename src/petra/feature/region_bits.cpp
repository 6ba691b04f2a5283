#include "petra/feature/region_bits.hpp"

#include <cstring>

namespace petra {

RegionBits::RegionBits(RegionBox const& box)
    : size_{box.size[0] + 2, box.size[1] + 2, box.size[2] + 2}, words_(size_[0] / 64 + 1) {
  bits_.assign(static_cast<std::size_t>(words_ * size_[1] * size_[2]), 0);
  for (std::int64_t z = 0; z < box.size[2]; ++z) {
    for (std::int64_t y = 0; y < box.size[1]; ++y) {
      std::uint8_t const* const inside = box.inside.data() + (z * box.size[1] + y) * box.size[0];
      std::uint64_t* const bits = bits_.data() + ((z + 1) * size_[1] + y + 1) * words_;
      std::int64_t x = 0;
      for (; x + 8 <= box.size[0]; x += 8) {
        std::uint64_t flags;  // NOLINT: filled by memcpy
        std::memcpy(&flags, inside + x, 8);
        if (flags == 0) continue;
        // Eight flags of 0 or 1 become eight bits: byte k's flag moves to bit 56 + k.
        std::uint64_t const eight = (flags * 0x0102040810204080ULL) >> 56;
        std::int64_t const bit = x + 1;
        bits[bit / 64] |= eight << (bit % 64);
        if (bit % 64 > 56) bits[bit / 64 + 1] |= eight >> (64 - bit % 64);
      }
      for (; x < box.size[0]; ++x) bits[(x + 1) / 64] |= static_cast<std::uint64_t>(inside[x]) << ((x + 1) % 64);
    }
  }
}

}  // namespace petra
