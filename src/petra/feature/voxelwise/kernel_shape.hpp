// The positions of a neighbourhood (PyRadiomics' kernel) and which of them lie an offset apart. A position is an index,
// x fastest; the centre is the middle one.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "petra/grid/geometry.hpp"

namespace petra {

struct KernelShape {
  Index3 radius = {0, 0, 0};  // x, y, z
  Index3 size = {1, 1, 1};    // 2 radius + 1
  int count = 1;              // of positions

  [[nodiscard]] int centre() const { return count / 2; }
};

// The neighbourhood of `radius` voxels along every axis but force_2d_axis (z = 0, y = 1, x = 2; -1: none). An axis of
// the image of n voxels needs a radius of n - 1 at most.
[[nodiscard]] KernelShape make_kernel_shape(int radius, int force_2d_axis, Index3 const& image_size);

using Position = std::uint16_t;

struct PositionPair {
  Position from = 0, to = 0;
};

// All pairs of positions with to - from = offset, in ascending order of `from`.
[[nodiscard]] std::vector<PositionPair> pairs_of(KernelShape const& shape, Index3 const& offset);

// By position, the positions that the offsets lead to; an offset that is given twice leads there twice.
[[nodiscard]] std::vector<std::vector<Position>> neighbours_of(KernelShape const& shape,
                                                               std::span<Index3 const> offsets);

// The same as bits, for neighbourhoods of up to 64 positions without offsets given twice; empty for others.
[[nodiscard]] std::vector<std::uint64_t> neighbour_bits(std::vector<std::vector<Position>> const& neighbours);

// By position, the one that lies `offset` before it; shape.count where there is none.
[[nodiscard]] std::vector<Position> positions_before(KernelShape const& shape, Index3 const& offset);

}  // namespace petra
