#include "petra/grid/trace_contours.hpp"

#include <algorithm>

namespace petra {

namespace {

// Corners of voxels: (i, j) is the corner above and left of voxel (i, j), at index (i - 0.5, j - 0.5).
struct Corner {
  std::int32_t x = 0, y = 0;
  friend bool operator==(Corner const&, Corner const&) = default;
};
using Outline = std::vector<Corner>;  // one corner per step

enum Direction : std::uint8_t { right, down, left, up };

// The voxel edges of one slice as arrows that keep the region on their right hand (y downwards), so outer outlines run
// clockwise as seen on a screen and holes the other way.
class Tracer {
 public:
  Tracer(std::span<std::uint8_t const> slice, std::int64_t width, std::int64_t height)
      : slice_(slice),
        width_(static_cast<std::int32_t>(width)),
        height_(static_cast<std::int32_t>(height)),
        // A right-going arrow starts at the upper left corner of a voxel whose upper neighbour is outside.
        seen_(static_cast<std::size_t>(width * height), 0) {}

  [[nodiscard]] std::vector<Outline> all() {
    std::vector<Outline> outlines;
    for (std::int32_t y = 0; y < height_; ++y) {
      for (std::int32_t x = 0; x < width_; ++x) {
        if (inside(x, y) && !inside(x, y - 1) && !seen_[at(x, y)]) outlines.push_back(follow({x, y}, right));
        // The upper edge of a hole is a left-going arrow below a voxel.
        if (inside(x, y) && !inside(x, y + 1) && (seen_[at(x, y)] & 2) == 0) mark_lower_.push_back({x, y});
      }
    }
    for (auto const& voxel : mark_lower_) {
      if ((seen_[at(voxel.x, voxel.y)] & 2) == 0) outlines.push_back(follow({voxel.x + 1, voxel.y + 1}, left));
    }
    mark_lower_.clear();
    return outlines;
  }

 private:
  [[nodiscard]] std::size_t at(std::int32_t x, std::int32_t y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x);
  }
  [[nodiscard]] bool inside(std::int32_t x, std::int32_t y) const {
    return x >= 0 && y >= 0 && x < width_ && y < height_ && slice_[at(x, y)] != 0;
  }
  // Whether the arrow from a corner in this direction is an edge with the region on its right and the rest on its left.
  [[nodiscard]] bool is_edge(Corner c, Direction d) const {
    switch (d) {
      case right:
        return inside(c.x, c.y) && !inside(c.x, c.y - 1);
      case down:
        return inside(c.x - 1, c.y) && !inside(c.x, c.y);
      case left:
        return inside(c.x - 1, c.y - 1) && !inside(c.x - 1, c.y);
      case up:
        break;
    }
    return inside(c.x, c.y - 1) && !inside(c.x - 1, c.y - 1);
  }
  void mark(Corner c, Direction d) {
    if (d == right) seen_[at(c.x, c.y)] |= 1;
    if (d == left) seen_[at(c.x - 1, c.y - 1)] |= 2;
  }

  Outline follow(Corner const start, Direction const first) {
    Outline outline;
    Corner corner = start;
    Direction direction = first;
    do {
      mark(corner, direction);
      outline.push_back(corner);
      corner.x += direction == right ? 1 : direction == left ? -1 : 0;
      corner.y += direction == down ? 1 : direction == up ? -1 : 0;
      // Round the same voxel first: voxels that touch by a corner stay apart.
      for (int turn = 1; turn >= -1; --turn) {
        auto const next = static_cast<Direction>((direction + turn + 4) % 4);
        if (!is_edge(corner, next)) continue;
        direction = next;
        break;
      }
    } while (corner != start || direction != first);
    return outline;
  }

