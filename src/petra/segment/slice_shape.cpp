#include "petra/segment/slice_shape.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <limits>

#include "petra/segment/distance_map.hpp"

namespace petra {

namespace {

constexpr std::array<SlicePoint, 4> kEdges = {{{-1, 0}, {1, 0}, {0, -1}, {0, 1}}};

SlicePoint operator+(SlicePoint a, SlicePoint b) {
  return {a.x + b.x, a.y + b.y};
}
SlicePoint operator-(SlicePoint a, SlicePoint b) {
  return {a.x - b.x, a.y - b.y};
}

}  // namespace

SliceRegion joined(SliceRegion const& a, SliceRegion const& b) {
  std::int64_t const x = std::min(a.x, b.x), y = std::min(a.y, b.y);
  return {x, y, std::max(a.x + a.width, b.x + b.width) - x, std::max(a.y + a.height, b.y + b.height) - y};
}

SlicePoint SliceShape::centroid() const {
  SlicePoint sum;
  std::int64_t count = 0;
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    if (pixels[i] == 0) continue;
    sum = sum + region.at(i);
    ++count;
  }
  return count == 0 ? SlicePoint{region.x, region.y} : SlicePoint{sum.x / count, sum.y / count};
}

SliceRegion SliceShape::bounding_box() const {
  SlicePoint low{std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::max()};
  SlicePoint high{std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::min()};
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    if (pixels[i] == 0) continue;
    auto const p = region.at(i);
    low = {std::min(low.x, p.x), std::min(low.y, p.y)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y)};
  }
  return {low.x, low.y, high.x - low.x + 1, high.y - low.y + 1};
}

SliceShape moved(SliceShape const& shape, SlicePoint by, SliceRegion const& region) {
  SliceShape result(region);
  for (std::size_t i = 0; i < result.pixels.size(); ++i) result.pixels[i] = shape.has(region.at(i) - by) ? 1 : 0;
  return result;
}

std::vector<SliceShape> parts_of(SliceShape const& shape) {
  std::vector<SliceShape> parts;
  auto open = shape.pixels;
  for (std::size_t start = 0; start < open.size(); ++start) {
    if (open[start] == 0) continue;
    SliceShape part(shape.region);
    std::vector<SlicePoint> front = {shape.region.at(start)};
    open[start] = 0;
    while (!front.empty()) {
      auto const p = front.back();
      front.pop_back();
      part.pixels[shape.region.offset(p)] = 1;
      for (auto const step : kEdges) {
        auto const next = p + step;
        if (!shape.region.holds(next) || open[shape.region.offset(next)] == 0) continue;
        open[shape.region.offset(next)] = 0;
        front.push_back(next);
      }
    }
    parts.push_back(std::move(part));
  }
  return parts;
}

SliceShape united(std::vector<SliceShape const*> const& shapes) {
  SliceShape result(shapes.front()->region);
  for (auto const* shape : shapes) {
    for (std::size_t i = 0; i < result.pixels.size(); ++i) result.pixels[i] |= shape->pixels[i];
  }
  return result;
}

std::int64_t common_pixels(SliceShape const& a, std::vector<SliceShape const*> const& shapes, SlicePoint by) {
  std::vector<std::int64_t> counts(shapes.size());
  for (std::size_t i = 0; i < a.pixels.size(); ++i) {
    if (a.pixels[i] == 0) continue;
    auto const p = a.region.at(i) + by;
    for (std::size_t k = 0; k < shapes.size(); ++k) counts[k] += shapes[k]->has(p) ? 1 : 0;
  }
  std::int64_t sum = 0;
  for (auto const count : counts) {
    if (count == 0) return 0;
    sum += count;
  }
  return sum;
}

