#include "petra/segment/smoothing.hpp"

#include <algorithm>
#include <cmath>

namespace petra {

namespace {

// Sums of `mask` over the window of ±radius along one axis, edge voxels repeated.
void sum_along(std::vector<std::int32_t>& values, Index3 const& size, std::size_t axis, std::int64_t radius) {
  if (radius == 0) return;
  Index3 const strides = {1, size[0], size[0] * size[1]};
  std::size_t const inner = axis == 0 ? 1 : 0, outer = axis == 2 ? 1 : 2;
  std::int64_t const length = size[axis], stride = strides[axis];
  std::vector<std::int32_t> line(static_cast<std::size_t>(length));
  for (std::int64_t v = 0; v < size[outer]; ++v) {
    for (std::int64_t u = 0; u < size[inner]; ++u) {
      auto* const start = values.data() + u * strides[inner] + v * strides[outer];
      for (std::int64_t i = 0; i < length; ++i) line[static_cast<std::size_t>(i)] = start[i * stride];
      auto const at = [&](std::int64_t i) {
        return line[static_cast<std::size_t>(std::clamp<std::int64_t>(i, 0, length - 1))];
      };
      std::int32_t sum = 0;
      for (std::int64_t i = -radius; i <= radius; ++i) sum += at(i);
      for (std::int64_t i = 0; i < length; ++i) {
        start[i * stride] = sum;
        sum += at(i + radius + 1) - at(i - radius);
      }
    }
  }
}

void convolve_along(std::vector<float>& values, Index3 const& size, std::size_t axis,
                    std::vector<double> const& kernel) {
  Index3 const strides = {1, size[0], size[0] * size[1]};
  std::size_t const inner = axis == 0 ? 1 : 0, outer = axis == 2 ? 1 : 2;
  std::int64_t const length = size[axis], stride = strides[axis];
  std::vector<double> line(static_cast<std::size_t>(length));
  for (std::int64_t v = 0; v < size[outer]; ++v) {
    for (std::int64_t u = 0; u < size[inner]; ++u) {
      float* const start = values.data() + u * strides[inner] + v * strides[outer];
      for (std::int64_t i = 0; i < length; ++i)
        line[static_cast<std::size_t>(i)] = static_cast<double>(start[i * stride]);
      auto const at = [&](std::int64_t i) {
        return line[static_cast<std::size_t>(std::clamp<std::int64_t>(i, 0, length - 1))];
      };
      for (std::int64_t i = 0; i < length; ++i) {
        double sum = kernel[0] * at(i);
        for (std::size_t k = 1; k < kernel.size(); ++k) {
          auto const step = static_cast<std::int64_t>(k);
          sum += kernel[k] * (at(i - step) + at(i + step));
        }
        start[i * stride] = static_cast<float>(sum);
      }
    }
  }
}

}  // namespace

Mask median(Mask const& mask, Index3 const& radius) {
  auto const& size = mask.geometry.size;
  std::vector<std::int32_t> sums(mask.voxels.size());
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] = mask.voxels[i] != 0 ? 1 : 0;
  std::int64_t window = 1;
  for (std::size_t axis = 0; axis < static_cast<std::size_t>(mask.geometry.dimension); ++axis) {
    sum_along(sums, size, axis, radius[axis]);
    window *= 2 * radius[axis] + 1;
  }
  Mask result(mask.geometry);
  for (std::size_t i = 0; i < sums.size(); ++i) result.voxels[i] = sums[i] > window / 2 ? 1 : 0;
  return result;
}

// Modified Bessel functions by Miller's recurrence downwards, which is stable, scaled by the sum that they must have
// (I_0 + 2 ΣI_n = exp(t)), so that no exponential of a large variance is ever taken.
std::vector<double> discrete_gaussian(double variance, double maximum_error, std::size_t maximum_width) {
  if (!(variance > 0)) return {1.0};
  auto const start = static_cast<std::size_t>(40 + 10 * std::sqrt(variance) + variance / 50);
  std::vector<double> bessel(start + 2);
  bessel[start + 1] = 0;
  bessel[start] = 1e-300;
  for (std::size_t n = start; n >= 1; --n) {
    bessel[n - 1] = bessel[n + 1] + 2 * static_cast<double>(n) / variance * bessel[n];
    if (bessel[n - 1] > 1e250) {
      for (std::size_t k = n - 1; k < bessel.size(); ++k) bessel[k] *= 1e-250;
    }
  }
  double total = bessel[0];
  for (std::size_t n = 1; n < bessel.size(); ++n) total += 2 * bessel[n];
  std::vector<double> kernel = {bessel[0] / total, bessel[1] / total};
  double sum = kernel[0] + 2 * kernel[1];
  while (sum < 1 - maximum_error && kernel.size() <= maximum_width && kernel.size() < bessel.size()) {
    kernel.push_back(bessel[kernel.size()] / total);
    sum += 2 * kernel.back();
  }
  for (auto& weight : kernel) weight /= sum;
  return kernel;
}

Mask gaussian_smoothed(Mask const& mask, double sigma_mm) {
  constexpr double kMaximumError = 0.001;
  auto const& geometry = mask.geometry;
  std::vector<float> values(mask.voxels.size());
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = mask.voxels[i] != 0 ? 1.0F : 0.0F;
  for (std::size_t axis = 0; axis < static_cast<std::size_t>(geometry.dimension); ++axis) {
    double const sigma = sigma_mm / geometry.spacing_mm[static_cast<Eigen::Index>(axis)];
    auto const widest = static_cast<std::size_t>(std::max<double>(64, 8 * sigma));
    convolve_along(values, geometry.size, axis, discrete_gaussian(sigma * sigma, kMaximumError, widest));
  }
  Mask result(geometry);
  for (std::size_t i = 0; i < values.size(); ++i) result.voxels[i] = values[i] >= 0.5F ? 1 : 0;
  return result;
}

}  // namespace petra
