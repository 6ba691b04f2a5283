#include "petra/segment/growing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "petra/base/text.hpp"
#include "petra/grid/crop.hpp"
#include "petra/segment/flood.hpp"

namespace petra {

namespace {

struct MeanAndVariance {
  double mean = 0, variance = 0;
};

// Boxes round the seeds, edge voxels repeated beyond the image: the mean of the boxes' means, the variance about it.
template <class T>
MeanAndVariance round_seeds(Volume<T> const& image, std::span<Index3 const> seeds, std::int64_t radius) {
  auto const& size = image.geometry.size;
  std::int64_t const depth = image.geometry.dimension == 3 ? radius : 0;
  double mean = 0, squares = 0;
  auto const box = static_cast<double>((2 * radius + 1) * (2 * radius + 1) * (2 * depth + 1));
  for (auto const& seed : seeds) {
    double sum = 0, sum_of_squares = 0;
    for (std::int64_t z = seed[2] - depth; z <= seed[2] + depth; ++z) {
      for (std::int64_t y = seed[1] - radius; y <= seed[1] + radius; ++y) {
        for (std::int64_t x = seed[0] - radius; x <= seed[0] + radius; ++x) {
          auto const value = static_cast<double>(image.at(std::clamp<std::int64_t>(x, 0, size[0] - 1),
                                                          std::clamp<std::int64_t>(y, 0, size[1] - 1),
                                                          std::clamp<std::int64_t>(z, 0, size[2] - 1)));
          sum += value;
          sum_of_squares += value * value;
        }
      }
    }
    mean += sum / box;
    squares += sum_of_squares;
  }
  auto const count = static_cast<double>(seeds.size());
  double const voxels = count * box;
  mean /= count;
  return {mean, (squares - mean * mean * voxels) / (voxels - 1.0)};
}

template <class T>
MeanAndVariance of_voxels(Volume<T> const& image, std::span<std::int64_t const> offsets) {
  double sum = 0, squares = 0;
  for (auto const offset : offsets) {
    auto const value = static_cast<double>(image.voxels[static_cast<std::size_t>(offset)]);
    sum += value;
    squares += value * value;
  }
  auto const count = static_cast<double>(offsets.size());
  return {sum / count, (squares - sum * sum / count) / (count - 1.0)};
}

// The limits in the image's own type.
template <class T>
IntensityRange limits_in_type(IntensityRange range) {
  auto const least = static_cast<double>(std::numeric_limits<T>::lowest());
  auto const greatest = static_cast<double>(std::numeric_limits<T>::max());
  auto const in_type = [&](double value) {
    if constexpr (std::is_integral_v<T>) return std::trunc(std::clamp(value, least, greatest));
    return static_cast<double>(static_cast<T>(std::clamp(value, least, greatest)));
  };
  return {in_type(range.lower), in_type(range.upper)};
}

// Almost 0 as ITK's AlmostEquals sees it for double: within 0.1 epsilon, or 4 units in the last place.
bool is_zero(double value) {
  return std::abs(value) <= 0.1 * std::numeric_limits<double>::epsilon();
}

Error no_spread(std::string message) {
  return make_error(ErrorCode::invalid_input, "confidence_connected", std::move(message),
                    "Give more seeds, a radius of at least 1, or a greater multiplier");
}

template <class T>
Result<GrownRegion> grow(Volume<T> const& image, AnyVolume const& any, std::span<Index3 const> seeds,
                         ConfidenceSettings const& settings) {
  std::vector<std::int64_t> at_seeds;
  double lowest = std::numeric_limits<double>::infinity(), highest = -lowest;
  for (auto const& seed : seeds) {
    at_seeds.push_back(offset_of(seed, image.geometry.size));
    auto const value = static_cast<double>(image.at(seed[0], seed[1], seed[2]));
    if (std::isnan(value))
      return no_spread(fmt::format("the seed {}, {}, {} lies on a voxel that is no number", seed[0], seed[1], seed[2]));
    lowest = std::min(lowest, value);
    highest = std::max(highest, value);
  }
  if (settings.radius == 0 && seeds.size() < 2) return no_spread("one seed with radius 0 has no standard deviation");
  auto statistics = settings.radius > 0 ? round_seeds(image, seeds, settings.radius) : of_voxels(image, at_seeds);
  GrownRegion region;
  std::vector<std::int64_t> order;
  for (int round = 0; round <= settings.iterations; ++round) {
    if (round > 0) {
      if (order.size() < 2) return no_spread("the region is a single voxel, which has no standard deviation");
      statistics = of_voxels(image, order);
      if (is_zero(statistics.variance)) break;
    }
    double const reach = settings.multiplier * std::sqrt(std::max(0.0, statistics.variance));
    region.range =
        limits_in_type<T>({std::min(statistics.mean - reach, lowest), std::max(statistics.mean + reach, highest)});
    if (std::isnan(statistics.mean)) return no_spread("there are voxels that are no numbers round a seed");
    order = flood_order(voxels_in_range(any, region.range), seeds, Connectivity::faces);
  }
  region.mask = Mask(image.geometry);
  for (auto const offset : order) region.mask.voxels[static_cast<std::size_t>(offset)] = 1;
  return region;
}

}  // namespace

Result<GrownRegion> confidence_connected(AnyVolume const& image, std::span<Index3 const> seeds,
                                         ConfidenceSettings const& settings) {
  return std::visit([&](auto const& typed) { return grow(typed, image, seeds, settings); }, image);
}

Mask neighborhood_connected(AnyVolume const& image, std::span<Index3 const> seeds, IntensityRange const& range,
                            Index3 const& radius) {
  Mask allowed = voxels_in_range(image, range);
  auto const& size = allowed.geometry.size;
  // A voxel stays where the whole window does: one axis after the other.
  for (std::size_t axis = 0; axis < static_cast<std::size_t>(allowed.geometry.dimension); ++axis) {
    Mask next(allowed.geometry);
    Index3 const strides = {1, size[0], size[0] * size[1]};
    for (std::int64_t offset = 0; offset < allowed.geometry.voxel_count(); ++offset) {
      auto const at = voxel_of(offset, size)[axis];
      auto const first = std::max<std::int64_t>(0, at - radius[axis]),
                 last = std::min(size[axis] - 1, at + radius[axis]);
      std::uint8_t all = 1;
      for (std::int64_t k = first; k <= last && all != 0; ++k)
        all = allowed.voxels[static_cast<std::size_t>(offset + (k - at) * strides[axis])];
      next.voxels[static_cast<std::size_t>(offset)] = all;
    }
    allowed = std::move(next);
  }
  for (auto const& seed : seeds) allowed.at(seed[0], seed[1], seed[2]) = 1;
  return connected_to(allowed, seeds, Connectivity::faces);
}

bool neighborhood_in_range(AnyVolume const& image, Index3 const& voxel, IntensityRange const& range,
                           Index3 const& radius) {
  Box box = {voxel, voxel};
  auto const& size = geometry_of(image).size;
  for (std::size_t k = 0; k < 3; ++k) {
    box.first[k] = std::max<std::int64_t>(0, voxel[k] - radius[k]);
    box.last[k] = std::min(size[k] - 1, voxel[k] + radius[k]);
  }
  auto const part = voxels_in_range(crop(image, box), range);
  return count_voxels(part) == box.voxel_count();
}

}  // namespace petra
