#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "petra/grid/planar_shape.hpp"

namespace petra {

namespace {

using Vector2 = Eigen::Vector2d;
using Polygons = std::vector<IndexPolygon>;

double signed_area(IndexPolygon const& polygon) {
  double area = 0;
  auto const& p = polygon.corners;
  for (std::size_t i = 0; i < p.size(); ++i) {
    auto const& q = p[i + 1 == p.size() ? 0 : i + 1];
    area += p[i][0] * q[1] - q[0] * p[i][1];
  }
  return area / 2;
}

bool contains(IndexPolygon const& polygon, Vector2 const& point) {
  bool inside = false;
  auto const& p = polygon.corners;
  for (std::size_t i = 0; i < p.size(); ++i) {
    auto const& q = p[i + 1 == p.size() ? 0 : i + 1];
    if ((p[i][1] > point[1]) == (q[1] > point[1])) continue;
    if (point[0] < (q[0] - p[i][0]) * (point[1] - p[i][1]) / (q[1] - p[i][1]) + p[i][0]) inside = !inside;
  }
  return inside;
}

// One outline with what is nested in it.
struct Part {
  Polygons polygons;
  Vector2 low, high;
};

std::vector<Part> parts_of(std::span<IndexPolygon const> polygons) {
  std::vector<std::size_t> order(polygons.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<double> area(polygons.size());
  for (std::size_t i = 0; i < polygons.size(); ++i) area[i] = std::abs(signed_area(polygons[i]));
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return area[a] > area[b]; });
  std::vector<Part> parts;
  for (auto const i : order) {
    auto const& polygon = polygons[i];
    auto const host = std::find_if(parts.begin(), parts.end(), [&](auto const& part) {
      return contains(part.polygons.front(), polygon.corners.front());
    });
    if (host == parts.end()) {
      parts.push_back({{polygon}, polygon.low, polygon.high});
    } else {
      host->polygons.push_back(polygon);
    }
  }
  return parts;
}

// Distance in millimetres to the nearest edge, negative outside; edges are kept in square cells so that a voxel looks
// at the nearest few only.
class SignedDistance {
 public:
  SignedDistance(Polygons const& polygons, Vector2 const& spacing_mm) : polygons_(polygons), spacing_(spacing_mm) {
    low_ = Vector2::Constant(std::numeric_limits<double>::infinity());
    Vector2 high = -low_;
    std::size_t edges = 0;
    for (auto const& polygon : polygons) {
      low_ = low_.cwiseMin(polygon.low.cwiseProduct(spacing_));
      high = high.cwiseMax(polygon.high.cwiseProduct(spacing_));
      edges += polygon.corners.size();
    }
    Vector2 const extent = (high - low_).cwiseMax(1e-9);
    // About one edge per cell along the outline; never more cells than 256 × 256.
    cell_ = std::max({extent.maxCoeff() / 256, extent.sum() / static_cast<double>(edges + 4), 1e-9});
    for (int k = 0; k < 2; ++k) cells_[k] = static_cast<int>(extent[k] / cell_) + 1;
    bins_.resize(static_cast<std::size_t>(cells_[0] * cells_[1]));
    for (auto const& polygon : polygons) add(polygon);
  }

  [[nodiscard]] double at(Vector2 const& index) const {
    Vector2 const point = index.cwiseProduct(spacing_);
    bool inside = false;
    for (auto const& polygon : polygons_) inside ^= contains(polygon, index);
    std::array<int, 2> const home = {cell_of(point, 0), cell_of(point, 1)};
    // What the point is away from the cells' area counts in every ring.
    double best = std::numeric_limits<double>::infinity();
    int const rings = std::max(cells_[0], cells_[1]);
    for (int ring = 0; ring <= rings; ++ring) {
      if (std::sqrt(best) <= static_cast<double>(ring - 1) * cell_) break;
      for (int y = home[1] - ring; y <= home[1] + ring; ++y) {
        if (y < 0 || y >= cells_[1]) continue;
        bool const whole_row = y == home[1] - ring || y == home[1] + ring;
        for (int x = home[0] - ring; x <= home[0] + ring; x += whole_row || ring == 0 ? 1 : 2 * ring) {
          if (x < 0 || x >= cells_[0]) continue;
          for (auto const& [a, b] : bins_[static_cast<std::size_t>(y * cells_[0] + x)])
            best = std::min(best, squared_distance(point, a, b));
        }
      }
    }
    return inside ? std::sqrt(best) : -std::sqrt(best);
  }

 private:
  [[nodiscard]] int cell_of(Vector2 const& point, int axis) const {
    return static_cast<int>(std::clamp((point[axis] - low_[axis]) / cell_, 0.0, static_cast<double>(cells_[axis] - 1)));
  }
  [[nodiscard]] static double squared_distance(Vector2 const& point, Vector2 const& a, Vector2 const& b) {
    Vector2 const edge = b - a;
    double const length = edge.squaredNorm();
    double const t = length > 0 ? std::clamp((point - a).dot(edge) / length, 0.0, 1.0) : 0.0;
    return (point - a - t * edge).squaredNorm();
  }
  void add(IndexPolygon const& polygon) {
    auto const count = polygon.corners.size();
    for (std::size_t i = 0; i < count; ++i) {
      Vector2 const a = polygon.corners[i].cwiseProduct(spacing_);
      Vector2 const b = polygon.corners[i + 1 == count ? 0 : i + 1].cwiseProduct(spacing_);
      // An edge lies in every cell of its bounding box: more than it needs, never less.
      for (int y = cell_of(a.cwiseMin(b), 1); y <= cell_of(a.cwiseMax(b), 1); ++y) {
        for (int x = cell_of(a.cwiseMin(b), 0); x <= cell_of(a.cwiseMax(b), 0); ++x)
          bins_[static_cast<std::size_t>(y * cells_[0] + x)].emplace_back(a, b);
      }
    }
  }

