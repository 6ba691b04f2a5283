#include "petra/feature/voxelwise/kernel_shape.hpp"

#include <algorithm>

namespace petra {

KernelShape make_kernel_shape(int radius, int force_2d_axis, Index3 const& image_size) {
  KernelShape shape;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    bool const flat = force_2d_axis == 2 - static_cast<int>(axis);
    shape.radius[axis] = flat ? 0 : std::min<std::int64_t>(radius, image_size[axis] - 1);
    shape.size[axis] = 2 * shape.radius[axis] + 1;
  }
  shape.count = static_cast<int>(shape.size[0] * shape.size[1] * shape.size[2]);
  return shape;
}

std::vector<PositionPair> pairs_of(KernelShape const& shape, Index3 const& offset) {
  auto const& size = shape.size;
  std::vector<PositionPair> pairs;
  auto const fits = [&](std::size_t axis, std::int64_t at) {
    return at + offset[axis] >= 0 && at + offset[axis] < size[axis];
  };
  std::int64_t const step = offset[0] + size[0] * (offset[1] + size[1] * offset[2]);
  std::int64_t position = 0;
  for (std::int64_t z = 0; z < size[2]; ++z) {
    for (std::int64_t y = 0; y < size[1]; ++y) {
      for (std::int64_t x = 0; x < size[0]; ++x, ++position) {
        if (fits(0, x) && fits(1, y) && fits(2, z))
          pairs.push_back({static_cast<Position>(position), static_cast<Position>(position + step)});
      }
    }
  }
  return pairs;
}

std::vector<std::vector<Position>> neighbours_of(KernelShape const& shape, std::span<Index3 const> offsets) {
  std::vector<std::vector<Position>> neighbours(static_cast<std::size_t>(shape.count));
  for (auto const& offset : offsets) {
    for (auto const& pair : pairs_of(shape, offset)) neighbours[pair.from].push_back(pair.to);
  }
  return neighbours;
}

std::vector<std::uint64_t> neighbour_bits(std::vector<std::vector<Position>> const& neighbours) {
  if (neighbours.size() > 64) return {};
  std::vector<std::uint64_t> bits(neighbours.size(), 0);
  for (std::size_t position = 0; position < neighbours.size(); ++position) {
    for (auto const to : neighbours[position]) {
      auto const bit = std::uint64_t{1} << to;
      if ((bits[position] & bit) != 0) return {};
      bits[position] |= bit;
    }
  }
  return bits;
}

std::vector<Position> positions_before(KernelShape const& shape, Index3 const& offset) {
  std::vector<Position> before(static_cast<std::size_t>(shape.count), static_cast<Position>(shape.count));
  for (auto const& pair : pairs_of(shape, offset)) before[pair.to] = pair.from;
  return before;
}

}  // namespace petra
