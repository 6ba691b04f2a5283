// The largest distances within a set of voxels.
#pragma once

#include "petra/grid/geometry.hpp"
#include "petra/segment/lesions.hpp"

namespace petra {

// Millimetres.
struct VoxelDiameters {
  double centres = 0;        // between two voxel centres
  double corners = 0;        // between two voxel corners
  double axial_centres = 0;  // between two voxel centres of one axial slice (the grid's axis nearest to the patient's)
  double mesh = 0;           // between two vertices of the surface mesh (PyRadiomics' Maximum3DDiameter)
};

// `voxels` in the order of memory, at least one. The values are those of the comparison of all pairs; only points that
// cannot be an end of the longest distance are left out. Plain twin: voxel_diameters_test.cpp.
[[nodiscard]] VoxelDiameters measure_voxel_diameters(VoxelList const& voxels, Geometry const& geometry);

// The largest distance between two of the points, in mm; 0 for fewer than two.
[[nodiscard]] double largest_distance(std::vector<Point3> const& points);

}  // namespace petra
