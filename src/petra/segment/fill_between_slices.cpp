#include "petra/segment/fill_between_slices.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include "petra/segment/neighbours.hpp"
#include "petra/segment/slice_shape.hpp"

namespace petra {

namespace {

using Slices = std::set<std::int64_t>;

std::int64_t half_up(std::int64_t value) {
  return value > 0 ? value / 2 + 1 : value / 2 - 1;
}

// Slices of one mask across one axis; writes shapes between them.
class Interpolator {
 public:
  Interpolator(Mask const& drawn, std::size_t axis, Mask& result)
      : drawn_(drawn), axis_(axis), across_(axis == 0 ? 1 : 0), down_(axis == 2 ? 1 : 2), result_(result) {}

  void fill(Slices const& slices, SliceRegion const& region) {
    for (auto next = slices.begin(); next != slices.end(); ++next) {
      if (next == slices.begin()) continue;
      auto const before = *std::prev(next);
      if (before + 1 < *next) between(before, *next, shape_at(before, region), shape_at(*next, region));
    }
  }

 private:
  [[nodiscard]] Index3 voxel(SlicePoint p, std::int64_t slice) const {
    Index3 index = {};
    index[axis_] = slice;
    index[across_] = p.x;
    index[down_] = p.y;
    return index;
  }

  [[nodiscard]] SliceShape shape_at(std::int64_t slice, SliceRegion const& region) const {
    SliceShape shape(region);
    for (std::size_t i = 0; i < shape.pixels.size(); ++i) {
      auto const index = voxel(region.at(i), slice);
      shape.pixels[i] = drawn_.at(index[0], index[1], index[2]) != 0 ? 1 : 0;
    }
    return shape;
  }

  void write(SliceShape const& shape, std::int64_t slice) {
    for (std::size_t i = 0; i < shape.pixels.size(); ++i) {
      if (shape.pixels[i] == 0) continue;
      auto const index = voxel(shape.region.at(i), slice);
      if (is_inside(index, result_.geometry.size)) result_.at(index[0], index[1], index[2]) = 1;
    }
  }

  // Shapes half way, then half way to that from either side.
  void one_to_one(std::int64_t i, std::int64_t j, SliceShape const& a, SliceShape const& b, SlicePoint move,
                  bool inner) {
    std::array<std::int64_t, 2> const whole = {move.x, move.y};
    std::array<std::int64_t, 2> half = {};
    bool carry = false;  // an odd step is rounded down along one axis, the next along the other up
    for (std::size_t d = 0; d < 2; ++d) {
      half[d] = whole[d] / 2;
      if (!carry) {
        carry = whole[d] % 2 != 0;
      } else if (whole[d] % 2 != 0) {
        half[d] = half_up(whole[d]);
        carry = false;
      }
    }
    SlicePoint const of_a = {half[0], half[1]}, of_b = {half[0] - whole[0], half[1] - whole[1]};
    auto const shifted = [](SliceRegion region, SlicePoint by) {
      region.x += by.x;
      region.y += by.y;
      return region;
    };
    auto region = joined(shifted(a.region, of_a), shifted(b.region, of_b));
    auto const middle = (i + j + (carry ? 1 : 0)) / 2;
    auto const a_moved = moved(a, of_a, region), b_moved = moved(b, of_b, region);
    if (!inner) region = joined(a_moved.bounding_box(), b_moved.bounding_box());
    auto const shape = median_shape(moved(a_moved, {}, region), moved(b_moved, {}, region));
    write(shape, middle);
    if (std::abs(i - j) <= 2) return;
    if (std::abs(i - middle) > 1) one_to_one(i, middle, a, shape, of_a, true);
    if (std::abs(j - middle) > 1) one_to_one(j, middle, b, shape, of_b, true);
  }

  // A shape that nothing lies over runs out towards a point in it.
  void run_out(std::int64_t i, std::int64_t j, SliceShape const& a) {
    auto const centre = a.centroid();
    SliceShape point(SliceRegion{centre.x - 1, centre.y - 1, 3, 3});
    point.pixels[4] = 1;
    auto const move = best_move(a, {&point});
    point.region.x -= move.x;
    point.region.y -= move.y;
    one_to_one(i, j, a, point, {}, false);
  }

  void one_to_many(std::int64_t i, std::int64_t j, SliceShape const& a, std::vector<SliceShape const*> const& parts) {
    auto const move = best_move(a, parts);
    std::vector<SliceShape> seeds;
    for (auto const* part : parts) {
      seeds.emplace_back(a.region);
      for (std::size_t k = 0; k < a.pixels.size(); ++k) {
        auto const p = a.region.at(k);
        seeds.back().pixels[k] = a.pixels[k] != 0 && part->has({p.x + move.x, p.y + move.y}) ? 1 : 0;
      }
    }
    auto const shares = dealt_to_seeds(a, std::move(seeds));
    for (std::size_t k = 0; k < parts.size(); ++k) {
      if (std::find(shares[k].pixels.begin(), shares[k].pixels.end(), 1) != shares[k].pixels.end())
        one_to_one(i, j, shares[k], *parts[k], move, false);
    }
  }

