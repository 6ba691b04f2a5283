// A body as a list of painted shapes: each gives, on a line along x, the stretches that it covers. Later shapes cover
// earlier ones. Millimetres; x to the patient's left, y to the back, z to the head; origin in the middle of the
// perineum.
#pragma once

#include <array>
#include <cstdint>
#include <variant>
#include <vector>

namespace petra::phantom {

// What a tissue looks like on CT and on FDG PET.
struct Tissue {
  float hu = 0;
  float suv = 0;
};

// A stretch along x.
struct Span {
  double from = 0, to = -1;
  [[nodiscard]] bool empty() const { return !(to > from); }
};

// An ellipsoid turned about the y axis (tilt in the coronal plane) by `tilt` radians.
struct Ellipsoid {
  std::array<double, 3> centre, semi;
  double tilt = 0;
};

// A straight tube between two points that differ in z, round with radius, or elliptic with `flatten` = y radius / x
// radius. With a period, only every `period` mm a piece of `piece` mm exists (vertebrae).
struct Tube {
  std::array<double, 3> from, to;
  double radius = 1, flatten = 1;
  double period = 0, piece = 0;
};

// The trunk: a superellipse whose half-widths follow a table over z.
struct TrunkRow {
  double z, half_x, half_y;
};
struct Trunk {
  std::vector<TrunkRow> rows;  // ascending z
  double inset = 0;            // mm inside the skin
  [[nodiscard]] Span at(double y, double z) const;
};

// Ribs: a shell of the trunk between two insets, present in slanted bands.
struct Ribs {
  Trunk outer, inner;
  double from_z = 0, to_z = 0, period = 22, piece = 6, slant = 0.5;  // mm of z per mm of y
};

struct Shape {
  std::variant<Ellipsoid, Tube, Trunk, Ribs> form;
  Tissue tissue;
};

// Up to two stretches that `shape` covers on the line (y, z).
[[nodiscard]] std::array<Span, 2> spans_of(Shape const& shape, double y, double z);

// The range of z in which the shape can be.
[[nodiscard]] Span reach_in_z(Shape const& shape);

}  // namespace petra::phantom
