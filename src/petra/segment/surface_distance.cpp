#include "petra/segment/surface_distance.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace petra {

namespace {

constexpr double kFar = std::numeric_limits<double>::infinity();

// One line of the transform: values are squared distances to the nearest target so far; becomes those with steps along
// the line allowed. The lower envelope of parabolas, one per place with a finite value.
class LineTransform {
 public:
  explicit LineTransform(std::int64_t longest)
      : place_(static_cast<std::size_t>(longest)),
        from_(static_cast<std::size_t>(longest) + 1),
        line_(static_cast<std::size_t>(longest)) {}

  void run(double* first, std::int64_t stride, std::int64_t length, double step_mm) {
    std::size_t parabolas = 0;
    for (std::int64_t q = 0; q < length; ++q) line_[static_cast<std::size_t>(q)] = first[q * stride];
    for (std::int64_t q = 0; q < length; ++q) {
      if (line_[static_cast<std::size_t>(q)] == kFar) continue;
      while (parabolas > 0 && meeting(place_[parabolas - 1], q, step_mm) <= from_[parabolas - 1]) --parabolas;
      from_[parabolas] = parabolas == 0 ? -kFar : meeting(place_[parabolas - 1], q, step_mm);
      place_[parabolas++] = q;
    }
    if (parabolas == 0) return;
    std::size_t k = 0;
    for (std::int64_t q = 0; q < length; ++q) {
      while (k + 1 < parabolas && from_[k + 1] < static_cast<double>(q)) ++k;
      double const distance = static_cast<double>(q - place_[k]) * step_mm;
      first[q * stride] = distance * distance + line_[static_cast<std::size_t>(place_[k])];
    }
  }

 private:
  // Where along the line (in steps) the parabola of `right` gets below that of `left`.
  [[nodiscard]] double meeting(std::int64_t left, std::int64_t right, double step_mm) const {
    auto const square = step_mm * step_mm;
    auto const a = static_cast<double>(left), b = static_cast<double>(right);
    double const rise = line_[static_cast<std::size_t>(right)] - line_[static_cast<std::size_t>(left)];
    return (rise / square + b * b - a * a) / (2 * (b - a));
  }

  std::vector<std::int64_t> place_;
  std::vector<double> from_, line_;
};

}  // namespace

VoxelList surface_voxels(Mask const& mask) {
  VoxelList surface;
  auto const& size = mask.geometry.size;
  auto const inside = [&](std::int64_t x, std::int64_t y, std::int64_t z) {
    return x >= 0 && y >= 0 && z >= 0 && x < size[0] && y < size[1] && z < size[2] && mask.at(x, y, z) != 0;
  };
  bool const is_plane = mask.geometry.dimension == 2;
  for (auto const& [x, y, z] : voxels_of(mask)) {
    bool const covered = inside(x - 1, y, z) && inside(x + 1, y, z) && inside(x, y - 1, z) && inside(x, y + 1, z) &&
                         (is_plane || (inside(x, y, z - 1) && inside(x, y, z + 1)));
    if (!covered) surface.push_back({x, y, z});
  }
  return surface;
}

std::vector<double> distances_to(VoxelList const& from, VoxelList const& to, Geometry const& geometry) {
  Box box{geometry.size, {-1, -1, -1}};
  for (auto const* list : {&from, &to}) {
    for (auto const& voxel : *list) {
      for (std::size_t k = 0; k < 3; ++k) {
        box.first[k] = std::min(box.first[k], voxel[k]);
        box.last[k] = std::max(box.last[k], voxel[k]);
      }
    }
  }
  auto const size = box.size();
  std::int64_t const strides[] = {1, size[0], size[0] * size[1]};
  auto const offset = [&](Index3 const& v) {
    return static_cast<std::size_t>((v[0] - box.first[0]) + (v[1] - box.first[1]) * strides[1] +
                                    (v[2] - box.first[2]) * strides[2]);
  };
  std::vector<double> squared(static_cast<std::size_t>(box.voxel_count()), kFar);
  for (auto const& voxel : to) squared[offset(voxel)] = 0;
  LineTransform transform(std::max({size[0], size[1], size[2]}));
  for (std::size_t axis = 0; axis < 3; ++axis) {
    auto const u = (axis + 1) % 3, v = (axis + 2) % 3;
    for (std::int64_t j = 0; j < size[v]; ++j) {
      for (std::int64_t i = 0; i < size[u]; ++i)
        transform.run(squared.data() + i * strides[u] + j * strides[v], strides[axis], size[axis],
                      geometry.spacing_mm[static_cast<Eigen::Index>(axis)]);
    }
  }
  std::vector<double> distances;
  distances.reserve(from.size());
  for (auto const& voxel : from) distances.push_back(std::sqrt(squared[offset(voxel)]));
  return distances;
}

}  // namespace petra
