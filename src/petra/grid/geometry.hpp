// Where a voxel grid lies in the patient: DICOM's and ITK's LPS millimetres.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <Eigen/Dense>

namespace petra {

using Index3 = std::array<std::int64_t, 3>;  // x, y, z; x fastest in memory
using Point3 = Eigen::Vector3d;

struct Geometry {
  Index3 size = {0, 0, 0};
  Eigen::Vector3d spacing_mm = {1, 1, 1};
  Eigen::Vector3d origin_mm = {0, 0, 0};                          // centre of voxel (0, 0, 0), LPS
  Eigen::Matrix3d direction = Eigen::Matrix3d::Identity();        // column k = unit vector of axis k, LPS
  int dimension = 3;                                              // 2 for a file that holds a plane (size z = 1)

  [[nodiscard]] std::int64_t voxel_count() const { return size[0] * size[1] * size[2]; }
  [[nodiscard]] double voxel_volume_mm3() const { return spacing_mm.prod(); }

  // Millimetres (LPS) of a continuous index, and back.
  [[nodiscard]] Point3 point_of(Eigen::Vector3d const& index) const;
  [[nodiscard]] Eigen::Vector3d index_of(Point3 const& point) const;
};

// How two geometries differ, by ITK's (so PyRadiomics') rule: sizes equal; origin and spacing within tolerance × the first spacing,
// direction cosines within tolerance. One line per property that differs, with both values and by how much; empty when they agree.
[[nodiscard]] std::vector<std::string> geometry_differences(Geometry const& image, Geometry const& mask, double tolerance = 1e-6);

// One line for people: size, spacing, origin, direction.
[[nodiscard]] std::string format_geometry(Geometry const& geometry);

}  // namespace petra
