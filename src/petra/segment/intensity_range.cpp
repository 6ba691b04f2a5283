#include "petra/segment/intensity_range.hpp"

#include <algorithm>
#include <cmath>

namespace petra {

namespace {

float as_float(double value) {
  constexpr double kGreatest = std::numeric_limits<float>::max();
  if (std::isnan(value)) return std::numeric_limits<float>::quiet_NaN();
  if (value > kGreatest) return std::numeric_limits<float>::infinity();
  if (value < -kGreatest) return -std::numeric_limits<float>::infinity();
  return static_cast<float>(value);
}

template <class T>
void mark(Volume<T> const& image, IntensityRange const& range, Mask& mask) {
  using Compared = std::conditional_t<std::is_same_v<T, float>, float, double>;
  Compared lower, upper;
  if constexpr (std::is_same_v<T, float>) {
    lower = as_float(range.lower);
    upper = as_float(range.upper);
  } else {
    lower = range.lower;
    upper = range.upper;
  }
  for (std::size_t i = 0; i < image.voxels.size(); ++i) {
    auto const value = static_cast<Compared>(image.voxels[i]);
    mask.voxels[i] = lower <= value && value <= upper ? 1 : 0;
  }
}

}  // namespace

Mask voxels_in_range(AnyVolume const& image, IntensityRange const& range) {
  Mask mask(geometry_of(image));
  std::visit([&](auto const& typed) { mark(typed, range, mask); }, image);
  return mask;
}

double value_at(AnyVolume const& image, Index3 const& voxel) {
  return std::visit([&](auto const& typed) { return static_cast<double>(typed.at(voxel[0], voxel[1], voxel[2])); },
                    image);
}

std::optional<double> maximum_of(AnyVolume const& image, Mask const* within) {
  std::optional<double> maximum;
  std::visit(
      [&](auto const& typed) {
        for (std::size_t i = 0; i < typed.voxels.size(); ++i) {
          if (within != nullptr && within->voxels[i] == 0) continue;
          auto const value = static_cast<double>(typed.voxels[i]);
          if (!std::isnan(value) && (!maximum || value > *maximum)) maximum = value;
        }
      },
      image);
  return maximum;
}

MaskStatistics statistics_under(AnyVolume const& image, Mask const& mask) {
  MaskStatistics result;
  std::visit(
      [&](auto const& typed) {
        double sum = 0;
        for (std::size_t i = 0; i < typed.voxels.size(); ++i) {
          if (mask.voxels[i] == 0) continue;
          auto const value = static_cast<double>(typed.voxels[i]);
          result.maximum = result.voxels == 0 ? value : std::max(result.maximum, value);
          result.minimum = result.voxels == 0 ? value : std::min(result.minimum, value);
          sum += value;
          ++result.voxels;
        }
        if (result.voxels == 0) return;
        result.mean = sum / static_cast<double>(result.voxels);
        double squares = 0;
        for (std::size_t i = 0; i < typed.voxels.size(); ++i) {
          if (mask.voxels[i] == 0) continue;
          double const away = static_cast<double>(typed.voxels[i]) - result.mean;
          squares += away * away;
        }
        if (result.voxels > 1) result.standard_deviation = std::sqrt(squares / static_cast<double>(result.voxels - 1));
      },
      image);
  return result;
}

std::int64_t count_voxels(Mask const& mask) {
  return std::count_if(mask.voxels.begin(), mask.voxels.end(), [](std::uint8_t voxel) { return voxel != 0; });
}

}  // namespace petra
