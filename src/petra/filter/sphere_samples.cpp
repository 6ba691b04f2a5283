#include "petra/filter/sphere_samples.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

namespace petra {

namespace {

constexpr std::int64_t kMemory = 64;              // voxels after which the recursion's beginning is below any rounding
constexpr std::int64_t kBefore = 1, kBehind = 2;  // mirrored coefficients kept beyond each end
constexpr std::int64_t kLanes = 8;                // voxels of a row sampled side by side
constexpr double kPole = -0.267949192431122706472553658494127633;

// Coefficients of a window of the image, x fastest, with mirrored ones beyond the image's ends.
struct Coefficients {
  Index3 first;  // image index of the first one on each axis, those beyond the image included
  Index3 size;
  std::vector<double> values;
};

// scipy's recursion along a line of `n` values; begins, ends: the line's ends are the image's.
void filter_line(double* c, std::int64_t n, std::int64_t stride, std::int64_t whole_length, bool begins, bool ends) {
  double const gain = (1.0 - kPole) * (1.0 - 1.0 / kPole);
  auto const at = [c, stride](std::int64_t i) -> double& { return c[i * stride]; };
  for (std::int64_t i = 0; i < n; ++i) at(i) *= gain;
  if (begins) {
    // On a part of the line the far end's share is below any rounding.
    double const far = n == whole_length ? std::pow(kPole, static_cast<double>(n - 1)) : 0;
    double power = kPole;
    at(0) = at(0) + far * at(n - 1);
    for (std::int64_t i = 1; i < n - 1; ++i) {
      at(0) += power * (at(i) + far * at(n - 1 - i));
      power *= kPole;
    }
    at(0) /= 1 - far * far;
  }
  for (std::int64_t i = 1; i < n; ++i) at(i) += kPole * at(i - 1);
  if (ends) at(n - 1) = (kPole * at(n - 2) + at(n - 1)) * kPole / (kPole * kPole - 1);
  for (std::int64_t i = n - 2; i >= 0; --i) at(i) = kPole * (at(i + 1) - at(i));
}

std::int64_t mirrored(std::int64_t index, std::int64_t length) {
  if (length <= 1) return 0;
  std::int64_t const period = 2 * length - 2;
  index = ((index % period) + period) % period;
  return index < length ? index : period - index;
}

template <class Voxel>
Coefficients make_coefficients(Volume<Voxel> const& volume, Box const& window) {
  auto const n = window.size();
  auto const& whole = volume.geometry.size;
  std::vector<double> c;
  c.reserve(static_cast<std::size_t>(window.voxel_count()));
  for (auto z = window.first[2]; z <= window.last[2]; ++z) {
    for (auto y = window.first[1]; y <= window.last[1]; ++y) {
      for (auto x = window.first[0]; x <= window.last[0]; ++x) c.push_back(static_cast<double>(volume.at(x, y, z)));
    }
  }
  Index3 const stride = {1, n[0], n[0] * n[1]};
  for (std::size_t axis : {2, 1, 0}) {  // NumPy's order
    if (whole[axis] <= 1) continue;
    std::size_t const a = axis == 0 ? 1 : 0, b = axis == 2 ? 1 : 2;
    bool const begins = window.first[axis] == 0, ends = window.last[axis] == whole[axis] - 1;
    for (std::int64_t j = 0; j < n[b]; ++j) {
      for (std::int64_t i = 0; i < n[a]; ++i)
        filter_line(c.data() + i * stride[a] + j * stride[b], n[axis], stride[axis], whole[axis], begins, ends);
    }
  }
  Coefficients padded{{}, {}, {}};
  for (std::size_t k = 0; k < 3; ++k) {
    padded.first[k] = window.first[k] - kBefore;
    padded.size[k] = n[k] + kBefore + kBehind;
  }
  auto const place = [&](std::int64_t i, std::size_t k) {  // a window's end that is not the image's is never reached
    return std::clamp<std::int64_t>(mirrored(padded.first[k] + i, whole[k]) - window.first[k], 0, n[k] - 1);
  };
  // Room for lanes that run over the end of the last row.
  padded.values.reserve(static_cast<std::size_t>(padded.size[0] * padded.size[1] * padded.size[2] + kLanes));
  for (std::int64_t z = 0; z < padded.size[2]; ++z) {
    for (std::int64_t y = 0; y < padded.size[1]; ++y) {
      for (std::int64_t x = 0; x < padded.size[0]; ++x)
        padded.values.push_back(c[static_cast<std::size_t>(place(x, 0) + n[0] * (place(y, 1) + n[1] * place(z, 2)))]);
    }
  }
  padded.values.resize(padded.values.size() + kLanes);
  return padded;
}

// A point along one axis: the first of four coefficients and their weights.
struct Tap {
  bool outside;
  std::int64_t start;  // among the padded coefficients
  std::array<double, 4> weights;
};

Tap tap_at(double position, std::int64_t length, std::int64_t first) {
  if (position < 0 || position > static_cast<double>(length - 1)) return {true, 0, {}};
  double const floor = std::floor(position);
  double const y = position - floor, z = 1.0 - y;
  Tap tap{false, static_cast<std::int64_t>(floor) - 1 - first, {}};
  tap.weights[1] = (y * y * (y - 2.0) * 3.0 + 4.0) / 6.0;
  tap.weights[2] = (z * z * (z - 2.0) * 3.0 + 4.0) / 6.0;
  tap.weights[0] = z * z * z / 6.0;
  tap.weights[3] = 1.0 - tap.weights[0] - tap.weights[1] - tap.weights[2];
  return tap;
}

// As scipy stores an interpolated value.
template <class Voxel>
double stored_as(double value) {
  if constexpr (std::is_floating_point_v<Voxel>) {
    return static_cast<double>(static_cast<Voxel>(value));
  } else {
    using Limits = std::numeric_limits<Voxel>;
    if constexpr (std::is_signed_v<Voxel>) {
      value = value > 0 ? value + 0.5 : value - 0.5;
    } else {
      value = value > 0 ? value + 0.5 : 0;
    }
    if (value >= static_cast<double>(Limits::max())) return static_cast<double>(Limits::max());
    if (value <= static_cast<double>(Limits::min())) return static_cast<double>(Limits::min());
    return std::trunc(value);
  }
}

// kLanes sums of 64 products in scipy's order; `weights`: per coefficient along x, the lanes'.
void sum_lanes(double const* corner, Index3 const& size, Tap const& z, Tap const& y, double const* weights,
               double* sums) {
  double total[kLanes] = {};
  for (std::int64_t a = 0; a < 4; ++a) {
    for (std::int64_t b = 0; b < 4; ++b) {
      double const* const row = corner + size[0] * (b + size[1] * a);
      double const wz = z.weights[static_cast<std::size_t>(a)], wy = y.weights[static_cast<std::size_t>(b)];
      for (std::int64_t c = 0; c < 4; ++c) {
        for (std::int64_t l = 0; l < kLanes; ++l) total[l] += row[c + l] * wz * wy * weights[c * kLanes + l];
      }
    }
  }
  for (std::int64_t l = 0; l < kLanes; ++l) sums[l] = total[l];
}

double sum_one(double const* corner, Index3 const& size, Tap const& z, Tap const& y, Tap const& x) {
  double total = 0;
  for (std::size_t a = 0; a < 4; ++a) {
    for (std::size_t b = 0; b < 4; ++b) {
      double const* const row =
          corner + size[0] * (static_cast<std::int64_t>(b) + size[1] * static_cast<std::int64_t>(a));
      for (std::size_t c = 0; c < 4; ++c) total += row[c] * z.weights[a] * y.weights[b] * x.weights[c];
    }
  }
  return total;
}

// Taps of all points for every position of the box along an axis: of position i and point v at [i * points + v].
std::vector<Tap> taps_along(Box const& box, std::size_t axis, SphereOffsets const& offsets, std::int64_t length,
                            std::int64_t first) {
  std::vector<Tap> taps;
  for (auto i = box.first[axis]; i <= box.last[axis]; ++i) {
    for (auto const& offset : offsets) taps.push_back(tap_at(static_cast<double>(i) + offset[2 - axis], length, first));
  }
  return taps;
}

template <class Voxel>
void sample(Volume<Voxel> const& volume, Box const& box, std::span<std::uint8_t const> inside,
            SphereOffsets const& offsets, std::function<void(std::size_t, std::span<double const>)> const& take) {
  double reach = 0;
  for (auto const& offset : offsets) {
    for (double const o : offset) reach = std::max(reach, std::abs(o));
  }
  auto const& whole = volume.geometry.size;
  auto const margin = static_cast<std::int64_t>(std::min(std::ceil(reach), 1e9)) + 3 + kMemory;
  auto const coefficients = make_coefficients(volume, box.grown(margin, whole));
  auto const points = offsets.size();
  std::array<std::vector<Tap>, 3> taps;
  for (std::size_t k = 0; k < 3; ++k) taps[k] = taps_along(box, k, offsets, whole[k], coefficients.first[k]);
  auto const size = box.size();
  std::vector<double> samples(points * kLanes);  // of lane l at [l * points]
  double weights[4 * kLanes] = {}, sums[kLanes];
  for (std::int64_t z = 0; z < size[2]; ++z) {
    for (std::int64_t y = 0; y < size[1]; ++y) {
      auto const row = static_cast<std::size_t>(size[0] * (y + size[1] * z));
      for (std::int64_t x = 0; x < size[0]; x += kLanes) {
        auto const lanes = std::min(kLanes, size[0] - x);
        auto const wanted = [&](std::int64_t l) {
          return inside.empty() || inside[row + static_cast<std::size_t>(x + l)] != 0;
        };
        bool any = false;
        for (std::int64_t l = 0; l < lanes; ++l) any = any || wanted(l);
        if (!any) continue;
        for (std::size_t v = 0; v < points; ++v) {
          Tap const& tz = taps[2][static_cast<std::size_t>(z) * points + v];
          Tap const& ty = taps[1][static_cast<std::size_t>(y) * points + v];
          auto const tx = [&](std::int64_t l) -> Tap const& {
            return taps[0][static_cast<std::size_t>(x + l) * points + v];
          };
          bool in_step = lanes == kLanes;
          for (std::int64_t l = 0; l < lanes; ++l)
            in_step = in_step && !tx(l).outside && tx(l).start == tx(0).start + l;
          double const* const plane =
              coefficients.values.data() + coefficients.size[0] * (ty.start + coefficients.size[1] * tz.start);
          if (tz.outside || ty.outside) {
            std::fill(sums, sums + kLanes, 0.0);
          } else if (in_step) {
            for (std::size_t c = 0; c < 4; ++c) {
              for (std::int64_t l = 0; l < kLanes; ++l)
                weights[c * kLanes + static_cast<std::size_t>(l)] = tx(l).weights[c];
            }
            sum_lanes(plane + tx(0).start, coefficients.size, tz, ty, weights, sums);
          } else {
            for (std::int64_t l = 0; l < lanes; ++l)
              sums[l] = tx(l).outside ? 0.0 : sum_one(plane + tx(l).start, coefficients.size, tz, ty, tx(l));
          }
          for (std::int64_t l = 0; l < lanes; ++l)
            samples[static_cast<std::size_t>(l) * points + v] = stored_as<Voxel>(sums[l]);
        }
        for (std::int64_t l = 0; l < lanes; ++l) {
          if (wanted(l))
            take(row + static_cast<std::size_t>(x + l),
                 {samples.data() + static_cast<std::size_t>(l) * points, points});
        }
      }
    }
  }
}

}  // namespace

void sample_spheres(AnyVolume const& image, Box const& box, std::span<std::uint8_t const> inside,
                    SphereOffsets const& offsets,
                    std::function<void(std::size_t index, std::span<double const> samples)> const& take) {
  std::visit([&](auto const& volume) { sample(volume, box, inside, offsets, take); }, image);
}

}  // namespace petra
