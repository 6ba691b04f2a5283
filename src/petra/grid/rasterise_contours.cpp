#include "petra/grid/rasterise_contours.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "petra/grid/planar_shape.hpp"

namespace petra {

namespace {

// Written coordinates are decimal millimetres: after the way to index space a corner that was meant to lie on a voxel's
// centre is off by rounding only. A grid of 2^-30 voxels lets the even-odd rule decide such ties, not the rounding.
double snapped(double index) {
  constexpr double kSteps = 1073741824.0;
  return std::abs(index) < 1e6 ? std::round(index * kSteps) / kSteps : index;
}

struct PlacedContour {
  double plane = 0;  // in slices
  IndexPolygon polygon;
};

struct Slice {
  double offset = 0;  // of the plane that took the slice
  std::vector<IndexPolygon> polygons;
};

// Corners to index space; nothing where the contour is not parallel to the slices.
bool place(PlanarContour const& contour, Eigen::Matrix3d const& to_index, Eigen::Vector3d const& origin,
           PlacedContour& placed) {
  auto const count = contour.size();
  placed.polygon.corners.resize(count);
  double lowest = INFINITY, highest = -INFINITY, sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    double const* point = contour.points_mm.data() + 3 * i;
    double const x = point[0] - origin[0], y = point[1] - origin[1], z = point[2] - origin[2];
    placed.polygon.corners[i] = {snapped(to_index(0, 0) * x + to_index(0, 1) * y + to_index(0, 2) * z),
                                 snapped(to_index(1, 0) * x + to_index(1, 1) * y + to_index(1, 2) * z)};
    double const slice = to_index(2, 0) * x + to_index(2, 1) * y + to_index(2, 2) * z;
    lowest = std::min(lowest, slice);
    highest = std::max(highest, slice);
    sum += slice;
  }
  placed.plane = sum / static_cast<double>(count);
  placed.polygon.compute_bounds();
  constexpr double kTilt = 0.5;  // of a slice between a contour's highest and lowest corner
  return highest - lowest <= kTilt;
}

// Contours by slice; of planes that fall on one slice only the nearest is kept.
std::map<std::int64_t, Slice> deal(std::span<PlanarContour const> contours, Geometry const& grid,
                                   RasterisedContours& result) {
  Eigen::Matrix3d const to_index = (grid.direction * grid.spacing_mm.asDiagonal()).inverse();
  constexpr double kOnPlane = 0.05, kSamePlane = 1e-3;
  std::map<std::int64_t, Slice> slices;
  std::map<std::int64_t, std::int64_t> off_plane;
  PlacedContour placed;
  for (auto const& contour : contours) {
    if (contour.size() < 3) {
      ++result.without_area;
      continue;
    }
    ++result.contours;
    if (!place(contour, to_index, grid.origin_mm, placed)) {
      ++result.tilted;
      continue;
    }
    double const nearest = std::floor(placed.plane + 0.5);
    if (!(nearest >= 0 && nearest < static_cast<double>(grid.size[2])) ||
        !placed.polygon.meets(grid.size[0], grid.size[1])) {
      ++result.outside;
      continue;
    }
    auto const& polygon = placed.polygon;
    if (polygon.low.minCoeff() < -0.5 || polygon.high[0] > static_cast<double>(grid.size[0]) - 0.5 ||
        polygon.high[1] > static_cast<double>(grid.size[1]) - 0.5)
      ++result.clipped;
    double const offset = placed.plane - nearest;
    auto const number = static_cast<std::int64_t>(nearest);
    auto [at, fresh] = slices.try_emplace(number, Slice{offset, {}});
    auto& slice = at->second;
    if (!fresh && std::abs(offset - slice.offset) > kSamePlane) {
      if (std::abs(offset) >= std::abs(slice.offset)) {
        ++result.crowded;
        continue;
      }
      result.crowded += static_cast<std::int64_t>(slice.polygons.size());
      slice = {offset, {}};
      off_plane[number] = 0;
    }
    if (std::abs(offset) > kOnPlane) ++off_plane[number];
    slice.polygons.push_back(std::move(placed.polygon));
  }
  for (auto const& [number, count] : off_plane) {
    result.off_plane += count;
    result.largest_offset_slices = std::max(result.largest_offset_slices, std::abs(slices.at(number).offset));
  }
  return slices;
}

std::int64_t usual_step(std::map<std::int64_t, Slice> const& slices) {
  std::vector<std::int64_t> steps;
  for (auto at = slices.begin(); at != slices.end() && std::next(at) != slices.end(); ++at)
    steps.push_back(std::next(at)->first - at->first);
  if (steps.empty()) return 1;
  auto const middle = steps.begin() + static_cast<std::ptrdiff_t>((steps.size() - 1) / 2);
  std::nth_element(steps.begin(), middle, steps.end());
  return *middle;
}

}  // namespace

RasterisedContours rasterise_contours(std::span<PlanarContour const> contours, Geometry const& grid,
                                      MissingSlices missing) {
  RasterisedContours result;
  result.mask = Mask(grid);
  auto const slices = deal(contours, grid, result);
  auto const width = grid.size[0], height = grid.size[1];
  auto const slice_of = [&](std::int64_t number) {
    return std::span(result.mask.voxels)
        .subspan(static_cast<std::size_t>(number * width * height), static_cast<std::size_t>(width * height));
  };
  std::vector<std::uint8_t> scratch;
  for (auto const& [number, slice] : slices) {
    for (auto const& polygon : slice.polygons)
      result.nested += toggle_inside(polygon, slice_of(number), width, height, scratch) > 0 ? 1 : 0;
  }
  result.slices_with_contours = static_cast<std::int64_t>(slices.size());
  result.usual_step_slices = usual_step(slices);
  Eigen::Vector2d const spacing = grid.spacing_mm.head<2>();
  for (auto at = slices.begin(); at != slices.end() && std::next(at) != slices.end(); ++at) {
    auto const next = std::next(at);
    auto const gap = next->first - at->first;
    result.empty_between += gap - 1;
    if (missing == MissingSlices::keep_empty) continue;
    if (gap > kWidestGap * result.usual_step_slices) {
      result.left_open += gap - 1;
      continue;
    }
    for (auto number = at->first + 1; number < next->first; ++number) {
      double const fraction = static_cast<double>(number - at->first) / static_cast<double>(gap);
      auto const alone = interpolate_shape(at->second.polygons, next->second.polygons, fraction, spacing,
                                           slice_of(number), width, height);
      ++(alone > 0 ? result.left_open : result.interpolated);
    }
  }
  for (auto const& [number, slice] : slices) {
    auto const last = missing == MissingSlices::interpolate && slices.upper_bound(number) != slices.end()
                          ? slices.upper_bound(number)->first - 1
                          : number;
    for (auto k = number; k <= last; ++k) {
      for (auto const voxel : slice_of(k)) result.voxels += voxel;
    }
  }
  return result;
}

}  // namespace petra
