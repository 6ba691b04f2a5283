#include "petra/filter/recursive_gaussian.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <vector>

#include "petra/grid/volume.hpp"

namespace petra {

namespace {

// Deriche's exponential series: (a cos(w x / σ) + b sin(w x / σ)) exp(l x / σ), two terms.
struct Term {
  double a, b;
};
constexpr double kW1 = 0.6681, kL1 = -1.3932, kW2 = 2.0787, kL2 = -1.3732;
constexpr Term kSmooth1 = {1.3530, 1.8151}, kSmooth2 = {-0.3531, 0.0902};
constexpr Term kFirst1 = {-0.6724, -3.4327}, kFirst2 = {0.6724, 0.6100};
constexpr Term kSecond1 = {-1.3563, 5.2318}, kSecond2 = {0.3446, -2.2355};

// Zeroth, first and second moments of a coefficient row.
struct Moments {
  double sum, first, second;
};

struct Waves {
  double sin1, sin2, cos1, cos2, exp1, exp2;
  explicit Waves(double sigma)
      : sin1(std::sin(kW1 / sigma)),
        sin2(std::sin(kW2 / sigma)),
        cos1(std::cos(kW1 / sigma)),
        cos2(std::cos(kW2 / sigma)),
        exp1(std::exp(kL1 / sigma)),
        exp2(std::exp(kL2 / sigma)) {}
};

std::array<double, 4> numerators(Waves const& w, Term const& one, Term const& two) {
  std::array<double, 4> n = {};
  n[0] = one.a + two.a;
  n[1] = w.exp2 * (two.b * w.sin2 - (two.a + 2 * one.a) * w.cos2);
  n[1] += w.exp1 * (one.b * w.sin1 - (one.a + 2 * two.a) * w.cos1);
  n[2] = (one.a + two.a) * w.cos2 * w.cos1;
  n[2] -= one.b * w.cos2 * w.sin1 + two.b * w.cos1 * w.sin2;
  n[2] *= 2 * w.exp1 * w.exp2;
  n[2] += two.a * w.exp1 * w.exp1 + one.a * w.exp2 * w.exp2;
  n[3] = w.exp2 * w.exp1 * w.exp1 * (two.b * w.sin2 - two.a * w.cos2);
  n[3] += w.exp1 * w.exp2 * w.exp2 * (one.b * w.sin1 - one.a * w.cos1);
  return n;
}

Moments moments_of_numerators(std::array<double, 4> const& n) {
  return {n[0] + n[1] + n[2] + n[3], n[1] + 2 * n[2] + 3 * n[3], n[1] + 4 * n[2] + 9 * n[3]};
}

std::array<double, 4> denominators(Waves const& w) {
  std::array<double, 4> d = {};
  d[3] = w.exp1 * w.exp1 * w.exp2 * w.exp2;
  d[2] = -2 * w.cos1 * w.exp1 * w.exp2 * w.exp2;
  d[2] += -2 * w.cos2 * w.exp2 * w.exp1 * w.exp1;
  d[1] = 4 * w.cos2 * w.cos1 * w.exp1 * w.exp2;
  d[1] += w.exp1 * w.exp1 + w.exp2 * w.exp2;
  d[0] = -2 * (w.exp2 * w.cos2 + w.exp1 * w.cos1);
  return d;
}

constexpr std::int64_t kBorder = 4;  // entries at each end whose sums reach beyond the line
constexpr std::int64_t kLanes = 8;   // lines filtered side by side
constexpr std::int64_t kGroups = 4;  // such groups read at once: whole cache lines of 16-bit voxels

// The voxels of kLanes lines at one place.
struct alignas(64) Entry {
  double lane[kLanes];
};

// Memory for lines of one length: data, the forward pass's results, the backward pass's.
struct Line {
  Entry const* data;
  Entry* forward;
  Entry* backward;
  std::int64_t length;
};

typedef double TwoLanes __attribute__((vector_size(16)));
typedef double FourLanes __attribute__((vector_size(32)));

// Four products, added as ITK adds them.
#define PETRA_SUM4(a, wa, b, wb, c, wc, d, wd) ((a) * (wa) + (b) * (wb) + (c) * (wc) + (d) * (wd))

// Both passes' results for first <= i <= last; what stands before and behind is scratch. Every sum has ITK's order.
template <class Vector>
[[gnu::always_inline]] inline void filter_line(Line const& line, RecursiveGaussian const& f, std::int64_t first,
                                               std::int64_t last) {
  constexpr std::int64_t kVectors = kLanes * sizeof(double) / sizeof(Vector);
  auto const &n = f.n, &d = f.d, &m = f.m;
  std::int64_t const end = line.length - 1;
  for (std::int64_t v = 0; v < kVectors; ++v) {
    // Entry i is x[i * kVectors].
    Vector const* const x = reinterpret_cast<Vector const*>(line.data) + v;
    Vector* const y = reinterpret_cast<Vector*>(line.forward) + v;
    Vector* const z = reinterpret_cast<Vector*>(line.backward) + v;
    // The entries before the line repeat its first, their results follow from it (bn); behind it likewise (bm).
    for (std::int64_t i = 0; i < kBorder; ++i) {
      Vector const* const at = x + i * kVectors;
      Vector const value = PETRA_SUM4(*at, n[0], i > 0 ? at[-kVectors] : *x, n[1], i > 1 ? at[-2 * kVectors] : *x, n[2],
                                      i > 2 ? at[-3 * kVectors] : *x, n[3]);
      Vector* const to = y + i * kVectors;
      *to = value - PETRA_SUM4(i > 0 ? to[-kVectors] : *x, i > 0 ? d[0] : f.bn[0], i > 1 ? to[-2 * kVectors] : *x,
                               i > 1 ? d[1] : f.bn[1], i > 2 ? to[-3 * kVectors] : *x, i > 2 ? d[2] : f.bn[2], *x,
                               f.bn[3]);
    }
    Vector const& edge = x[end * kVectors];
    for (std::int64_t back = 0; back < kBorder; ++back) {
      Vector const* const at = x + (end - back) * kVectors;
      Vector const value = PETRA_SUM4(back > 0 ? at[kVectors] : edge, m[0], back > 1 ? at[2 * kVectors] : edge, m[1],
                                      back > 2 ? at[3 * kVectors] : edge, m[2], edge, m[3]);
      Vector* const to = z + (end - back) * kVectors;
      *to = value - PETRA_SUM4(back > 0 ? to[kVectors] : edge, back > 0 ? d[0] : f.bm[0],
                               back > 1 ? to[2 * kVectors] : edge, back > 1 ? d[1] : f.bm[1],
                               back > 2 ? to[3 * kVectors] : edge, back > 2 ? d[2] : f.bm[2], edge, f.bm[3]);
    }
  }
  // Forwards and backwards, as far as anyone reads; the vectors side by side, so that the processor need not wait for
  // one line's last sum.
  Vector before[kVectors];
  Vector const* x = reinterpret_cast<Vector const*>(line.data) + kBorder * kVectors;
  Vector* y = reinterpret_cast<Vector*>(line.forward) + kBorder * kVectors;
  for (std::int64_t v = 0; v < kVectors; ++v) before[v] = y[v - kVectors];
  for (std::int64_t i = kBorder; i <= last; ++i, x += kVectors, y += kVectors) {
    for (std::int64_t v = 0; v < kVectors; ++v) {
      Vector const value =
          PETRA_SUM4(x[v], n[0], x[v - kVectors], n[1], x[v - 2 * kVectors], n[2], x[v - 3 * kVectors], n[3]);
      before[v] = value - PETRA_SUM4(before[v], d[0], y[v - 2 * kVectors], d[1], y[v - 3 * kVectors], d[2],
                                     y[v - 4 * kVectors], d[3]);
      y[v] = before[v];
    }
  }
  if (end < kBorder) return;
  x = reinterpret_cast<Vector const*>(line.data) + (end - kBorder) * kVectors;
  Vector* z = reinterpret_cast<Vector*>(line.backward) + (end - kBorder) * kVectors;
  for (std::int64_t v = 0; v < kVectors; ++v) before[v] = z[v + kVectors];
  for (std::int64_t i = end - kBorder; i >= first; --i, x -= kVectors, z -= kVectors) {
    for (std::int64_t v = 0; v < kVectors; ++v) {
      Vector const value = PETRA_SUM4(x[v + kVectors], m[0], x[v + 2 * kVectors], m[1], x[v + 3 * kVectors], m[2],
                                      x[v + 4 * kVectors], m[3]);
      before[v] = value - PETRA_SUM4(before[v], d[0], z[v + 2 * kVectors], d[1], z[v + 3 * kVectors], d[2],
                                     z[v + 4 * kVectors], d[3]);
      z[v] = before[v];
    }
  }
}

#undef PETRA_SUM4

// Lines of one batch: where they begin, how many there are, and how they lie in memory.
template <class Voxel>
struct Batch {
  Voxel* start;
  std::int64_t lines;                // at most kGroups * kLanes
  std::int64_t lane_stride, stride;  // from line to line, from entry to entry
};

// Entries to lanes; of group g at data[g * length + i]. Lines that are not there stay as they are.
template <class Voxel>
[[gnu::always_inline]] inline void read_lines(Batch<Voxel const> const& batch, std::int64_t length, Entry* data) {
  for (std::int64_t group = 0; group * kLanes < batch.lines; ++group, data += length) {
    Voxel const* const from = batch.start + group * kLanes * batch.lane_stride;
    auto const lines = std::min(kLanes, batch.lines - group * kLanes);
    if (batch.lane_stride == 1 && lines == kLanes) {
      for (std::int64_t i = 0; i < length; ++i) {
        for (std::int64_t l = 0; l < kLanes; ++l) data[i].lane[l] = static_cast<double>(from[i * batch.stride + l]);
      }
    } else {
      for (std::int64_t l = 0; l < lines; ++l) {
        Voxel const* const line = from + l * batch.lane_stride;
        for (std::int64_t i = 0; i < length; ++i) data[i].lane[l] = static_cast<double>(line[i * batch.stride]);
      }
    }
  }
}

// Entries first … last of both passes' sum to float32.
[[gnu::always_inline]] inline void write_lines(Entry const* forward, Entry const* backward, std::int64_t length,
                                               std::int64_t first, std::int64_t last, Batch<float> const& batch) {
  for (std::int64_t group = 0; group * kLanes < batch.lines; ++group, forward += length, backward += length) {
    float* const to = batch.start + group * kLanes * batch.lane_stride;
    auto const lines = std::min(kLanes, batch.lines - group * kLanes);
    if (batch.lane_stride == 1 && lines == kLanes) {
      for (std::int64_t i = first; i <= last; ++i) {
        float* const entry = to + (i - first) * batch.stride;
        for (std::int64_t l = 0; l < kLanes; ++l)
          entry[l] = static_cast<float>(forward[i].lane[l] + backward[i].lane[l]);
      }
    } else {
      for (std::int64_t l = 0; l < lines; ++l) {
        float* const line = to + l * batch.lane_stride;
        for (std::int64_t i = first; i <= last; ++i)
          line[(i - first) * batch.stride] = static_cast<float>(forward[i].lane[l] + backward[i].lane[l]);
      }
    }
  }
}

// filter_lines with vectors of one size.
template <class Vector, class Voxel>
[[gnu::always_inline]] inline void run_lines(Voxel const* in, Index3 const& size, std::size_t axis,
                                             RecursiveGaussian const& filter, std::int64_t first, std::int64_t last,
                                             float* out) {
  // Lines lie side by side along `lane`, the fastest other axis, and batch by batch along `slow`.
  std::size_t const lane = axis == 0 ? 1 : 0, slow = axis == 2 ? 1 : 2;
  Index3 out_size = size;
  out_size[axis] = last - first + 1;
  Index3 const stride = {1, size[0], size[0] * size[1]}, out_stride = {1, out_size[0], out_size[0] * out_size[1]};
  std::int64_t const length = size[axis];
  std::vector<Entry> data(static_cast<std::size_t>(kGroups * length)), forward(data.size()), backward(data.size());
  for (std::int64_t k = 0; k < size[slow]; ++k) {
    for (std::int64_t j = 0; j < size[lane]; j += kGroups * kLanes) {
      std::int64_t const lines = std::min(kGroups * kLanes, size[lane] - j);
      read_lines<Voxel>({in + k * stride[slow] + j * stride[lane], lines, stride[lane], stride[axis]}, length,
                        data.data());
      for (std::int64_t group = 0; group * kLanes < lines; ++group) {
        auto const at = group * length;
        filter_line<Vector>({data.data() + at, forward.data() + at, backward.data() + at, length}, filter, first, last);
      }
      write_lines(forward.data(), backward.data(), length, first, last,
                  {out + k * out_stride[slow] + j * out_stride[lane], lines, out_stride[lane], out_stride[axis]});
    }
  }
}

#if defined(__x86_64__) && defined(__GNUC__)
bool const kHasAvx2 = __builtin_cpu_supports("avx2") != 0;

template <class Voxel>
__attribute__((target("avx2"))) void run_lines_avx2(Voxel const* in, Index3 const& size, std::size_t axis,
                                                    RecursiveGaussian const& filter, std::int64_t first,
                                                    std::int64_t last, float* out) {
  run_lines<FourLanes>(in, size, axis, filter, first, last, out);
}
#endif

}  // namespace

RecursiveGaussian make_recursive_gaussian(double sigma_mm, double spacing_mm, GaussianOrder order) {
  double const sigma = sigma_mm / spacing_mm;
  Waves const waves(sigma);
  RecursiveGaussian f;
  f.d = denominators(waves);
  auto const& d = f.d;
  double const sd = 1.0 + d[0] + d[1] + d[2] + d[3];
  double const dd = d[0] + 2 * d[1] + 3 * d[2] + 4 * d[3];
  double const ed = d[0] + 4 * d[1] + 9 * d[2] + 16 * d[3];
  auto const smooth = numerators(waves, kSmooth1, kSmooth2);
  auto const s0 = moments_of_numerators(smooth);
  double scale = 1;
  if (order == GaussianOrder::smooth) {
    f.n = smooth;
    double const alpha = 2 * s0.sum / sd - f.n[0];
    scale = 1.0 / alpha;
  } else if (order == GaussianOrder::first_derivative) {
    f.n = numerators(waves, kFirst1, kFirst2);
    auto const s1 = moments_of_numerators(f.n);
    scale = 1.0 / (2 * (s1.sum * dd - s1.first * sd) / (sd * sd));
  } else {
    auto const second = numerators(waves, kSecond1, kSecond2);
    auto const s2 = moments_of_numerators(second);
    double const beta = -(2 * s2.sum - sd * second[0]) / (2 * s0.sum - sd * smooth[0]);
    for (std::size_t k = 0; k < 4; ++k) f.n[k] = second[k] + beta * smooth[k];
    double const sn = s2.sum + beta * s0.sum, dn = s2.first + beta * s0.first, en = s2.second + beta * s0.second;
    double alpha = en * sd * sd - ed * sn * sd - 2 * dn * dd * sd + 2 * dd * dd * sn;
    alpha /= sd * sd * sd;
    scale = sigma_mm * sigma_mm / alpha;
  }
  for (auto& value : f.n) value *= scale;
  double const mirror = order == GaussianOrder::first_derivative ? -1 : 1;  // of the anti-causal half
  for (std::size_t k = 0; k < 3; ++k) f.m[k] = mirror * (f.n[k + 1] - d[k] * f.n[0]);
  f.m[3] = mirror * (-d[3] * f.n[0]);
  double const sn = f.n[0] + f.n[1] + f.n[2] + f.n[3], sm = f.m[0] + f.m[1] + f.m[2] + f.m[3];
  for (std::size_t k = 0; k < 4; ++k) {
    f.bn[k] = d[k] * sn / sd;
    f.bm[k] = d[k] * sm / sd;
  }
  return f;
}

template <class Voxel>
void filter_lines(Voxel const* in, Index3 const& size, std::size_t axis, RecursiveGaussian const& filter,
                  std::int64_t first, std::int64_t last, float* out) {
#if defined(__x86_64__) && defined(__GNUC__)
  if (kHasAvx2) return run_lines_avx2(in, size, axis, filter, first, last, out);
#endif
  run_lines<TwoLanes>(in, size, axis, filter, first, last, out);
}

#define PETRA_FILTER_LINES(Voxel)                                                                                     \
  template void filter_lines<Voxel>(Voxel const*, Index3 const&, std::size_t, RecursiveGaussian const&, std::int64_t, \
                                    std::int64_t, float*);
PETRA_FILTER_LINES(std::int8_t)
PETRA_FILTER_LINES(std::uint8_t)
PETRA_FILTER_LINES(std::int16_t)
PETRA_FILTER_LINES(std::uint16_t)
PETRA_FILTER_LINES(std::int32_t)
PETRA_FILTER_LINES(std::uint32_t)
PETRA_FILTER_LINES(std::int64_t)
PETRA_FILTER_LINES(std::uint64_t)
PETRA_FILTER_LINES(float)
PETRA_FILTER_LINES(double)
#undef PETRA_FILTER_LINES

}  // namespace petra
