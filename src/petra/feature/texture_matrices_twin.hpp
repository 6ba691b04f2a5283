// Plain twins of the texture matrices: the definition as a loop over voxels, neighbours and levels, sharing only types
// with the kernels.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "petra/feature/random_region_for_tests.hpp"

namespace petra::testing {

// (i, j) -> P(i, j), only cells that count something.
using TwinMatrix = std::map<std::pair<std::uint32_t, std::uint32_t>, double>;

// Every offset once whose largest step is in `distances`, that fits the box and stays in the plane.
inline std::vector<Index3> twin_neighbourhood(OwnedRegion const& owned, std::vector<int> const& distances,
                                              int force_2d_axis) {
  std::vector<Index3> offsets;
  std::int64_t const most = *std::max_element(distances.begin(), distances.end());
  for (std::int64_t z = most; z >= -most; --z) {
    for (std::int64_t y = most; y >= -most; --y) {
      for (std::int64_t x = most; x >= -most; --x) {
        bool const fits =
            std::abs(x) < owned.box.size[0] && std::abs(y) < owned.box.size[1] && std::abs(z) < owned.box.size[2];
        bool const in_plane =
            (force_2d_axis != 0 || z == 0) && (force_2d_axis != 1 || y == 0) && (force_2d_axis != 2 || x == 0);
        auto const length = std::max({std::abs(x), std::abs(y), std::abs(z)});
        bool const wanted = std::find(distances.begin(), distances.end(), length) != distances.end();
        if (fits && in_plane && wanted && length > 0) offsets.push_back({x, y, z});
      }
    }
  }
  return offsets;
}

// One of each pair of opposite offsets: the first half of the list.
inline std::vector<Index3> twin_angles(OwnedRegion const& owned, std::vector<int> const& distances, int force_2d_axis) {
  auto offsets = twin_neighbourhood(owned, distances, force_2d_axis);
  offsets.resize(offsets.size() / 2);
  return offsets;
}

// f(x, y, z, level) for each voxel of the region, x fastest.
template <class F>
void for_each_voxel(OwnedRegion const& owned, F f) {
  for (std::int64_t z = 0; z < owned.box.size[2]; ++z) {
    for (std::int64_t y = 0; y < owned.box.size[1]; ++y) {
      for (std::int64_t x = 0; x < owned.box.size[0]; ++x) {
        if (owned.at(x, y, z) != 0) f(x, y, z, owned.at(x, y, z));
      }
    }
  }
}

inline TwinMatrix twin_glcm(OwnedRegion const& owned, Index3 const& o, bool symmetric) {
  TwinMatrix matrix;
  for_each_voxel(owned, [&](auto x, auto y, auto z, auto level) {
    auto const other = owned.at(x + o[0], y + o[1], z + o[2]);
    if (other == 0) return;
    matrix[{level, other}] += 1;
    if (symmetric) matrix[{other, level}] += 1;
  });
  return matrix;
}

inline TwinMatrix twin_glrlm(OwnedRegion const& owned, Index3 const& o) {
  TwinMatrix matrix;
  bool line_with_two = false;
  for_each_voxel(owned, [&](auto x, auto y, auto z, auto level) {
    for (std::int64_t k = 1; k < 160; ++k)
      line_with_two = line_with_two || owned.at(x + k * o[0], y + k * o[1], z + k * o[2]) != 0;
    if (owned.at(x - o[0], y - o[1], z - o[2]) == level) return;  // not a start
    std::uint32_t length = 1;
    while (owned.at(x + length * o[0], y + length * o[1], z + length * o[2]) == level) ++length;
    matrix[{level, length}] += 1;
  });
  return line_with_two ? matrix : TwinMatrix{};
}

inline TwinMatrix twin_glszm(OwnedRegion const& owned, int force_2d_axis) {
  auto const offsets = twin_neighbourhood(owned, {1}, force_2d_axis);
  TwinMatrix matrix;
  std::set<Index3> seen;
  for_each_voxel(owned, [&](auto x, auto y, auto z, auto level) {
    std::vector<Index3> to_visit = {{x, y, z}};
    if (!seen.insert(to_visit.front()).second) return;
    std::uint32_t size = 0;
    while (!to_visit.empty()) {
      Index3 const at = to_visit.back();
      to_visit.pop_back();
      ++size;
      for (auto const& o : offsets) {
        Index3 const next = {at[0] + o[0], at[1] + o[1], at[2] + o[2]};
        if (owned.at(next[0], next[1], next[2]) == level && seen.insert(next).second) to_visit.push_back(next);
      }
    }
    matrix[{level, size}] += 1;
  });
  return matrix;
}

inline TwinMatrix twin_gldm(OwnedRegion const& owned, std::vector<Index3> const& offsets, double apart) {
  TwinMatrix matrix;
  for_each_voxel(owned, [&](auto x, auto y, auto z, auto level) {
    std::uint32_t dependence = 1;
    for (auto const& o : offsets) {
      auto const other = owned.at(x + o[0], y + o[1], z + o[2]);
      if (other != 0 && std::abs(static_cast<double>(level) - other) <= apart) ++dependence;
    }
    matrix[{level, dependence}] += 1;
  });
  return matrix;
}

struct TwinTone {
  double n = 0;
  double s = 0;
};

inline std::map<std::uint32_t, TwinTone> twin_ngtdm(OwnedRegion const& owned, std::vector<Index3> const& offsets) {
  std::map<std::uint32_t, TwinTone> tones;
  for_each_voxel(owned, [&](auto x, auto y, auto z, auto level) {
    double count = 0;
    double sum = 0;
    for (auto const& o : offsets) {
      auto const other = owned.at(x + o[0], y + o[1], z + o[2]);
      if (other != 0) {
        count += 1;
        sum += other;
      }
    }
    tones[level].n += 1;
    if (count > 0) tones[level].s += std::abs(level - sum / count);
  });
  return tones;
}

// The length of a step in mm.
inline double twin_length(Index3 const& o, Eigen::Vector3d const& spacing_mm, WeightingNorm norm) {
  Eigen::Vector3d const step =
      Eigen::Vector3d(double(std::abs(o[0])), double(std::abs(o[1])), double(std::abs(o[2]))).cwiseProduct(spacing_mm);
  if (norm == WeightingNorm::infinity) return step.maxCoeff();
  if (norm == WeightingNorm::euclidean) return step.norm();
  if (norm == WeightingNorm::manhattan) return step.sum();
  return 1;
}

}  // namespace petra::testing
