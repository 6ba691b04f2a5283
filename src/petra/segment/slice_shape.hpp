// Shapes in a slice, for interpolation between slices.
#pragma once

#include <cstdint>
#include <vector>

namespace petra {

struct SlicePoint {
  std::int64_t x = 0, y = 0;
  friend bool operator==(SlicePoint const&, SlicePoint const&) = default;
};

// A rectangle of pixels anywhere in the slice's plane.
struct SliceRegion {
  std::int64_t x = 0, y = 0, width = 0, height = 0;
  [[nodiscard]] bool holds(SlicePoint p) const { return p.x >= x && p.x < x + width && p.y >= y && p.y < y + height; }
  [[nodiscard]] std::size_t pixels() const { return static_cast<std::size_t>(width * height); }
  [[nodiscard]] std::size_t offset(SlicePoint p) const {
    return static_cast<std::size_t>((p.y - y) * width + (p.x - x));
  }
  [[nodiscard]] SlicePoint at(std::size_t i) const {
    return {x + static_cast<std::int64_t>(i) % width, y + static_cast<std::int64_t>(i) / width};
  }
};

// The smallest region round both.
[[nodiscard]] SliceRegion joined(SliceRegion const& a, SliceRegion const& b);

// A region's pixels: 1 in the shape; row by row.
struct SliceShape {
  SliceRegion region;
  std::vector<std::uint8_t> pixels;

  explicit SliceShape(SliceRegion const& where) : region(where), pixels(where.pixels()) {}
  [[nodiscard]] bool has(SlicePoint p) const { return region.holds(p) && pixels[region.offset(p)] != 0; }
  [[nodiscard]] SlicePoint centroid() const;       // cut to whole pixels
  [[nodiscard]] SliceRegion bounding_box() const;  // of a shape that is not empty
};

// The shape moved by `by`, on `region`.
[[nodiscard]] SliceShape moved(SliceShape const& shape, SlicePoint by, SliceRegion const& region);

// The shape's connected parts (by edges), in the order of their first pixel, each on the shape's region.
[[nodiscard]] std::vector<SliceShape> parts_of(SliceShape const& shape);

// The whole of several shapes on one region.
[[nodiscard]] SliceShape united(std::vector<SliceShape const*> const& shapes);

// Pixels of `a` moved by `by` that lie on the shapes; 0 unless it meets each of them.
[[nodiscard]] std::int64_t common_pixels(SliceShape const& a, std::vector<SliceShape const*> const& shapes,
                                         SlicePoint by);

// The shape between two on one region that differs from both by equally many pixels, as near as distances to what they
// have in common tell it.
[[nodiscard]] SliceShape median_shape(SliceShape const& a, SliceShape const& b);

// How to move `a` so that it has most pixels in common with all the shapes: searched outwards from no movement and from
// equal centroids, while that gets better.
[[nodiscard]] SlicePoint best_move(SliceShape const& a, std::vector<SliceShape const*> const& shapes);

// `whole` dealt to seeds: each pixel goes to the one that reaches it first, growing by edges inside it. Shapes on
// whole's region, as many as seeds; every seed has pixels in `whole`, and every part of `whole` is reached or left out.
[[nodiscard]] std::vector<SliceShape> dealt_to_seeds(SliceShape const& whole, std::vector<SliceShape> seeds);

}  // namespace petra
