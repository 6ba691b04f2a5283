#include "petra/segment/gradient_magnitude.hpp"

#include <cmath>

#include "petra/filter/recursive_gaussian.hpp"

namespace petra {

Volume<float> gradient_magnitude(AnyVolume const& image, double sigma_mm) {
  auto const& geometry = geometry_of(image);
  auto const axes = static_cast<std::size_t>(geometry.dimension);
  auto const pass = [&](auto const* in, std::size_t axis, GaussianOrder order, std::vector<float>& out) {
    auto const filter = make_recursive_gaussian(sigma_mm, geometry.spacing_mm[static_cast<Eigen::Index>(axis)], order);
    filter_lines(in, geometry.size, axis, filter, 0, geometry.size[axis] - 1, out.data());
  };
  Volume<float> sum(geometry);
  std::vector<float> part(sum.voxels.size()), next(sum.voxels.size());
  for (std::size_t axis = 0; axis < axes; ++axis) {
    std::visit([&](auto const& typed) { pass(typed.voxels.data(), axis, GaussianOrder::first_derivative, part); },
               image);
    for (std::size_t other = 0; other < axes; ++other) {
      if (other == axis) continue;
      pass(part.data(), other, GaussianOrder::smooth, next);
      std::swap(part, next);
    }
    double const spacing = geometry.spacing_mm[static_cast<Eigen::Index>(axis)];
    for (std::size_t i = 0; i < part.size(); ++i) {
      double const slope = static_cast<double>(part[i]) / spacing;
      sum.voxels[i] = static_cast<float>(static_cast<double>(sum.voxels[i]) + slope * slope);
    }
  }
  for (auto& value : sum.voxels) value = static_cast<float>(std::sqrt(static_cast<double>(value)));
  return sum;
}

}  // namespace petra
