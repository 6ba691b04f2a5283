// The grid that the frames of a SEG lie on.
#pragma once

#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/grid/geometry.hpp"
#include "petra/imaging/dicom_item.hpp"

namespace petra {

struct FramePlane {
  Eigen::Vector3d position_mm = {0, 0, 0};  // ImagePositionPatient
  Eigen::Matrix<double, 3, 2> orientation;  // row and column direction
  Eigen::Vector2d spacing_mm = {1, 1};      // along a row (x), along a column (y)
  double step_mm = 0;                       // SpacingBetweenSlices or SliceThickness; 0: not told
};

// Planes of `frames` frames from the functional groups. Errors: a frame without position, orientation or spacing.
[[nodiscard]] Result<std::vector<FramePlane>> read_frame_planes(DicomItem const& set, std::size_t frames,
                                                                std::string const& subject);

struct FrameGrid {
  Geometry grid;                     // slices ascending along the normal
  std::vector<std::int64_t> slices;  // of each frame
};

// One grid for all planes; planes may be missing between them, as many as `maximum_voxels` allows. Errors: planes
// tilted against each other, shifted in the plane, of different spacing, or not at multiples of one step.
[[nodiscard]] Result<FrameGrid> fit_frame_grid(std::vector<FramePlane> const& planes, int columns, int rows,
                                               std::int64_t maximum_voxels, std::string const& subject);

}  // namespace petra
