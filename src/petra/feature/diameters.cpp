#include "petra/feature/diameters.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace petra {

namespace {

// Places are counted in half voxels, so that a middle of an edge is a whole number. Axes: x = 0, y = 1, z = 2.
using Point = std::array<std::int32_t, 3>;

constexpr std::int32_t kNone = std::numeric_limits<std::int32_t>::max();

// Lowest and highest place of a surface point on each line of a plane of lines; first == kNone where there is none.
struct Ends {
  std::int32_t first = kNone;
  std::int32_t last = -1;
};

// Tables of the ends of lines along x (indexed by z, y) and along y (indexed by z, x).
class LineEnds {
 public:
  explicit LineEnds(RegionBits const& bits)
      : size_{2 * bits.size()[0], 2 * bits.size()[1], 2 * bits.size()[2]},
        along_x_(static_cast<std::size_t>(size_[2] * size_[1])),
        along_y_(static_cast<std::size_t>(size_[2] * size_[0])) {
    for (std::int64_t z = 0; z < bits.size()[2]; ++z) {
      fill_plane(bits, 2 * z);
      if (z + 1 < bits.size()[2]) fill_plane(bits, 2 * z + 1);
    }
  }

  [[nodiscard]] Index3 const& size() const { return size_; }
  [[nodiscard]] Ends const& along_x(std::int64_t y, std::int64_t z) const {
    return along_x_[static_cast<std::size_t>(z * size_[1] + y)];
  }
  [[nodiscard]] Ends const& along_y(std::int64_t x, std::int64_t z) const {
    return along_y_[static_cast<std::size_t>(z * size_[0] + x)];
  }

 private:
  // Surface points of the line (y, z), z and y in half voxels: word w's bits, and what a bit's place is doubled to.
  static std::uint64_t points(RegionBits const& bits, std::int64_t y, std::int64_t z, std::int64_t w) {
    std::uint64_t const* const row = bits.row(y / 2, z / 2);
    if (z % 2 == 1) return y % 2 == 1 ? 0 : row[w] ^ bits.row(y / 2, z / 2 + 1)[w];
    if (y % 2 == 1) return row[w] ^ bits.row(y / 2 + 1, z / 2)[w];
    return row[w] ^ (row[w] >> 1 | (w + 1 < bits.words() ? row[w + 1] << 63 : 0));
  }

  void fill_plane(RegionBits const& bits, std::int64_t z) {
    std::int64_t const lines =
        z % 2 == 1 ? size_[1] : size_[1] - 1;  // y = size - 1 would lie between the last row and none
    for (std::int64_t w = 0; w < bits.words(); ++w) {
      // Ascending y meets each x first at its lowest y, descending y at its highest; [0]: points at x + 0, [1]: at x +
      // 1/2.
      std::array<std::uint64_t, 2> met{};
      for (std::int64_t y = 0; y < lines; ++y) {
        std::uint64_t const here = points(bits, y, z, w);
        if (here == 0) continue;
        std::int64_t const half = z % 2 == 0 && y % 2 == 0 ? 1 : 0;
        Ends& ends = along_x_[static_cast<std::size_t>(z * size_[1] + y)];
        if (ends.first == kNone) ends.first = place(w, std::countr_zero(here), half);
        ends.last = place(w, 63 - std::countl_zero(here), half);
        auto& seen = met[static_cast<std::size_t>(half)];
        for (std::uint64_t fresh = here & ~seen; fresh != 0; fresh &= fresh - 1) {
          line_along_y(place(w, std::countr_zero(fresh), half), z).first = static_cast<std::int32_t>(y);
        }
        seen |= here;
      }
      met = {};
      for (std::int64_t y = lines - 1; y >= 0; --y) {
        std::uint64_t const here = points(bits, y, z, w);
        std::int64_t const half = z % 2 == 0 && y % 2 == 0 ? 1 : 0;
        auto& seen = met[static_cast<std::size_t>(half)];
        for (std::uint64_t fresh = here & ~seen; fresh != 0; fresh &= fresh - 1) {
          line_along_y(place(w, std::countr_zero(fresh), half), z).last = static_cast<std::int32_t>(y);
        }
        seen |= here;
      }
    }
  }