  Polygons const& polygons_;
  Vector2 spacing_, low_;
  double cell_ = 1;
  std::array<int, 2> cells_ = {1, 1};
  std::vector<std::vector<std::pair<Vector2, Vector2>>> bins_;
};

Vector2 centroid_of(IndexPolygon const& polygon) {
  auto const& p = polygon.corners;
  Vector2 const start = p.front();
  Vector2 sum = {0, 0};
  double twice_area = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    Vector2 const a = p[i] - start, b = p[i + 1 == p.size() ? 0 : i + 1] - start;
    double const cross = a[0] * b[1] - b[0] * a[1];
    twice_area += cross;
    sum += cross * (a + b);
  }
  if (std::abs(twice_area) < 1e-12) return (polygon.low + polygon.high) / 2;
  return start + sum / (3 * twice_area);
}

// Outlines that belong together: parts of the two slices whose bounds overlap, directly or through others.
struct Group {
  std::vector<Part const*> from, to;
};

std::vector<Group> groups_of(std::vector<Part> const& from, std::vector<Part> const& to) {
  auto const count = from.size() + to.size();
  std::vector<std::size_t> parent(count);
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  auto const root = [&](std::size_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
  };
  for (std::size_t i = 0; i < from.size(); ++i) {
    for (std::size_t j = 0; j < to.size(); ++j) {
      bool const overlap =
          (from[i].low.array() <= to[j].high.array()).all() && (to[j].low.array() <= from[i].high.array()).all();
      if (overlap) parent[root(i)] = root(from.size() + j);
    }
  }
  std::vector<Group> groups;
  std::vector<std::size_t> number(count, count);
  for (std::size_t i = 0; i < count; ++i) {
    auto const r = root(i);
    if (number[r] == count) {
      number[r] = groups.size();
      groups.emplace_back();
    }
    auto& group = groups[number[r]];
    if (i < from.size()) {
      group.from.push_back(&from[i]);
    } else {
      group.to.push_back(&to[i - from.size()]);
    }
  }
  return groups;
}

Polygons polygons_of(std::vector<Part const*> const& parts) {
  Polygons all;
  for (auto const* part : parts) all.insert(all.end(), part->polygons.begin(), part->polygons.end());
  return all;
}

}  // namespace

std::int64_t interpolate_shape(std::span<IndexPolygon const> from, std::span<IndexPolygon const> to, double fraction,
                               Eigen::Vector2d const& spacing_mm, std::span<std::uint8_t> slice, std::int64_t width,
                               std::int64_t height) {
  auto const from_parts = parts_of(from), to_parts = parts_of(to);
  std::int64_t alone = 0;
  for (auto const& group : groups_of(from_parts, to_parts)) {
    if (group.from.empty() || group.to.empty()) {
      alone += static_cast<std::int64_t>(group.from.size() + group.to.size());
      continue;
    }
    auto const first = polygons_of(group.from), second = polygons_of(group.to);
    // One outline each: laid over one another by their centroids, so that a shape that moves keeps its size.
    Vector2 first_shift = {0, 0}, second_shift = {0, 0};
    if (group.from.size() == 1 && group.to.size() == 1) {
      Vector2 const way = centroid_of(second.front()) - centroid_of(first.front());
      first_shift = fraction * way;
      second_shift = (fraction - 1) * way;
    }
    Vector2 low = Vector2::Constant(std::numeric_limits<double>::infinity()), high = -low;
    for (auto const& [polygons, shift] : {std::pair(&first, &first_shift), std::pair(&second, &second_shift)}) {
      for (auto const& polygon : *polygons) {
        low = low.cwiseMin(polygon.low + *shift);
        high = high.cwiseMax(polygon.high + *shift);
      }
    }
    SignedDistance const first_distance(first, spacing_mm), second_distance(second, spacing_mm);
    auto const begin = [](double value) { return static_cast<std::int64_t>(std::max(0.0, std::ceil(value))); };
    auto const end = [](double value, std::int64_t length) {
      return static_cast<std::int64_t>(std::floor(std::clamp(value, -1.0, static_cast<double>(length - 1))));
    };
    for (auto y = begin(low[1]); y <= end(high[1], height); ++y) {
      for (auto x = begin(low[0]); x <= end(high[0], width); ++x) {
        Vector2 const index = {static_cast<double>(x), static_cast<double>(y)};
        double const depth = (1 - fraction) * first_distance.at(index - first_shift) +
                             fraction * second_distance.at(index - second_shift);
        if (depth > 0) slice[static_cast<std::size_t>(y * width + x)] = 1;
      }
    }
  }
  return alone;
}

}  // namespace petra
