// Index to millimetres and back as ITK computes it: by one matrix (direction x spacing, and its inverse), summed in
// ITK's order, so that the last digits and the roundings at half voxels are SimpleITK's.
#pragma once

#include <Eigen/Dense>

#include "petra/grid/geometry.hpp"
#include "petra/grid/itk_inverse.hpp"

namespace petra {

class PointOf {
 public:
  explicit PointOf(Geometry const& geometry)
      : origin_(geometry.origin_mm), matrix_(geometry.direction * geometry.spacing_mm.asDiagonal()) {}
  [[nodiscard]] Eigen::Vector3d operator()(Eigen::Vector3d const& index) const {
    Eigen::Vector3d point;
    for (int r = 0; r < 3; ++r)
      point[r] = matrix_(r, 0) * index[0] + matrix_(r, 1) * index[1] + matrix_(r, 2) * index[2] + origin_[r];
    return point;
  }

  // Of a whole index: ITK starts this sum at the origin, that of a continuous index ends with it.
  [[nodiscard]] Eigen::Vector3d of_voxel(Index3 const& index) const {
    Eigen::Vector3d point = origin_;
    for (int r = 0; r < 3; ++r) {
      for (int c = 0; c < 3; ++c) point[r] += matrix_(r, c) * static_cast<double>(index[static_cast<std::size_t>(c)]);
    }
    return point;
  }
  [[nodiscard]] bool is_axis_aligned() const { return matrix_.isDiagonal(0); }

 private:
  Eigen::Vector3d origin_;
  Eigen::Matrix3d matrix_;
};

class IndexOf {
 public:
  explicit IndexOf(Geometry const& geometry)
      : origin_(geometry.origin_mm),
        matrix_(inverse_of(geometry.direction * geometry.spacing_mm.asDiagonal(), geometry.dimension)) {}
  [[nodiscard]] Eigen::Vector3d operator()(Eigen::Vector3d const& point) const {
    Eigen::Vector3d const offset = point - origin_;
    Eigen::Vector3d index;
    for (int r = 0; r < 3; ++r)
      index[r] = matrix_(r, 0) * offset[0] + matrix_(r, 1) * offset[1] + matrix_(r, 2) * offset[2];
    return index;
  }
  [[nodiscard]] bool is_axis_aligned() const { return matrix_.isDiagonal(0); }

 private:
  // A plane is inverted as the plane that it is to ITK.
  [[nodiscard]] static Eigen::Matrix3d inverse_of(Eigen::Matrix3d const& matrix, int dimension) {
    if (dimension == 3) return itk_inverse<3>(matrix);
    Eigen::Matrix3d inverse = Eigen::Matrix3d::Identity();
    inverse(2, 2) = 1 / matrix(2, 2);
    inverse.topLeftCorner<2, 2>() = itk_inverse<2>(matrix.topLeftCorner<2, 2>());
    return inverse;
  }

  Eigen::Vector3d origin_;
  Eigen::Matrix3d matrix_;
};

}  // namespace petra
