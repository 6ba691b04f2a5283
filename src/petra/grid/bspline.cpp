#include "petra/grid/bspline.hpp"

#include <cmath>

namespace petra {

namespace {

// `lines` lines side by side: sample n of line l at data[n * step + l].
struct Lines {
  double* data;
  std::size_t step, length, lines;
  bool starts_at_edge;
};

double const kPole = std::sqrt(3.0) - 2.0;

__attribute__((target_clones("avx2", "default"))) void scale_row(double* row, double factor, std::size_t count) {
  for (std::size_t l = 0; l < count; ++l) row[l] *= factor;
}

// row += factor * other
__attribute__((target_clones("avx2", "default"))) void add_row(double* row, double factor, double const* other,
                                                               std::size_t count) {
  for (std::size_t l = 0; l < count; ++l) row[l] += factor * other[l];
}

// row = pole * (next - row)
__attribute__((target_clones("avx2", "default"))) void anticausal_row(double* row, double const* next, double pole,
                                                                      std::size_t count) {
  for (std::size_t l = 0; l < count; ++l) row[l] = pole * (next[l] - row[l]);
}

// The causal filter's first sample. Long lines: the sum of z^n times the samples, cut where z^n falls below ITK's
// tolerance; short ones: the closed form of the mirrored line.
void start_causal(Lines const& at) {
  constexpr double kTolerance = 1e-10;
  double const z = kPole;
  auto const horizon = static_cast<std::size_t>(std::ceil(std::log(kTolerance) / std::log(std::abs(z))));
  double power = z;
  if (horizon < at.length) {
    for (std::size_t n = 1; n < horizon; ++n) {
      add_row(at.data, power, at.data + n * at.step, at.lines);
      power *= z;
    }
    return;
  }
  double const inverse = 1.0 / z;
  double power_from_end = std::pow(z, static_cast<double>(at.length - 1));
  add_row(at.data, power_from_end, at.data + (at.length - 1) * at.step, at.lines);
  power_from_end *= power_from_end * inverse;
  for (std::size_t n = 1; n + 2 <= at.length; ++n) {
    add_row(at.data, power + power_from_end, at.data + n * at.step, at.lines);
    power *= z;
    power_from_end *= inverse;
  }
  double const divisor = 1.0 - power * power;
  for (std::size_t l = 0; l < at.lines; ++l) at.data[l] = at.data[l] / divisor;
}

void filter_lines(Lines const& at) {
  double const z = kPole;
  double const gain = 1.0 * (1.0 - z) * (1.0 - 1.0 / z);
  for (std::size_t n = 0; n < at.length; ++n) scale_row(at.data + n * at.step, gain, at.lines);
  if (at.starts_at_edge) start_causal(at);
  for (std::size_t n = 1; n < at.length; ++n) add_row(at.data + n * at.step, z, at.data + (n - 1) * at.step, at.lines);
  double* const last = at.data + (at.length - 1) * at.step;
  double const* const before = last - at.step;
  double const end_factor = z / (z * z - 1.0);
  for (std::size_t l = 0; l < at.lines; ++l) last[l] = end_factor * (z * before[l] + last[l]);
  for (std::size_t n = at.length - 1; n-- > 0;)
    anticausal_row(at.data + n * at.step, at.data + (n + 1) * at.step, z, at.lines);
}

// Lines along x lie end to end: filtered sixteen at a time in a transposed copy.
void filter_along_x(double* data, std::size_t length, std::size_t count, bool starts_at_edge) {
  constexpr std::size_t kTogether = 16;
  std::vector<double> turned(length * kTogether);
  for (std::size_t first = 0; first < count; first += kTogether) {
    auto const lines = std::min(kTogether, count - first);
    double* const block = data + first * length;
    for (std::size_t l = 0; l < lines; ++l) {
      for (std::size_t n = 0; n < length; ++n) turned[n * lines + l] = block[l * length + n];
    }
    filter_lines({turned.data(), lines, length, lines, starts_at_edge});
    for (std::size_t l = 0; l < lines; ++l) {
      for (std::size_t n = 0; n < length; ++n) block[l * length + n] = turned[n * lines + l];
    }
  }
}

}  // namespace

BsplineWeights bspline_weights(double x) {
  BsplineWeights result;
  // ITK rounds the index to float before it takes the floor.
  result.first = static_cast<std::int64_t>(std::floor(static_cast<float>(x))) - 1;
  double const w = x - static_cast<double>(result.first + 1);
  auto& weight = result.weight;
  weight[3] = (1.0 / 6.0) * w * w * w;
  weight[0] = (1.0 / 6.0) + 0.5 * w * (w - 1.0) - weight[3];
  weight[2] = w + weight[0] - 2.0 * weight[3];
  weight[1] = 1.0 - weight[0] - weight[2] - weight[3];
  return result;
}

std::int64_t mirrored(std::int64_t index, std::int64_t length) {
  if (length == 1) return 0;
  // More than once only on lines of two voxels, where ITK reads beyond its memory.
  while (index < 0 || index >= length) index = index < 0 ? -index : 2 * (length - 1) - index;
  return index;
}

void bspline_coefficients(std::vector<double>& values, Box const& block, Index3 const& image_size) {
  auto const size = block.size();
  auto const nx = static_cast<std::size_t>(size[0]), ny = static_cast<std::size_t>(size[1]),
             nz = static_cast<std::size_t>(size[2]);
  auto const edge = [&](std::size_t axis) { return block.first[axis] == 0; };
  if (image_size[0] > 1 && nx > 1) filter_along_x(values.data(), nx, ny * nz, edge(0));
  if (image_size[1] > 1 && ny > 1) {
    for (std::size_t z = 0; z < nz; ++z) filter_lines({values.data() + z * nx * ny, nx, ny, nx, edge(1)});
  }
  if (image_size[2] > 1 && nz > 1) {
    for (std::size_t y = 0; y < ny; ++y) filter_lines({values.data() + y * nx, nx * ny, nz, nx, edge(2)});
  }
}

}  // namespace petra
