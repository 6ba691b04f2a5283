#include "petra/grid/geometry.hpp"

#include <cmath>

#include <fmt/format.h>

#include "petra/base/text.hpp"

namespace petra {

Point3 Geometry::point_of(Eigen::Vector3d const& index) const {
  return origin_mm + direction * spacing_mm.cwiseProduct(index);
}

Eigen::Vector3d Geometry::index_of(Point3 const& point) const {
  Eigen::Vector3d const along_axes = direction.inverse() * (point - origin_mm);
  return along_axes.cwiseQuotient(spacing_mm);
}

namespace {

std::string format_vector(Eigen::Vector3d const& v) {
  return fmt::format("({}, {}, {})", format_number(v[0]), format_number(v[1]), format_number(v[2]));
}

std::string format_direction(Eigen::Matrix3d const& d) {
  return fmt::format("x {}, y {}, z {}", format_vector(d.col(0)), format_vector(d.col(1)), format_vector(d.col(2)));
}

std::string format_size(Index3 const& size) { return fmt::format("{} x {} x {}", size[0], size[1], size[2]); }

}  // namespace

std::vector<std::string> geometry_differences(Geometry const& image, Geometry const& mask, double tolerance) {
  std::vector<std::string> lines;
  if (image.size != mask.size) {
    lines.push_back(fmt::format("size: image {}, mask {}", format_size(image.size), format_size(mask.size)));
  }
  double const length_tolerance = std::abs(tolerance * image.spacing_mm[0]);
  auto compare_lengths = [&](char const* name, Eigen::Vector3d const& a, Eigen::Vector3d const& b) {
    double const worst = (a - b).cwiseAbs().maxCoeff<Eigen::PropagateNaN>();
    if (worst <= length_tolerance) return;
    lines.push_back(fmt::format("{}: image {} mm, mask {} mm, up to {} mm apart (tolerance {} mm)", name, format_vector(a), format_vector(b),
                                format_number(worst), format_number(length_tolerance)));
  };
  compare_lengths("spacing", image.spacing_mm, mask.spacing_mm);
  compare_lengths("origin", image.origin_mm, mask.origin_mm);
  double const worst = (image.direction - mask.direction).cwiseAbs().maxCoeff<Eigen::PropagateNaN>();
  if (!(worst <= tolerance)) {
    lines.push_back(fmt::format("direction: image {}; mask {}; cosines up to {} apart (tolerance {})", format_direction(image.direction),
                                format_direction(mask.direction), format_number(worst), format_number(tolerance)));
  }
  return lines;
}

std::string format_geometry(Geometry const& geometry) {
  return fmt::format("size {}, spacing {} mm, origin {} mm, direction {}", format_size(geometry.size), format_vector(geometry.spacing_mm),
                     format_vector(geometry.origin_mm), format_direction(geometry.direction));
}

}  // namespace petra
