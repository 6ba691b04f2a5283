#include "petra/segment/sphere.hpp"

#include <algorithm>
#include <cmath>

namespace petra {

Mask sphere_mask(Geometry const& geometry, Index3 const& centre, double radius_mm) {
  Mask mask(geometry);
  // Steps in millimetres along axes that may be at any angles.
  Eigen::Matrix3d const steps = geometry.direction * geometry.spacing_mm.asDiagonal();
  Eigen::Matrix3d const back = steps.inverse();
  Index3 first = {}, last = {};
  for (std::size_t k = 0; k < 3; ++k) {
    auto const row = back.row(static_cast<Eigen::Index>(k));
    double const reach = std::min(1e9, std::ceil(radius_mm * row.norm()) + 1);
    first[k] = std::max<std::int64_t>(0, centre[k] - static_cast<std::int64_t>(reach));
    last[k] = std::min(geometry.size[k] - 1, centre[k] + static_cast<std::int64_t>(reach));
  }
  for (std::int64_t z = first[2]; z <= last[2]; ++z) {
    for (std::int64_t y = first[1]; y <= last[1]; ++y) {
      for (std::int64_t x = first[0]; x <= last[0]; ++x) {
        Eigen::Vector3d const away(static_cast<double>(x - centre[0]), static_cast<double>(y - centre[1]),
                                   static_cast<double>(z - centre[2]));
        if ((steps * away).norm() <= radius_mm) mask.at(x, y, z) = 1;
      }
    }
  }
  return mask;
}

}  // namespace petra