SliceShape median_shape(SliceShape const& a, SliceShape const& b) {
  Geometry plane;
  plane.size = {a.region.width, a.region.height, 1};
  plane.dimension = 2;
  Mask common(plane);
  for (std::size_t i = 0; i < a.pixels.size(); ++i) common.voxels[i] = a.pixels[i] & b.pixels[i];
  auto const distance = signed_distance_map(common);
  // Pixels of one shape alone, counted by tenths of their distance to the common ones.
  constexpr float kTenths = 10;
  std::vector<std::int64_t> only_a, only_b;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) {
    if (a.pixels[i] == b.pixels[i]) continue;
    auto const bin = static_cast<std::size_t>(std::min(kTenths * distance.voxels[i], 1e7F));
    auto& histogram = a.pixels[i] != 0 ? only_a : only_b;
    if (histogram.size() <= bin) histogram.resize(bin + 1);
    ++histogram[bin];
  }
  auto const bins = std::max(only_a.size(), only_b.size());
  SliceShape result(a.region);
  if (bins == 0) {
    for (std::size_t i = 0; i < result.pixels.size(); ++i) result.pixels[i] = common.voxels[i];
    return result;
  }
  only_a.resize(bins);
  only_b.resize(bins);
  std::int64_t total_a = 0, total_b = 0, near_a = 0, near_b = 0;
  for (std::size_t bin = 0; bin < bins; ++bin) total_a += only_a[bin], total_b += only_b[bin];
  std::size_t best = 0;
  auto best_difference = std::numeric_limits<std::int64_t>::max();
  for (std::size_t bin = 0; bin < bins; ++bin) {
    near_a += only_a[bin];
    near_b += only_b[bin];
    auto const difference = std::abs(std::abs(total_a - near_a + near_b) - std::abs(total_b - near_b + near_a));
    if (difference >= best_difference) continue;
    best_difference = difference;
    best = bin;
  }
  float const reach = static_cast<float>(best) / kTenths;
  for (std::size_t i = 0; i < result.pixels.size(); ++i)
    result.pixels[i] = distance.voxels[i] <= reach && (a.pixels[i] | b.pixels[i]) != 0 ? 1 : 0;
  return result;
}

SlicePoint best_move(SliceShape const& a, std::vector<SliceShape const*> const& shapes) {
  constexpr std::int64_t kFewest = 8, kMost = 216;  // tries: ITK's 2 and 6 to the third
  auto const& other = shapes.front()->region;
  SliceRegion const search = {other.x - a.region.x - a.region.width + 1, other.y - a.region.y - a.region.height + 1,
                              a.region.width + other.width - 1, a.region.height + other.height - 1};
  auto const everywhere = static_cast<std::int64_t>(search.pixels());
  auto const fewest = std::min(kFewest, everywhere);
  auto const most = std::max(kMost, static_cast<std::int64_t>(std::sqrt(static_cast<double>(everywhere))));
  std::vector<std::uint8_t> seen(search.pixels());
  std::deque<SlicePoint> todo;
  auto const add = [&](SlicePoint move, bool anyway) {
    if (!search.holds(move) || (!anyway && seen[search.offset(move)] != 0)) return false;
    seen[search.offset(move)] = 1;
    todo.push_back(move);
    return true;
  };
  add({0, 0}, true);
  add(united(shapes).centroid() - a.centroid(), true);
  SlicePoint best;
  std::int64_t best_score = 0, tries = 0;
  while (!todo.empty()) {
    auto const move = todo.front();
    todo.pop_front();
    auto const score = common_pixels(a, shapes, move);
    if (score > best_score) {
      best_score = score;
      best = move;
    }
    bool const goes_on = best_score == 0 || tries <= fewest ||
                         (static_cast<double>(score) > static_cast<double>(best_score) * 0.9 && tries <= most);
    if (!goes_on) continue;
    for (auto const step : kEdges) tries += add(move + step, false) ? 1 : 0;
  }
  return best;
}

std::vector<SliceShape> dealt_to_seeds(SliceShape const& whole, std::vector<SliceShape> seeds) {
  auto const& region = whole.region;
  std::vector<std::size_t> owner(whole.pixels.size(), 0);  // 0: nobody
  for (std::size_t k = 0; k < seeds.size(); ++k) {
    for (std::size_t i = 0; i < owner.size(); ++i) {
      if (seeds[k].pixels[i] != 0) owner[i] = k + 1;
    }
  }
  // Round by round; where two come to a pixel in one round, the first seed takes it.
  for (bool grew = true; grew;) {
    grew = false;
    auto const before = owner;
    for (std::size_t i = 0; i < owner.size(); ++i) {
      if (whole.pixels[i] == 0 || before[i] != 0) continue;
      std::size_t first = 0;
      for (auto const step : kEdges) {
        auto const next = region.at(i) + step;
        if (!region.holds(next)) continue;
        auto const other = before[region.offset(next)];
        if (other != 0 && (first == 0 || other < first)) first = other;
      }
      owner[i] = first;
      grew = grew || first != 0;
    }
  }
  for (std::size_t k = 0; k < seeds.size(); ++k) {
    for (std::size_t i = 0; i < owner.size(); ++i)
      seeds[k].pixels[i] = owner[i] == k + 1 && whole.pixels[i] != 0 ? 1 : 0;
  }
  return seeds;
}

}  // namespace petra