  static std::int32_t place(std::int64_t word, int bit, std::int64_t half) {
    return static_cast<std::int32_t>(2 * (64 * word + bit) + half);
  }
  Ends& line_along_y(std::int32_t x, std::int64_t z) { return along_y_[static_cast<std::size_t>(z * size_[0] + x)]; }

  Index3 size_;
  std::vector<Ends> along_x_, along_y_;
};

// The corners of the convex hull of the points of one plane, from the ends of its lines in ascending order of `u`; `v`
// runs along a line. Whole numbers: exact. Points on a side are no corners; they are never an end of the longest
// distance.
class PlaneHull {
 public:
  void clear() {
    lower_.clear();
    upper_.clear();
  }
  void add_line(std::int32_t u, Ends const& ends) {
    if (ends.first == kNone) return;
    push(lower_, {u, ends.first}, 1);
    push(upper_, {u, ends.last}, -1);
  }
  template <class Visit>
  void for_each_corner(Visit&& visit) const {
    for (auto const& corner : lower_) visit(corner[0], corner[1]);
    for (auto const& corner : upper_) {
      bool const shared = corner == lower_.front() || corner == lower_.back();
      if (!shared) visit(corner[0], corner[1]);
    }
  }

 private:
  using Corner = std::array<std::int64_t, 2>;
  static void push(std::vector<Corner>& chain, Corner corner, std::int64_t side) {
    while (chain.size() >= 2) {
      Corner const& a = chain[chain.size() - 2];
      Corner const& b = chain.back();
      std::int64_t const turn = (b[0] - a[0]) * (corner[1] - a[1]) - (b[1] - a[1]) * (corner[0] - a[0]);
      if (side * turn > 0) break;
      chain.pop_back();
    }
    chain.push_back(corner);
  }
  std::vector<Corner> lower_, upper_;
};

class PairDistance {
 public:
  explicit PairDistance(Eigen::Vector3d const& spacing_mm) : spacing_{spacing_mm.x(), spacing_mm.y(), spacing_mm.z()} {}

  // Squared distance, operations in PyRadiomics' order: places in mm first, then differences, z, y, x.
  [[nodiscard]] double operator()(Point const& a, Point const& b) const {
    double const z = millimetres(a, 2) - millimetres(b, 2);
    double const y = millimetres(a, 1) - millimetres(b, 1);
    double const x = millimetres(a, 0) - millimetres(b, 0);
    return z * z + y * y + x * x;
  }
  [[nodiscard]] double millimetres(Point const& point, std::size_t axis) const {
    return static_cast<double>(point[axis]) * 0.5 * spacing_[axis];
  }

 private:
  std::array<double, 3> spacing_;
};

// A bound computed in another order than the distances may fall short of them by rounding; this much it is raised.
constexpr double kRaise = 1 + 1e-9;

// The largest squared distance between two corners, if it exceeds `best`.
double largest_in_plane(std::vector<Point> const& corners, PairDistance const& distance, double best) {
  Point low = corners.front(), high = corners.front();
  for (Point const& corner : corners) {
    for (std::size_t k = 0; k < 3; ++k) {
      low[k] = std::min(low[k], corner[k]);
      high[k] = std::max(high[k], corner[k]);
    }
  }
  if (distance(low, high) * kRaise < best) return best;
  for (std::size_t i = 0; i < corners.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) best = std::max(best, distance(corners[i], corners[j]));
  }
  return best;
}

