#include "petra/segment/leak.hpp"

#include <fmt/format.h>

#include "petra/segment/flood.hpp"

namespace petra {

std::optional<std::string> leak_warning(AnyVolume const& image, std::span<Index3 const> seeds,
                                        Connectivity connectivity, IntensityRange const& range, Mask const& region) {
  auto const maximum = maximum_of(image, &region);
  if (!maximum || !(range.lower > 0)) return std::nullopt;
  auto const size_at = [&](double lower) {
    return count_voxels(connected_to(voxels_in_range(image, {lower, range.upper}), seeds, connectivity));
  };
  auto const here = count_voxels(region);
  double const higher = range.lower * (1 + kLeakStep), lower = range.lower * (1 - kLeakStep);
  auto const say = [](double large, std::int64_t at_large, double small, std::int64_t at_small) {
    return fmt::format(
        "the mask has {} voxels at {:.3g} and {} at {:.3g}: it leaks into another structure near that "
        "threshold, so look at it, or choose another threshold or grow_from_seeds",
        at_large, large, at_small, small);
  };
  if (higher <= kLeakHighest * *maximum) {
    if (auto const smaller = size_at(higher); smaller > 0 && here >= 2 * smaller)
      return say(range.lower, here, higher, smaller);
  }
  if (range.lower <= kLeakHighest * *maximum) {
    if (auto const larger = size_at(lower); larger >= 2 * here) return say(lower, larger, range.lower, here);
  }
  return std::nullopt;
}

}  // namespace petra
