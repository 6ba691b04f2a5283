#include "petra/feature/angles.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>

namespace petra {
namespace {

constexpr std::int64_t kMostOffsets = 100'000;

std::string format_distances(std::span<int const> distances) {
  std::string text = "[";
  for (std::size_t k = 0; k < distances.size(); ++k) {
    if (k > 0) text += ", ";
    text += std::to_string(distances[k]);
  }
  return text + "]";
}

std::string format_size(Index3 const& size) {
  return std::to_string(size[0]) + " x " + std::to_string(size[1]) + " x " + std::to_string(size[2]);
}

}  // namespace

Result<std::vector<Index3>> neighbour_offsets(Index3 const& box_size, std::span<int const> distances, int force_2d_axis,
                                              AngleKind kind) {
  for (int const distance : distances) {
    if (distance < 1) {
      return make_error(ErrorCode::invalid_input, "distances",
                        "the distance " + std::to_string(distance) + " is below 1",
                        "Give whole numbers of at least 1, for example distances: [1].");
    }
  }
  int const farthest = distances.empty() ? 0 : *std::max_element(distances.begin(), distances.end());
  Index3 reach = {0, 0, 0};
  std::int64_t candidates = 1;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    bool const fixed = force_2d_axis == 2 - static_cast<int>(axis);
    reach[axis] = fixed ? 0 : std::min<std::int64_t>(farthest, box_size[axis] - 1);
    candidates *= 2 * reach[axis] + 1;
    if (candidates > 100 * kMostOffsets) break;
  }
  auto const too_many = [&] {
    return make_error(ErrorCode::limit, "distances",
                      "the distances " + format_distances(distances) + " mean more than " +
                          std::to_string(kMostOffsets) + " neighbours per voxel",
                      "Use smaller distances, for example distances: [1].");
  };
  if (candidates > 100 * kMostOffsets) return too_many();

  std::vector<Index3> all;
  std::int64_t wanted = 0;  // a distance that is listed twice counts twice
  for (std::int64_t z = reach[2]; z >= -reach[2]; --z) {
    for (std::int64_t y = reach[1]; y >= -reach[1]; --y) {
      for (std::int64_t x = reach[0]; x >= -reach[0]; --x) {
        std::int64_t const length = std::max({std::abs(x), std::abs(y), std::abs(z)});
        auto const listed = std::count(distances.begin(), distances.end(), length);
        if (length == 0 || listed == 0) continue;
        all.push_back({x, y, z});
        wanted += listed;
      }
    }
  }
  if (kind == AngleKind::one_way) wanted /= 2;
  if (wanted > kMostOffsets) return too_many();
  if (wanted == 0) {
    return make_error(
        ErrorCode::invalid_input, "distances",
        "no axis of the region's box (" + format_size(box_size) + " voxels) can hold a distance of " +
            format_distances(distances) +
            (force_2d_axis >= 0 ? " within the plane of force2Ddimension " + std::to_string(force_2d_axis)
                                : std::string()),
        "Use smaller distances or leave this region out; PyRadiomics stops here too (Error getting angle count).");
  }
  std::vector<Index3> offsets;
  offsets.reserve(static_cast<std::size_t>(wanted));
  while (static_cast<std::int64_t>(offsets.size()) < wanted) offsets.push_back(all[offsets.size() % all.size()]);
  return offsets;
}

Index3 reach_of(std::span<Index3 const> offsets) {
  Index3 reach = {0, 0, 0};
  for (auto const& offset : offsets) {
    for (std::size_t axis = 0; axis < 3; ++axis)
      reach[axis] = std::max<std::int64_t>(reach[axis], std::abs(offset[axis]));
  }
  return reach;
}

}  // namespace petra
