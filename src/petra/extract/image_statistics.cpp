#include "petra/extract/image_statistics.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <type_traits>

#include "petra/base/hash.hpp"
#include "petra/feature/pairwise_sum.hpp"

namespace petra {

static_assert(std::endian::native == std::endian::little, "voxel hashes are taken of little-endian bytes");

namespace {

constexpr std::size_t kBlock = 4096;  // voxels; a block's sum of 16-bit voxels fits 32 bits

// Whole-number voxels of at most 16 bits: the sum is exact in any order, so one plain pass.
template <class T>
ImageStatistics statistics_of_short_integers(std::span<T const> voxels) {
  std::int64_t sum = 0;
  T lowest = std::numeric_limits<T>::max(), highest = std::numeric_limits<T>::lowest();
  for (std::size_t first = 0; first < voxels.size(); first += kBlock) {
    auto const block = voxels.subspan(first, std::min(kBlock, voxels.size() - first));
    std::int32_t block_sum = 0;
    T low = lowest, high = highest;
    for (T const voxel : block) {
      block_sum += voxel;
      low = std::min(low, voxel);
      high = std::max(high, voxel);
    }
    sum += block_sum;
    lowest = low;
    highest = high;
  }
  ImageStatistics statistics;
  statistics.mean = static_cast<double>(sum) / static_cast<double>(voxels.size());
  statistics.minimum = static_cast<double>(lowest);
  statistics.maximum = static_cast<double>(highest);
  return statistics;
}

// numpy.mean (numpy 1.26) reduces piece by piece of its 8,192-element buffer, each piece pairwise. Checked on random
// arrays.
template <class T>
double mean_in_numpy_order(std::span<T const> voxels) {
  constexpr std::size_t kBuffer = 8192;
  double sum = 0;
  for (std::size_t first = 0; first < voxels.size(); first += kBuffer) {
    auto const term = [&](std::size_t i) { return static_cast<double>(voxels[i]); };
    sum += pairwise_sum(term, std::min(kBuffer, voxels.size() - first), first);
  }
  return sum / static_cast<double>(voxels.size());
}

template <class T>
ImageStatistics statistics_of(std::span<T const> voxels) {
  ImageStatistics statistics;
  double lowest = std::numeric_limits<double>::infinity(), highest = -lowest, largest = 0;
  std::int64_t not_finite = 0;
  bool has_nan = false;
  for (T const typed : voxels) {
    auto const voxel = static_cast<double>(typed);
    lowest = voxel < lowest ? voxel : lowest;
    highest = voxel > highest ? voxel : highest;
    if constexpr (std::is_floating_point_v<T>) {
      double const size = std::abs(voxel);
      bool const finite = size <= std::numeric_limits<double>::max();
      not_finite += finite ? 0 : 1;
      has_nan |= voxel != voxel;
      largest = finite && size > largest ? size : largest;
    }
  }
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  statistics.minimum = has_nan ? kNaN : lowest;
  statistics.maximum = has_nan ? kNaN : highest;
  statistics.not_finite = not_finite;
  statistics.maximum_absolute = largest;
  statistics.mean = mean_in_numpy_order(voxels);
  return statistics;
}

}  // namespace

ImageStatistics compute_image_statistics(AnyVolume const& image) {
  return std::visit(
      [](auto const& typed) -> ImageStatistics {
        using T = typename std::decay_t<decltype(typed)>::Voxel;
        std::span<T const> const voxels(typed.voxels);
        if (voxels.empty()) return {};
        ImageStatistics statistics;
        if constexpr (std::is_integral_v<T> && sizeof(T) <= 2) {
          statistics = statistics_of_short_integers(voxels);
        } else {
          statistics = statistics_of(voxels);
        }
        if constexpr (std::is_integral_v<T>) {
          statistics.maximum_absolute = std::max(std::abs(statistics.minimum), std::abs(statistics.maximum));
        }
        return statistics;
      },
      image);
}

double numpy_mean(std::span<double const> values) {
  return mean_in_numpy_order(values);
}

std::string voxel_hash(AnyVolume const& image) {
  Hasher hasher(HashAlgorithm::sha1);
  std::visit([&](auto const& typed) { hasher.update(std::as_bytes(std::span(typed.voxels))); }, image);
  return hasher.finish();
}

std::string mask_hash(AnyVolume const& mask) {
  Hasher hasher(HashAlgorithm::sha1);
  std::visit(
      [&](auto const& typed) {
        std::array<std::uint32_t, kBlock> block{};
        for (std::size_t first = 0; first < typed.voxels.size(); first += kBlock) {
          auto const count = std::min(kBlock, typed.voxels.size() - first);
          for (std::size_t i = 0; i < count; ++i) {
            auto const voxel = typed.voxels[first + i];
            // Through a signed integer: the cast of a negative floating-point number straight to an unsigned type is
            // undefined.
            if constexpr (std::is_floating_point_v<std::decay_t<decltype(voxel)>>) {
              block[i] = static_cast<std::uint32_t>(static_cast<std::int64_t>(voxel));
            } else {
              block[i] = static_cast<std::uint32_t>(voxel);
            }
          }
          hasher.update(std::as_bytes(std::span(block.data(), count)));
        }
      },
      mask);
  return hasher.finish();
}

}  // namespace petra