  std::span<std::uint8_t const> slice_;
  std::int32_t width_, height_;
  std::vector<std::uint8_t> seen_;
  std::vector<Corner> mark_lower_;
};

bool is_hole(Outline const& outline) {
  std::int64_t twice_area = 0;
  for (std::size_t i = 0; i < outline.size(); ++i) {
    auto const& a = outline[i];
    auto const& b = outline[i + 1 == outline.size() ? 0 : i + 1];
    twice_area += static_cast<std::int64_t>(a.x) * b.y - static_cast<std::int64_t>(b.x) * a.y;
  }
  return twice_area < 0;
}

// Joins every hole to the outline left of its uppermost, leftmost corner. Holes are taken from above and from the left,
// so what lies left of one is an outer outline or a hole that is joined already.
std::vector<Outline> with_keyholes(std::vector<Outline> outlines, std::int64_t width) {
  std::vector<Outline> outer, holes;
  for (auto& outline : outlines) (is_hole(outline) ? holes : outer).push_back(std::move(outline));
  for (auto& hole : holes) {
    auto const first = std::min_element(
        hole.begin(), hole.end(), [](Corner const& a, Corner const& b) { return a.y != b.y ? a.y < b.y : a.x < b.x; });
    std::rotate(hole.begin(), first, hole.end());
  }
  std::sort(holes.begin(), holes.end(), [](Outline const& a, Outline const& b) {
    return a.front().y != b.front().y ? a.front().y < b.front().y : a.front().x < b.front().x;
  });
  // Which joined outline passes a corner: looked up by row.
  auto const key = [width](Corner const& c) { return static_cast<std::int64_t>(c.y) * (width + 1) + c.x; };
  std::vector<std::pair<std::int64_t, std::size_t>> owners;
  for (std::size_t i = 0; i < outer.size(); ++i) {
    for (auto const& corner : outer[i]) owners.emplace_back(key(corner), i);
  }
  std::sort(owners.begin(), owners.end());
  std::vector<std::vector<Outline>> joined(outer.size());
  for (auto& hole : holes) {
    auto const corner = hole.front();
    // The nearest corner of an outline to the left in the same row of corners.
    auto at = std::lower_bound(owners.begin(), owners.end(), std::pair(key(corner), std::size_t{0}));
    --at;  // a hole has its outline round it
    auto const host = at->second;
    Corner const bridge = {static_cast<std::int32_t>(at->first % (width + 1)),
                           static_cast<std::int32_t>(at->first / (width + 1))};
    std::vector<std::pair<std::int64_t, std::size_t>> own;
    for (auto const& c : hole) own.emplace_back(key(c), host);
    std::sort(own.begin(), own.end());
    auto const middle = static_cast<std::ptrdiff_t>(owners.size());
    owners.insert(owners.end(), own.begin(), own.end());
    std::inplace_merge(owners.begin(), owners.begin() + middle, owners.end());
    auto& outline = outer[host];
    auto const where = std::find(outline.begin(), outline.end(), bridge);
    Outline detour = {bridge};
    detour.insert(detour.end(), hole.begin(), hole.end());
    detour.push_back(corner);
    outline.insert(where, detour.begin(), detour.end());
  }
  return outer;
}

// Corners where the outline goes straight on are left out; where it turns back they stay.
Outline simplified(Outline const& outline) {
  Outline kept;
  auto const count = outline.size();
  for (std::size_t i = 0; i < count; ++i) {
    auto const& before = outline[(i + count - 1) % count];
    auto const& here = outline[i];
    auto const& after = outline[(i + 1) % count];
    auto const sign = [](std::int32_t d) { return d > 0 ? 1 : d < 0 ? -1 : 0; };
    bool const straight =
        sign(here.x - before.x) == sign(after.x - here.x) && sign(here.y - before.y) == sign(after.y - here.y);
    if (!straight) kept.push_back(here);
  }
  return kept;
}

}  // namespace

std::vector<TracedContour> trace_contours(Mask const& mask) {
  auto const& size = mask.geometry.size;
  auto const area = static_cast<std::size_t>(size[0] * size[1]);
  std::vector<TracedContour> traced;
  for (std::int64_t z = 0; z < size[2]; ++z) {
    auto const slice = std::span(mask.voxels).subspan(static_cast<std::size_t>(z) * area, area);
    if (std::all_of(slice.begin(), slice.end(), [](auto voxel) { return voxel == 0; })) continue;
    for (auto const& outline : with_keyholes(Tracer(slice, size[0], size[1]).all(), size[0])) {
      TracedContour contour{z, {}};
      for (auto const& corner : simplified(outline)) {
        auto const point = mask.geometry.point_of(
            {static_cast<double>(corner.x) - 0.5, static_cast<double>(corner.y) - 0.5, static_cast<double>(z)});
        contour.contour.points_mm.insert(contour.contour.points_mm.end(), {point[0], point[1], point[2]});
      }
      traced.push_back(std::move(contour));
    }
  }
  return traced;
}

}  // namespace petra
