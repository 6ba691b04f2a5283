#include "petra/segment/distance_map.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "petra/segment/neighbours.hpp"

namespace petra {

namespace {

constexpr float kFar = std::numeric_limits<float>::max();

// The parabolas over a line whose lower envelope is the squared distance (Maurer, Qi, Raghavan 2003): g is the height,
// h the place in millimetres.
class Envelope {
 public:
  explicit Envelope(std::size_t length) : g_(length), h_(length) {}

  void clear() { last_ = -1; }
  [[nodiscard]] bool empty() const { return last_ < 0; }

  void add(float height, float place) {
    while (last_ >= 1 && is_hidden(at(g_, last_ - 1), at(g_, last_), height, at(h_, last_ - 1), at(h_, last_), place))
      --last_;
    ++last_;
    at(g_, last_) = height;
    at(h_, last_) = place;
  }

  // Of the point at `place`; places must not go down from call to call. `from`: 0 at the line's start, kept by the
  // caller.
  [[nodiscard]] float square_at(float place, int& from) const {
    float best = square(from, place);
    while (from < last_) {
      float const next = square(from + 1, place);
      if (best <= next) break;
      ++from;
      best = next;
    }
    return best;
  }

 private:
  [[nodiscard]] static float& at(std::vector<float>& values, int k) { return values[static_cast<std::size_t>(k)]; }
  [[nodiscard]] static float at(std::vector<float> const& values, int k) { return values[static_cast<std::size_t>(k)]; }
  [[nodiscard]] float square(int k, float place) const { return at(g_, k) + (at(h_, k) - place) * (at(h_, k) - place); }
  // That the middle one of three is nowhere the lowest.
  [[nodiscard]] static bool is_hidden(float g1, float g2, float g3, float h1, float h2, float h3) {
    float const a = h2 - h1, b = h3 - h2, c = h3 - h1;
    return c * g2 - b * g1 - a * g3 - a * b * c > 0;
  }

  std::vector<float> g_, h_;
  int last_ = -1;
};

void sweep(Volume<float>& squares, std::size_t axis) {
  auto const& size = squares.geometry.size;
  Index3 const strides = {1, size[0], size[0] * size[1]};
  auto const stride = strides[axis], length = size[axis];
  double const spacing = squares.geometry.spacing_mm[static_cast<Eigen::Index>(axis)];
  std::size_t const inner = axis == 0 ? 1 : 0, outer = axis == 2 ? 1 : 2;
  Envelope envelope(static_cast<std::size_t>(length));
  for (std::int64_t v = 0; v < size[outer]; ++v) {
    for (std::int64_t u = 0; u < size[inner]; ++u) {
      float* const line = squares.voxels.data() + u * strides[inner] + v * strides[outer];
      envelope.clear();
      for (std::int64_t i = 0; i < length; ++i) {
        float const height = line[i * stride];
        if (height != kFar) envelope.add(height, static_cast<float>(i) * static_cast<float>(spacing));
      }
      if (envelope.empty()) continue;
      int from = 0;
      for (std::int64_t i = 0; i < length; ++i)
        line[i * stride] = envelope.square_at(static_cast<float>(static_cast<double>(i) * spacing), from);
    }
  }
}

}  // namespace

Volume<float> signed_distance_map(Mask const& mask) {
  Volume<float> map(mask.geometry);
  auto const& size = mask.geometry.size;
  for (std::int64_t offset = 0; offset < mask.geometry.voxel_count(); ++offset) {
    auto const i = static_cast<std::size_t>(offset);
    bool at_boundary = false;
    if (mask.voxels[i] != 0) {
      for_each_neighbour(offset, size, kFullSteps, [&](std::int64_t next) {
        at_boundary = at_boundary || mask.voxels[static_cast<std::size_t>(next)] == 0;
      });
    }
    map.voxels[i] = at_boundary ? 0.0F : kFar;
  }
  for (std::size_t axis = 0; axis < static_cast<std::size_t>(mask.geometry.dimension); ++axis) sweep(map, axis);
  for (std::size_t i = 0; i < map.voxels.size(); ++i) {
    auto const distance = static_cast<float>(std::sqrt(static_cast<double>(map.voxels[i])));
    map.voxels[i] = mask.voxels[i] != 0 ? -distance : distance;
  }
  return map;
}

namespace {

// The limits are rounded to float32 as the distances are: two voxels of 4.07 mm are "at most 8.14 mm" away.
Mask between(Volume<float> const& map, double above, double at_most) {
  auto const low = static_cast<float>(above), high = static_cast<float>(at_most);
  Mask result(map.geometry);
  for (std::size_t i = 0; i < map.voxels.size(); ++i)
    result.voxels[i] = low < map.voxels[i] && map.voxels[i] <= high ? 1 : 0;
  return result;
}

constexpr double kEverything = std::numeric_limits<double>::infinity();

}  // namespace

Mask with_margin(Mask const& mask, double margin_mm) {
  return between(signed_distance_map(mask), -kEverything, margin_mm);
}

// Distances count from the centres of the mask's outermost voxels, which are one voxel thick themselves; as Slicer
// does, a shell that holds them is thinner by that voxel (half of it where the surface runs in the middle).
Mask hollow(Mask const& mask, double thickness_mm, ShellSide side) {
  auto const map = signed_distance_map(mask);
  auto const axes = mask.geometry.dimension;
  double const voxel = mask.geometry.spacing_mm.head(axes).minCoeff();
  switch (side) {
    case ShellSide::inside:
      return between(map, 0.1 * voxel, thickness_mm + 0.1 * voxel);
    case ShellSide::medial:
      return between(map, -0.5 * thickness_mm + 0.5 * voxel, 0.5 * thickness_mm);
    case ShellSide::outside:
      break;
  }
  return between(map, -thickness_mm + voxel, 0.0);
}

}  // namespace petra
