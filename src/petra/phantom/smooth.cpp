#include "petra/phantom/smooth.hpp"

#include <algorithm>
#include <cmath>

#include "petra/phantom/portable_math.hpp"

namespace petra::phantom {
namespace {

// Convolves every line along one axis with a symmetric kernel (centre first). Lines run over `stride`; neighbouring
// lines are handled together so that memory is read in order.
void smooth_axis(Volume<float>& volume, std::size_t axis, std::vector<float> const& half_kernel) {
  auto const size = volume.geometry.size;
  std::int64_t const length = size[axis];
  if (length < 2) return;
  std::int64_t const stride = axis == 0 ? 1 : (axis == 1 ? size[0] : size[0] * size[1]);
  std::int64_t const inner = stride, outer = volume.geometry.voxel_count() / (length * stride);
  auto const radius = static_cast<std::int64_t>(half_kernel.size()) - 1;
  std::vector<float> copy(static_cast<std::size_t>(length * inner));
  for (std::int64_t block = 0; block < outer; ++block) {
    float* const data = volume.voxels.data() + block * length * stride;
    std::copy(data, data + length * inner, copy.begin());
    for (std::int64_t i = 0; i < length; ++i) {
      float* const to = data + i * stride;
      float const* const centre = copy.data() + i * inner;
      for (std::int64_t k = 0; k < inner; ++k) to[k] = half_kernel[0] * centre[k];
      for (std::int64_t r = 1; r <= radius; ++r) {
        float const* const before = copy.data() + std::max<std::int64_t>(i - r, 0) * inner;
        float const* const after = copy.data() + std::min(i + r, length - 1) * inner;
        float const weight = half_kernel[static_cast<std::size_t>(r)];
        for (std::int64_t k = 0; k < inner; ++k) to[k] += weight * (before[k] + after[k]);
      }
    }
  }
}

}  // namespace

void smooth_gaussian(Volume<float>& volume, double sigma_mm) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    double const sigma = sigma_mm / volume.geometry.spacing_mm[static_cast<int>(axis)];
    auto const radius = static_cast<int>(std::ceil(3 * sigma));
    std::vector<double> weights;
    double sum = 0;
    for (int r = 0; r <= radius; ++r) {
      weights.push_back(portable_exp(-0.5 * r * r / (sigma * sigma)));
      sum += (r == 0 ? 1 : 2) * weights.back();
    }
    std::vector<float> kernel;
    for (double const weight : weights) kernel.push_back(static_cast<float>(weight / sum));
    smooth_axis(volume, axis, kernel);
  }
}

void smooth_binomial(Volume<float>& volume) {
  for (std::size_t axis = 0; axis < 3; ++axis) smooth_axis(volume, axis, {0.5F, 0.25F});
}

}  // namespace petra::phantom
