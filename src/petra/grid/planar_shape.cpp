#include "petra/grid/planar_shape.hpp"

#include <algorithm>
#include <cmath>

namespace petra {

void IndexPolygon::compute_bounds() {
  low = high = corners.front();
  for (auto const& corner : corners) {
    low = low.cwiseMin(corner);
    high = high.cwiseMax(corner);
  }
}

std::int64_t toggle_inside(IndexPolygon const& polygon, std::span<std::uint8_t> slice, std::int64_t width,
                           std::int64_t height, std::vector<std::uint8_t>& scratch) {
  if (!polygon.meets(width, height)) return 0;
  auto const clamped = [](double value, std::int64_t last) {
    return static_cast<std::int64_t>(std::clamp(value, 0.0, static_cast<double>(last)));
  };
  // Voxels that can be inside; `first_x` … `end_x` of rows `first_y` … `end_y`.
  auto const first_x = clamped(std::ceil(polygon.low[0]), width), end_x = clamped(std::ceil(polygon.high[0]), width);
  auto const first_y = clamped(std::ceil(polygon.low[1]), height), end_y = clamped(std::ceil(polygon.high[1]), height);
  if (first_x >= end_x || first_y >= end_y) return 0;
  auto const row_length = end_x - first_x + 1;
  scratch.assign(static_cast<std::size_t>(row_length * (end_y - first_y)), 0);
  // An edge turns every voxel of a row over from its crossing on: voxel x lies left of the crossing when x < crossing.
  auto const count = polygon.corners.size();
  for (std::size_t i = 0; i < count; ++i) {
    auto const& a = polygon.corners[i];
    auto const& b = polygon.corners[i + 1 == count ? 0 : i + 1];
    if (a[1] == b[1]) continue;
    // From the upper end, so that an edge gives the same crossings whichever way it is run through (keyholes cancel).
    auto const& upper = a[1] < b[1] ? a : b;
    auto const& lower = a[1] < b[1] ? b : a;
    auto const from = std::max(first_y, clamped(std::ceil(upper[1]), height));
    auto const to = std::min(end_y, clamped(std::ceil(lower[1]), height));
    double const slope = (lower[0] - upper[0]) / (lower[1] - upper[1]);
    for (auto y = from; y < to; ++y) {
      double const crossing = upper[0] + slope * (static_cast<double>(y) - upper[1]);
      auto const at = std::clamp(static_cast<std::int64_t>(std::ceil(std::clamp(crossing, -1.0, 1e9))), first_x, end_x);
      scratch[static_cast<std::size_t>((y - first_y) * row_length + at - first_x)] ^= 1;
    }
  }
  std::int64_t cleared = 0;
  for (auto y = first_y; y < end_y; ++y) {
    auto const* turns = scratch.data() + (y - first_y) * row_length;
    auto* row = slice.data() + y * width + first_x;
    std::uint8_t inside = 0;
    for (std::int64_t x = 0; x < row_length - 1; ++x) {
      inside ^= turns[x];
      cleared += row[x] & inside;
      row[x] ^= inside;
    }
  }
  return cleared;
}

}  // namespace petra
