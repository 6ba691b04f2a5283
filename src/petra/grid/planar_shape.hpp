// Polygons of one slice in index coordinates, and the voxels whose centres they enclose by the even-odd rule.
#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace petra {

// Corners in voxels (x, y) of a slice; the last joins the first.
struct IndexPolygon {
  std::vector<Eigen::Vector2d> corners;
  Eigen::Vector2d low = {0, 0}, high = {0, 0};  // its bounds

  void compute_bounds();
  [[nodiscard]] bool meets(std::int64_t width, std::int64_t height) const {
    return high[0] >= 0 && high[1] >= 0 && low[0] <= static_cast<double>(width - 1) &&
           low[1] <= static_cast<double>(height - 1);
  }
};

// Turns voxels of `slice` (width × height, x fastest) over where their centre is inside. A centre on a left or upper
// edge is inside, on a right or lower one outside. Returns how many voxels had been set before and were cleared.
std::int64_t toggle_inside(IndexPolygon const& polygon, std::span<std::uint8_t> slice, std::int64_t width,
                           std::int64_t height, std::vector<std::uint8_t>& scratch);

// The shape between two: `fraction` 0 is `from`, 1 is `to`. Writes 1 into voxels inside. Distances count in millimetres
// (`spacing_mm` of x and y). Returns how many outlines of the two found no partner that they overlap.
std::int64_t interpolate_shape(std::span<IndexPolygon const> from, std::span<IndexPolygon const> to, double fraction,
                               Eigen::Vector2d const& spacing_mm, std::span<std::uint8_t> slice, std::int64_t width,
                               std::int64_t height);

}  // namespace petra
