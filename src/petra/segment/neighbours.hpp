// The voxels round a voxel: which ones, in which order.
#pragma once

#include <array>
#include <span>

#include "petra/grid/geometry.hpp"

namespace petra {

enum class Connectivity {
  faces,  // 6 neighbours (4 in a plane)
  full,   // 26 (8): faces, edges, corners
};

// -x +x -y +y -z +z: the order in which ITK's flood filled iterators look.
inline constexpr std::array<Index3, 6> kFloodSteps = {
    {{-1, 0, 0}, {1, 0, 0}, {0, -1, 0}, {0, 1, 0}, {0, 0, -1}, {0, 0, 1}}};

// The same six and all twenty-six in memory's order, as ITK's neighbourhood iterators look.
inline constexpr std::array<Index3, 6> kFaceSteps = {
    {{0, 0, -1}, {0, -1, 0}, {-1, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
inline constexpr std::array<Index3, 26> kFullSteps = [] {
  std::array<Index3, 26> steps = {};
  std::size_t n = 0;
  for (std::int64_t z = -1; z <= 1; ++z) {
    for (std::int64_t y = -1; y <= 1; ++y) {
      for (std::int64_t x = -1; x <= 1; ++x) {
        if (x != 0 || y != 0 || z != 0) steps[n++] = {x, y, z};
      }
    }
  }
  return steps;
}();

[[nodiscard]] inline std::span<Index3 const> steps_of(Connectivity connectivity) {
  return connectivity == Connectivity::faces ? std::span<Index3 const>(kFaceSteps)
                                             : std::span<Index3 const>(kFullSteps);
}

[[nodiscard]] inline bool is_inside(Index3 const& voxel, Index3 const& size) {
  return voxel[0] >= 0 && voxel[0] < size[0] && voxel[1] >= 0 && voxel[1] < size[1] && voxel[2] >= 0 &&
         voxel[2] < size[2];
}

[[nodiscard]] inline std::int64_t offset_of(Index3 const& voxel, Index3 const& size) {
  return voxel[0] + size[0] * (voxel[1] + size[1] * voxel[2]);
}

[[nodiscard]] inline Index3 voxel_of(std::int64_t offset, Index3 const& size) {
  std::int64_t const plane = size[0] * size[1];
  return {offset % size[0], offset % plane / size[0], offset / plane};
}

// Calls visit(offset) for each neighbour inside the grid, in the steps' order.
template <class Visit>
void for_each_neighbour(std::int64_t offset, Index3 const& size, std::span<Index3 const> steps, Visit const& visit) {
  auto const at = voxel_of(offset, size);
  for (auto const& step : steps) {
    Index3 const next = {at[0] + step[0], at[1] + step[1], at[2] + step[2]};
    if (is_inside(next, size)) visit(offset + step[0] + size[0] * (step[1] + size[1] * step[2]));
  }
}

}  // namespace petra
