// A mask's outlines, so that rasterising them gives the mask back voxel for voxel.
#pragma once

#include <vector>

#include "petra/grid/rasterise_contours.hpp"

namespace petra {

struct TracedContour {
  std::int64_t slice = 0;
  PlanarContour contour;  // on the slice's plane
};

// Along the edges between voxels, slice by slice, in ascending slices. Every contour is an outer one: a hole is joined
// to the outline round it by a bridge that runs between two rows of voxels, there and back (DICOM's keyhole), so that
// programs which fill nested contours read it rightly, too. Voxels that touch by a corner only get contours of their
// own.
[[nodiscard]] std::vector<TracedContour> trace_contours(Mask const& mask);

}  // namespace petra
