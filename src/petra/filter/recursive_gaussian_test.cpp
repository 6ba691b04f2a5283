#include "petra/filter/recursive_gaussian.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <random>
#include <vector>

namespace petra {
namespace {

// One line, whole, from the recurrences: y[i] = sum n x - sum d y forwards, sum m x - sum d z backwards, their sum.
std::vector<float> twin_line(std::vector<double> const& x, RecursiveGaussian const& f) {
  auto const length = static_cast<int>(x.size());
  std::vector<double> forward(x.size()), backward(x.size());
  auto const at = [&](int i) { return x[static_cast<std::size_t>(std::min(std::max(i, 0), length - 1))]; };
  for (int i = 0; i < length; ++i) {
    double sum = at(i) * f.n[0] + at(i - 1) * f.n[1] + at(i - 2) * f.n[2] + at(i - 3) * f.n[3];
    double past[4];
    for (int k = 1; k <= 4; ++k) {
      bool const inside = i - k >= 0;
      auto const j = static_cast<std::size_t>(k - 1);
      past[k - 1] = inside ? forward[static_cast<std::size_t>(i - k)] * f.d[j] : x[0] * f.bn[j];
    }
    sum -= past[0] + past[1] + past[2] + past[3];
    forward[static_cast<std::size_t>(i)] = sum;
  }
  for (int i = length - 1; i >= 0; --i) {
    double sum = at(i + 1) * f.m[0] + at(i + 2) * f.m[1] + at(i + 3) * f.m[2] + at(i + 4) * f.m[3];
    double past[4];
    for (int k = 1; k <= 4; ++k) {
      bool const inside = i + k < length;
      auto const j = static_cast<std::size_t>(k - 1);
      past[k - 1] = inside ? backward[static_cast<std::size_t>(i + k)] * f.d[j] : x.back() * f.bm[j];
    }
    sum -= past[0] + past[1] + past[2] + past[3];
    backward[static_cast<std::size_t>(i)] = sum;
  }
  std::vector<float> result(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) result[i] = static_cast<float>(forward[i] + backward[i]);
  return result;
}

template <class Voxel>
void expect_as_twin(Index3 const& size, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<Voxel> voxels(static_cast<std::size_t>(size[0] * size[1] * size[2]));
  for (auto& voxel : voxels) voxel = static_cast<Voxel>(static_cast<double>(random() % 1000) / 7);
  Index3 const stride = {1, size[0], size[0] * size[1]};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (size[axis] < 4) continue;
    auto const order =
        std::array{GaussianOrder::smooth, GaussianOrder::first_derivative, GaussianOrder::second_derivative}[seed % 3];
    auto const filter = make_recursive_gaussian(1.7, 0.6 + static_cast<double>(axis), order);
    std::int64_t const first = static_cast<std::int64_t>(seed) % size[axis];
    std::int64_t const last = std::min(size[axis] - 1, first + static_cast<std::int64_t>(seed / 3));
    Index3 out_size = size;
    out_size[axis] = last - first + 1;
    std::vector<float> out(static_cast<std::size_t>(out_size[0] * out_size[1] * out_size[2]));
    filter_lines(voxels.data(), size, axis, filter, first, last, out.data());
    std::size_t different = 0;
    for (std::int64_t z = 0; z < out_size[2]; ++z) {
      for (std::int64_t y = 0; y < out_size[1]; ++y) {
        for (std::int64_t x = 0; x < out_size[0]; ++x) {
          Index3 start = {x, y, z};
          auto const entry = start[axis] + first;
          start[axis] = 0;
          std::vector<double> line;
          for (std::int64_t i = 0; i < size[axis]; ++i) {
            auto const place = start[0] + start[1] * stride[1] + start[2] * stride[2] + i * stride[axis];
            line.push_back(static_cast<double>(voxels[static_cast<std::size_t>(place)]));
          }
          auto const found = out[static_cast<std::size_t>(x + out_size[0] * (y + out_size[1] * z))];
          different += found != twin_line(line, filter)[static_cast<std::size_t>(entry)] ? 1 : 0;
        }
      }
    }
    EXPECT_EQ(different, 0U) << "axis " << axis << ", size " << size[0] << " " << size[1] << " " << size[2];
  }
}

TEST(RecursiveGaussian, LinesSideBySideEqualOneLineAtATime_twin) {
  std::uint32_t seed = 0;
  for (Index3 const& size : {Index3{4, 4, 4}, Index3{7, 5, 4}, Index3{8, 1, 5}, Index3{37, 9, 3}, Index3{33, 6, 12},
                             Index3{5, 70, 2}, Index3{64, 4, 4}}) {
    for (int repeat = 0; repeat < 4; ++repeat) {
      expect_as_twin<std::int16_t>(size, ++seed);
      expect_as_twin<float>(size, ++seed);
      expect_as_twin<double>(size, ++seed);
      expect_as_twin<std::uint8_t>(size, ++seed);
    }
  }
}

TEST(RecursiveGaussian, SmoothingKeepsAConstantAndTheSecondDerivativeOfAParabolaIsTwo_analytic) {
  double const spacing = 0.8, sigma = 2.0;
  auto const smooth = make_recursive_gaussian(sigma, spacing, GaussianOrder::smooth);
  auto const second = make_recursive_gaussian(sigma, spacing, GaussianOrder::second_derivative);
  std::vector<double> constant(50, 37.5), parabola(200);
  for (std::size_t i = 0; i < parabola.size(); ++i) parabola[i] = std::pow(spacing * (static_cast<double>(i) - 100), 2);
  std::vector<float> out(200);
  filter_lines(constant.data(), {50, 1, 1}, 0, smooth, 0, 49, out.data());
  for (std::size_t i = 0; i < 50; ++i) EXPECT_NEAR(out[i], 37.5, 1e-5);
  filter_lines(constant.data(), {50, 1, 1}, 0, second, 0, 49, out.data());
  for (std::size_t i = 0; i < 50; ++i) EXPECT_NEAR(out[i], 0, 1e-10);
  // Per voxel², times sigma²: the division by the spacing's square is the caller's.
  filter_lines(parabola.data(), {200, 1, 1}, 0, second, 0, 199, out.data());
  for (std::size_t i = 80; i < 120; ++i) EXPECT_NEAR(out[i] / (spacing * spacing), 2 * sigma * sigma, 1e-4);
}

TEST(RecursiveGaussian, TheFirstDerivativeOfALineIsItsSlope_analytic) {
  double const spacing = 0.8, sigma = 2.0;
  auto const first = make_recursive_gaussian(sigma, spacing, GaussianOrder::first_derivative);
  std::vector<double> line(200);
  for (std::size_t i = 0; i < line.size(); ++i) line[i] = 3 - 1.5 * spacing * static_cast<double>(i);
  std::vector<float> out(200);
  filter_lines(line.data(), {200, 1, 1}, 0, first, 0, 199, out.data());
  for (std::size_t i = 80; i < 120; ++i) EXPECT_NEAR(out[i] / spacing, -1.5, 1e-5);
}

}  // namespace
}  // namespace petra
