#include "petra/imaging/shear.hpp"

#include <algorithm>
#include <cmath>

namespace petra {

namespace {

template <class Voxel>
Volume<float> straighten(Volume<Voxel> const& stack, Series const& series) {
  auto const& from = stack.geometry;
  // How far each plane's origin is from the straight line along the normal, in voxels of its plane.
  std::vector<Eigen::Vector2d> offset;
  Eigen::Vector2d least(0, 0), most(0, 0);
  for (auto const& slice : series.slices) {
    Eigen::Vector3d const away = *slice.position_mm - from.origin_mm;
    offset.emplace_back(away.dot(from.direction.col(0)) / from.spacing_mm[0],
                        away.dot(from.direction.col(1)) / from.spacing_mm[1]);
    least = least.cwiseMin(offset.back());
    most = most.cwiseMax(offset.back());
  }
  Eigen::Vector2d const first(std::floor(least[0]), std::floor(least[1]));
  auto to = from;
  to.size[0] += static_cast<std::int64_t>(std::ceil(most[0]) - first[0]);
  to.size[1] += static_cast<std::int64_t>(std::ceil(most[1]) - first[1]);
  to.origin_mm +=
      from.direction.col(0) * first[0] * from.spacing_mm[0] + from.direction.col(1) * first[1] * from.spacing_mm[1];
  auto const outside = static_cast<float>(*std::min_element(stack.voxels.begin(), stack.voxels.end()));
  Volume<float> straight(to);
  for (std::int64_t z = 0; z < to.size[2]; ++z) {
    auto const& shift = offset[static_cast<std::size_t>(z)];
    auto const value = [&](std::int64_t x, std::int64_t y) {
      return x < 0 || y < 0 || x >= from.size[0] || y >= from.size[1] ? static_cast<double>(outside)
                                                                      : static_cast<double>(stack.at(x, y, z));
    };
    for (std::int64_t y = 0; y < to.size[1]; ++y)
      for (std::int64_t x = 0; x < to.size[0]; ++x) {
        auto const u = static_cast<double>(x) + first[0] - shift[0], v = static_cast<double>(y) + first[1] - shift[1];
        auto const i = static_cast<std::int64_t>(std::floor(u)), j = static_cast<std::int64_t>(std::floor(v));
        auto const a = u - static_cast<double>(i), b = v - static_cast<double>(j);
        straight.at(x, y, z) = static_cast<float>((1 - b) * ((1 - a) * value(i, j) + a * value(i + 1, j)) +
                                                  b * ((1 - a) * value(i, j + 1) + a * value(i + 1, j + 1)));
      }
  }
  return straight;
}

}  // namespace

Volume<float> straighten_stack(Volume<std::int16_t> const& stack, Series const& series) {
  return straighten(stack, series);
}
Volume<float> straighten_stack(Volume<float> const& stack, Series const& series) {
  return straighten(stack, series);
}

}  // namespace petra
