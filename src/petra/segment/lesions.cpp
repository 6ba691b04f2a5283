#include "petra/segment/lesions.hpp"

#include <algorithm>
#include <cstdlib>
#include <tuple>

namespace petra {

namespace {

std::vector<Index3> steps_of(Neighbourhood neighbourhood) {
  int const most = neighbourhood == Neighbourhood::faces ? 1 : neighbourhood == Neighbourhood::edges ? 2 : 3;
  std::vector<Index3> steps;
  for (std::int64_t z = -1; z <= 1; ++z) {
    for (std::int64_t y = -1; y <= 1; ++y) {
      for (std::int64_t x = -1; x <= 1; ++x) {
        auto const axes = std::abs(x) + std::abs(y) + std::abs(z);
        if (axes > 0 && axes <= most) steps.push_back({x, y, z});
      }
    }
  }
  return steps;
}

bool in_memory_order(Index3 const& a, Index3 const& b) {
  return std::tie(a[2], a[1], a[0]) < std::tie(b[2], b[1], b[0]);
}

}  // namespace

VoxelList voxels_of(Mask const& mask) {
  VoxelList list;
  auto const& size = mask.geometry.size;
  std::size_t i = 0;
  for (std::int64_t z = 0; z < size[2]; ++z) {
    for (std::int64_t y = 0; y < size[1]; ++y) {
      for (std::int64_t x = 0; x < size[0]; ++x, ++i) {
        if (mask.voxels[i] != 0) list.push_back({x, y, z});
      }
    }
  }
  return list;
}

std::vector<VoxelList> connected_lesions(Mask const& mask, Neighbourhood neighbourhood) {
  auto const steps = steps_of(neighbourhood);
  auto const& size = mask.geometry.size;
  Mask left = mask;
  std::vector<VoxelList> lesions;
  for (auto const& start : voxels_of(mask)) {
    if (left.at(start[0], start[1], start[2]) == 0) continue;
    VoxelList lesion{start};
    left.at(start[0], start[1], start[2]) = 0;
    for (std::size_t next = 0; next < lesion.size(); ++next) {  // the list is also the queue
      auto const here = lesion[next];
      for (auto const& step : steps) {
        Index3 const there = {here[0] + step[0], here[1] + step[1], here[2] + step[2]};
        bool const inside = there[0] >= 0 && there[1] >= 0 && there[2] >= 0 && there[0] < size[0] &&
                            there[1] < size[1] && there[2] < size[2];
        if (!inside) continue;
        auto& voxel = left.at(there[0], there[1], there[2]);
        if (voxel == 0) continue;
        voxel = 0;
        lesion.push_back(there);
      }
    }
    std::sort(lesion.begin(), lesion.end(), in_memory_order);
    lesions.push_back(std::move(lesion));
  }
  // They were found in the order of their first voxels, which a stable sort keeps among equals.
  std::stable_sort(lesions.begin(), lesions.end(),
                   [](VoxelList const& a, VoxelList const& b) { return a.size() > b.size(); });
  return lesions;
}

}  // namespace petra
