// Masks for tests: blobs of balls, the same with every library.
#pragma once

#include <random>

#include "petra/base/draws_for_tests.hpp"
#include "petra/grid/volume.hpp"

namespace petra::testing {

// `balls` balls of random places and radii (in voxels, up to `largest`) on a grid of the size and spacing.
inline Mask random_mask(std::uint32_t seed, Index3 size, Eigen::Vector3d const& spacing_mm, int balls, double largest) {
  std::mt19937 engine(seed);
  Geometry geometry;
  geometry.size = size;
  geometry.spacing_mm = spacing_mm;
  Mask mask(geometry);
  for (int ball = 0; ball < balls; ++ball) {
    double const cx = draw_uniform(engine, 0, static_cast<double>(size[0]));
    double const cy = draw_uniform(engine, 0, static_cast<double>(size[1]));
    double const cz = draw_uniform(engine, 0, static_cast<double>(size[2]));
    double const radius = draw_uniform(engine, 0.6, largest);
    for (std::int64_t z = 0; z < size[2]; ++z) {
      for (std::int64_t y = 0; y < size[1]; ++y) {
        for (std::int64_t x = 0; x < size[0]; ++x) {
          double const dx = static_cast<double>(x) - cx, dy = static_cast<double>(y) - cy,
                       dz = static_cast<double>(z) - cz;
          if (dx * dx + dy * dy + dz * dz <= radius * radius) mask.at(x, y, z) = 1;
        }
      }
    }
  }
  if (balls > 0) mask.at(size[0] / 2, size[1] / 2, size[2] / 2) = 1;  // never empty
  return mask;
}

}  // namespace petra::testing