// The largest squared distance over all planes across `axis`, and the corners of their hulls (appended as keys, for
// largest_anywhere).
double largest_across(LineEnds const& lines, std::size_t axis, PairDistance const& distance,
                      std::vector<std::uint64_t>& keys) {
  Index3 const& size = lines.size();
  double best = 0;
  PlaneHull hull;
  std::vector<Point> corners;
  std::int64_t const line_count = axis == 2 ? size[1] : size[2];
  for (std::int64_t plane = 0; plane < size[axis]; ++plane) {
    hull.clear();
    corners.clear();
    for (std::int64_t u = 0; u < line_count; ++u) {
      Ends const& ends = axis == 2   ? lines.along_x(u, plane)
                         : axis == 1 ? lines.along_x(plane, u)
                                     : lines.along_y(plane, u);
      hull.add_line(static_cast<std::int32_t>(u), ends);
    }
    hull.for_each_corner([&](std::int64_t u, std::int64_t v) {
      auto const p = static_cast<std::int32_t>(plane), i = static_cast<std::int32_t>(u),
                 j = static_cast<std::int32_t>(v);
      Point const point = axis == 2 ? Point{j, i, p} : axis == 1 ? Point{j, p, i} : Point{p, j, i};
      corners.push_back(point);
      keys.push_back((static_cast<std::uint64_t>(point[2]) * static_cast<std::uint64_t>(size[1]) +
                      static_cast<std::uint64_t>(point[1])) *
                         static_cast<std::uint64_t>(size[0]) +
                     static_cast<std::uint64_t>(point[0]));
    });
    if (!corners.empty()) best = largest_in_plane(corners, distance, best);
  }
  return best;
}

// A corner of the whole hull is a corner of its hull in each of the three planes through it, so only points that all
// three lists hold can be an end of the longest distance. Pairs run from the points farthest from the middle inwards
// until two radii cannot reach.
double largest_anywhere(std::array<std::vector<std::uint64_t>, 3>& keys, Index3 const& size,
                        PairDistance const& distance, double best) {
  for (auto& list : keys) std::sort(list.begin(), list.end());
  std::vector<std::uint64_t> both, all;
  std::set_intersection(keys[0].begin(), keys[0].end(), keys[1].begin(), keys[1].end(), std::back_inserter(both));
  std::set_intersection(both.begin(), both.end(), keys[2].begin(), keys[2].end(), std::back_inserter(all));

  struct Candidate {
    Point point;
    double radius;
  };
  std::vector<Candidate> candidates;
  auto const size_x = static_cast<std::uint64_t>(size[0]), size_y = static_cast<std::uint64_t>(size[1]);
  Point const middle = {static_cast<std::int32_t>(size[0] / 2), static_cast<std::int32_t>(size[1] / 2),
                        static_cast<std::int32_t>(size[2] / 2)};
  for (std::uint64_t const key : all) {
    Point const point = {static_cast<std::int32_t>(key % size_x), static_cast<std::int32_t>(key / size_x % size_y),
                         static_cast<std::int32_t>(key / size_x / size_y)};
    candidates.push_back({point, std::sqrt(distance(point, middle))});
  }
  std::sort(candidates.begin(), candidates.end(),
            [](Candidate const& a, Candidate const& b) { return a.radius > b.radius; });
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    double const radius = candidates[i].radius;
    if (4 * radius * radius * kRaise < best) break;  // no pair of this point and later ones reaches
    for (std::size_t j = i + 1; j < candidates.size(); ++j) {
      double const reach = radius + candidates[j].radius;
      if (reach * reach * kRaise < best) break;
      best = std::max(best, distance(candidates[i].point, candidates[j].point));
    }
  }
  return best;
}

}  // namespace

Diameters measure_diameters(RegionBits const& bits, Eigen::Vector3d const& spacing_mm) {
  LineEnds const lines(bits);
  PairDistance const distance(spacing_mm);
  std::array<std::vector<std::uint64_t>, 3> keys;
  std::array<double, 3> across{};
  for (std::size_t axis = 0; axis < 3; ++axis) across[axis] = largest_across(lines, axis, distance, keys[axis]);
  double const whole = largest_anywhere(keys, lines.size(), distance, std::max({across[0], across[1], across[2]}));
  return {std::sqrt(across[2]), std::sqrt(across[1]), std::sqrt(across[0]), std::sqrt(whole)};
}

}  // namespace petra
