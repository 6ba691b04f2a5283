// Closed planar contours, drawn in the patient, to a mask on any grid: a voxel is inside when its centre is, even-odd
// over all contours of its plane. Nested contours are holes, contours in holes islands, keyholes are what they look
// like.
#pragma once

#include <span>
#include <vector>

#include "petra/grid/volume.hpp"

namespace petra {

// The corners of one closed contour: x, y, z in LPS millimetres, one after the other; the last joins the first.
struct PlanarContour {
  std::vector<double> points_mm;
  [[nodiscard]] std::size_t size() const { return points_mm.size() / 3; }
};

enum class MissingSlices { keep_empty, interpolate };

struct RasterisedContours {
  Mask mask;
  std::int64_t voxels = 0;
  std::int64_t contours = 0;         // with an area: three corners or more
  std::int64_t without_area = 0;     // one or two corners: left out
  std::int64_t outside = 0;          // beyond the first or last slice, or beside the image: left out
  std::int64_t clipped = 0;          // partly beyond the image's border
  std::int64_t off_plane = 0;        // more than 1/20 of a slice off the slice that they were put on …
  double largest_offset_slices = 0;  // … and the largest such distance
  std::int64_t tilted = 0;           // not parallel to the slices: left out
  std::int64_t crowded = 0;          // on a plane that a nearer one took the slice from: left out
  std::int64_t nested = 0;           // contours that cut a hole into others of their plane
  std::int64_t slices_with_contours = 0;
  std::int64_t usual_step_slices = 1;  // the median distance of neighbouring slices with contours
  std::int64_t empty_between = 0;      // slices without contours between the first and the last that have some
  std::int64_t interpolated = 0;       // of these, filled
  std::int64_t left_open = 0;          // of these, in gaps of more than kWidestGap usual steps, or without a partner
};

// A gap is bridged only when it is at most so many times the usual step: two lesions of one name are not joined.
inline constexpr std::int64_t kWidestGap = 3;

// `grid` may lie obliquely: contours are brought to its index space first. A contour belongs to the nearest slice (half
// a slice away at most). Where several planes fall on one slice the nearest is taken. With `interpolate`, slices
// between two drawn ones get the shape between them (signed distances to the contours, mixed linearly, the shapes of a
// pair laid over one another by their centroids).
[[nodiscard]] RasterisedContours rasterise_contours(std::span<PlanarContour const> contours, Geometry const& grid,
                                                    MissingSlices missing = MissingSlices::keep_empty);

}  // namespace petra