  void between(std::int64_t i, std::int64_t j, SliceShape const& a, SliceShape const& b) {
    auto const as = parts_of(a), bs = parts_of(b);
    std::vector<std::vector<std::size_t>> over_a(as.size()), over_b(bs.size());  // who lies over whom
    for (std::size_t m = 0; m < as.size(); ++m) {
      for (std::size_t n = 0; n < bs.size(); ++n) {
        if (common_pixels(as[m], {&bs[n]}, {}) == 0) continue;
        over_a[m].push_back(n);
        over_b[n].push_back(m);
      }
    }
    auto const some = [](std::vector<SliceShape> const& shapes, std::vector<std::size_t> const& which) {
      std::vector<SliceShape const*> result;
      for (auto const k : which) result.push_back(&shapes[k]);
      return result;
    };
    for (std::size_t m = 0; m < as.size(); ++m) {
      if (over_a[m].empty()) run_out(i, j, as[m]);
    }
    for (std::size_t n = 0; n < bs.size(); ++n) {
      if (over_b[n].empty()) run_out(j, i, bs[n]);
    }
    std::vector<bool> done(as.size());
    for (std::size_t n = 0; n < bs.size(); ++n) {  // several over one that belongs to nobody else
      bool const alone =
          std::all_of(over_b[n].begin(), over_b[n].end(), [&](std::size_t m) { return over_a[m].size() == 1; });
      if (over_b[n].size() < 2 || !alone) continue;
      one_to_many(j, i, bs[n], some(as, over_b[n]));
      for (auto const m : over_b[n]) done[m] = true;
    }
    for (std::size_t m = 0; m < as.size(); ++m) {
      if (done[m] || over_a[m].empty()) continue;
      if (over_a[m].size() == 1) {
        auto const& other = bs[over_a[m].front()];
        one_to_one(i, j, as[m], other, best_move(as[m], {&other}), false);
      } else {
        one_to_many(i, j, as[m], some(bs, over_a[m]));
      }
    }
  }

  Mask const& drawn_;
  std::size_t axis_, across_, down_;
  Mask& result_;
};

// Slices of voxels with nothing on either side along this axis alone and mask on both sides along the others.
std::array<Slices, 3> single_slices(Mask const& mask) {
  std::array<Slices, 3> slices;
  auto const& size = mask.geometry.size;
  auto const axes = static_cast<std::size_t>(mask.geometry.dimension);
  auto const has = [&](Index3 const& at) { return is_inside(at, size) && mask.at(at[0], at[1], at[2]) != 0; };
  for (std::int64_t offset = 0; offset < mask.geometry.voxel_count(); ++offset) {
    if (mask.voxels[static_cast<std::size_t>(offset)] == 0) continue;
    auto const at = voxel_of(offset, size);
    std::size_t alone = 0, held = 0, axis = 0;
    for (std::size_t k = 0; k < axes; ++k) {
      auto before = at, after = at;
      --before[k];
      ++after[k];
      int const sides = (has(before) ? 1 : 0) + (has(after) ? 1 : 0);
      if (sides == 0) axis = k, ++alone;
      if (sides == 2) ++held;
    }
    if (alone == 1 && held == axes - 1) slices[axis].insert(at[axis]);
  }
  return slices;
}

}  // namespace

Mask fill_between_slices(Mask const& mask, std::optional<std::size_t> wanted_axis) {
  Mask result = mask;
  for (auto& voxel : result.voxels) voxel = voxel != 0 ? 1 : 0;
  auto const box = bounding_box(mask.voxels, mask.geometry.size);
  if (!box) return result;
  std::array<Slices, 3> slices;
  if (wanted_axis) {
    auto const& size = mask.geometry.size;
    for (std::int64_t offset = 0; offset < mask.geometry.voxel_count(); ++offset) {
      if (mask.voxels[static_cast<std::size_t>(offset)] != 0)
        slices[*wanted_axis].insert(slices[*wanted_axis].end(), voxel_of(offset, size)[*wanted_axis]);
    }
  } else {
    slices = single_slices(mask);
  }
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (slices[axis].size() < 2) continue;
    std::size_t const across = axis == 0 ? 1 : 0, down = axis == 2 ? 1 : 2;
    auto const size = box->size();
    Interpolator(mask, axis, result)
        .fill(slices[axis], {box->first[across], box->first[down], size[across], size[down]});
  }
  return result;
}

}  // namespace petra
