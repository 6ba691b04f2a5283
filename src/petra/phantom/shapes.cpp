#include "petra/phantom/shapes.hpp"

#include <algorithm>
#include <cmath>

#include "petra/phantom/portable_math.hpp"

namespace petra::phantom {
namespace {

Span around(double centre, double half) {
  return {centre - half, centre + half};
}

// Position within [0, period).
double wrapped(double z, double period) {
  return z - period * std::floor(z / period);
}

Span span_of(Ellipsoid const& e, double y, double z) {
  double const dy = (y - e.centre[1]) / e.semi[1], dz = z - e.centre[2];
  double const cosine = portable_cos(e.tilt), sine = portable_sin(e.tilt);
  // u = x cos + z sin along the first axis, w = -x sin + z cos along the third: a quadratic in x.
  double const a2 = e.semi[0] * e.semi[0], c2 = e.semi[2] * e.semi[2];
  double const a = cosine * cosine / a2 + sine * sine / c2;
  double const b = cosine * sine * dz * (1 / a2 - 1 / c2);
  double const c = dz * dz * (sine * sine / a2 + cosine * cosine / c2) + dy * dy - 1;
  double const root = b * b - a * c;
  if (root <= 0) return {};
  return around(e.centre[0] - b / a, std::sqrt(root) / a);
}

Span span_of(Tube const& t, double y, double z) {
  double const low = std::min(t.from[2], t.to[2]), high = std::max(t.from[2], t.to[2]);
  if (z < low || z > high) return {};
  if (t.period > 0 && wrapped(z - low, t.period) > t.piece) return {};
  double const share = (z - t.from[2]) / (t.to[2] - t.from[2]);
  double const x = t.from[0] + share * (t.to[0] - t.from[0]);
  double const dy = (y - (t.from[1] + share * (t.to[1] - t.from[1]))) / t.flatten;
  double const square = t.radius * t.radius - dy * dy;
  if (square <= 0) return {};
  return around(x, std::sqrt(square));
}

std::array<Span, 2> spans(Ellipsoid const& e, double y, double z) {
  return {span_of(e, y, z), Span{}};
}
std::array<Span, 2> spans(Tube const& t, double y, double z) {
  return {span_of(t, y, z), Span{}};
}
std::array<Span, 2> spans(Trunk const& t, double y, double z) {
  return {t.at(y, z), Span{}};
}

std::array<Span, 2> spans(Ribs const& r, double y, double z) {
  if (z < r.from_z || z > r.to_z || wrapped(z + r.slant * y, r.period) > r.piece) return {};
  auto const outer = r.outer.at(y, z), inner = r.inner.at(y, z);
  if (outer.empty()) return {};
  if (inner.empty()) return {outer, Span{}};
  return {Span{outer.from, inner.from}, Span{inner.to, outer.to}};
}

Span reach(Ellipsoid const& e) {
  return around(e.centre[2], std::max(e.semi[0], e.semi[2]));
}
Span reach(Tube const& t) {
  return {std::min(t.from[2], t.to[2]), std::max(t.from[2], t.to[2])};
}
Span reach(Trunk const& t) {
  return {t.rows.front().z, t.rows.back().z};
}
Span reach(Ribs const& r) {
  return {r.from_z, r.to_z};
}

}  // namespace

Span Trunk::at(double y, double z) const {
  if (z < rows.front().z || z > rows.back().z) return {};
  std::size_t k = 1;
  while (k + 1 < rows.size() && rows[k].z < z) ++k;
  auto const &low = rows[k - 1], &high = rows[k];
  double const share = (z - low.z) / (high.z - low.z);
  double const smooth = share * share * (3 - 2 * share);
  double const half_x = low.half_x + smooth * (high.half_x - low.half_x) - inset;
  double const half_y = low.half_y + smooth * (high.half_y - low.half_y) - inset;
  if (half_x <= 0 || half_y <= 0) return {};
  double const v = y / half_y;
  // Exponent 2.5 by square roots: |v|^2.5, and (1 - |v|^2.5)^0.4 as exp(0.4 log).
  double const filled = 1 - v * v * std::sqrt(std::abs(v));
  if (filled <= 0) return {};
  return around(0, half_x * portable_exp(0.4 * portable_log(filled)));
}

std::array<Span, 2> spans_of(Shape const& shape, double y, double z) {
  return std::visit([&](auto const& form) { return spans(form, y, z); }, shape.form);
}

Span reach_in_z(Shape const& shape) {
  return std::visit([](auto const& form) { return reach(form); }, shape.form);
}

}  // namespace petra::phantom
