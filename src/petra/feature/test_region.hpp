// Small regions for tests.
#pragma once

#include <cstdint>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "petra/feature/region.hpp"

namespace petra::test {

// The box of `size` whose voxels are inside where inside(x, y, z).
template <class Inside>
RegionBox make_region(Index3 const& size, Eigen::Vector3d const& spacing_mm, Inside const& inside) {
  RegionBox box;
  box.size = size;
  box.spacing_mm = spacing_mm;
  for (std::int64_t z = 0; z < size[2]; ++z) {
    for (std::int64_t y = 0; y < size[1]; ++y) {
      for (std::int64_t x = 0; x < size[0]; ++x) {
        box.inside.push_back(inside(x, y, z) ? 1 : 0);
        box.voxel_count += box.inside.back();
      }
    }
  }
  return box;
}

// A box whose voxels are all inside.
inline RegionBox full_region(Index3 const& size, Eigen::Vector3d const& spacing_mm = {1, 1, 1}) {
  return make_region(size, spacing_mm, [](auto...) { return true; });
}

// Scattered voxels, blobs, or a ball, of a size that depends on the seed; at least two voxels.
inline RegionBox random_region(unsigned seed) {
  std::mt19937 engine(seed);
  auto const draw = [&](int low, int high) {
    return low + static_cast<int>(engine() % static_cast<unsigned>(high - low + 1));
  };
  Index3 const size = {draw(1, seed % 7 == 0 ? 150 : 20), draw(1, 14), draw(1, 9)};
  Eigen::Vector3d const spacing(0.3 + 0.1 * draw(0, 40), 0.3 + 0.1 * draw(0, 40), 0.3 + 0.1 * draw(0, 40));
  int const kind = draw(0, 3), percent = draw(2, 95);
  auto box = make_region(size, spacing, [&](std::int64_t x, std::int64_t y, std::int64_t z) {
    auto const centred = [](std::int64_t i, std::int64_t n) {
      return n > 1 ? 2.0 * static_cast<double>(i) / static_cast<double>(n - 1) - 1 : 0.0;
    };
    double const radius = centred(x, size[0]) * centred(x, size[0]) + centred(y, size[1]) * centred(y, size[1]) +
                          centred(z, size[2]) * centred(z, size[2]);
    if (kind == 0) return radius <= 1;
    if (kind == 1) return (x / 2 + y / 3 + z / 2) % 3 != 0;
    return draw(1, 100) <= percent;
  });
  for (std::size_t i = 0; i < box.inside.size() && box.voxel_count < 2; ++i) {
    if (box.inside[i] == 0) {
      box.inside[i] = 1;
      ++box.voxel_count;
    }
  }
  return box;
}

// The rows of a family that are computed unless others are named, or all of them.
template <class Family>
std::vector<int> all_rows(Family const& family) {
  std::vector<int> rows;
  for (std::size_t i = 0; i < family.features().size(); ++i) rows.push_back(static_cast<int>(i));
  return rows;
}

// The value of one feature by name.
template <class Family, class Settings>
double value_of(Family const& family, Region const& region, Settings const& settings, std::string_view name) {
  auto const infos = family.features();
  auto const values = family.compute(region, settings, all_rows(family));
  for (std::size_t i = 0; i < infos.size(); ++i) {
    if (infos[i].name == name) return values.value()[i].value;
  }
  throw std::out_of_range(std::string(name));
}

}  // namespace petra::test
