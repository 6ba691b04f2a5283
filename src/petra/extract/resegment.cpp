#include "petra/extract/resegment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "petra/base/text.hpp"
#include "petra/extract/region_voxels.hpp"
#include "petra/feature/pairwise_sum.hpp"

namespace petra {

namespace {

// numpy.sum of a contiguous array of Value: piece by piece of its 8,192-element buffer, each piece pairwise.
template <class Value, class Term>
Value numpy_sum(Term const& term, std::size_t count) {
  constexpr std::size_t kBuffer = 8192;
  Value sum = 0;
  for (std::size_t first = 0; first < count; first += kBuffer)
    sum += pairwise_sum<Value>(term, std::min(kBuffer, count - first), first);
  return sum;
}

// numpy.mean and numpy.std in the type that NumPy takes: float32 for float32 voxels, float64 for all others.
template <class T>
std::pair<double, double> mean_and_deviation(std::vector<T> const& voxels) {
  using Value = std::conditional_t<std::is_same_v<T, float>, float, double>;
  auto const count = static_cast<Value>(voxels.size());
  Value const mean =
      numpy_sum<Value>([&](std::size_t i) { return static_cast<Value>(voxels[i]); }, voxels.size()) / count;
  auto const square = [&](std::size_t i) {
    Value const difference = static_cast<Value>(voxels[i]) - mean;
    return difference * difference;
  };
  Value const deviation = std::sqrt(numpy_sum<Value>(square, voxels.size()) / count);
  return {static_cast<double>(mean), static_cast<double>(deviation)};
}

template <class T>
std::vector<double> thresholds_of(std::vector<T> const& voxels, ResegmentSettings const& settings) {
  auto thresholds = settings.range;
  std::sort(thresholds.begin(), thresholds.end());
  switch (settings.mode) {
    case ResegmentMode::absolute:
      break;
    case ResegmentMode::relative: {
      auto const highest = static_cast<double>(*std::max_element(voxels.begin(), voxels.end()));
      for (double& threshold : thresholds) threshold = highest * threshold;
      break;
    }
    case ResegmentMode::sigma: {
      auto const [mean, deviation] = mean_and_deviation(voxels);
      for (double& threshold : thresholds) threshold = mean + deviation * threshold;
      break;
    }
  }
  // NumPy compares float32 voxels with the threshold as a float32 number.
  if constexpr (std::is_same_v<T, float>) {
    for (double& threshold : thresholds) threshold = static_cast<double>(static_cast<float>(threshold));
  }
  return thresholds;
}

// The region with its box shrunk round the voxels that are left.
MaskRegion shrunk(MaskRegion region) {
  auto const found = bounding_box(region.inside, region.box.size());
  if (!found) return region;
  auto box = *found;
  for (std::size_t k = 0; k < 3; ++k) {
    box.first[k] += region.box.first[k];
    box.last[k] += region.box.first[k];
  }
  return cut_to_box(region, box);
}

std::string format_range(std::vector<double> const& thresholds) {
  if (thresholds.size() == 1) return fmt::format("at least {}", format_number(thresholds[0]));
  return fmt::format("{} to {}", format_number(thresholds[0]), format_number(thresholds[1]));
}

}  // namespace

MaskRegion cut_to_box(MaskRegion const& region, Box const& box) {
  MaskRegion cut;
  cut.box = box;
  cut.inside.reserve(static_cast<std::size_t>(box.voxel_count()));
  auto const size = region.box.size();
  for (auto z = box.first[2]; z <= box.last[2]; ++z) {
    for (auto y = box.first[1]; y <= box.last[1]; ++y) {
      auto const row = size[0] * (y - region.box.first[1] + size[1] * (z - region.box.first[2]));
      for (auto x = box.first[0]; x <= box.last[0]; ++x) {
        auto const inside = region.inside[static_cast<std::size_t>(row + x - region.box.first[0])];
        cut.inside.push_back(inside);
        cut.voxel_count += inside;
      }
    }
  }
  return cut;
}

Result<MaskRegion> resegment_region(AnyVolume const& image, MaskRegion const& region,
                                    ResegmentSettings const& settings) {
  return std::visit(
      [&](auto const& typed) -> Result<MaskRegion> {
        using T = typename std::decay_t<decltype(typed)>::Voxel;
        auto const thresholds = thresholds_of(voxels_of(typed, region), settings);
        auto const low = thresholds.front();
        auto const high = thresholds.size() == 2 ? thresholds.back() : INFINITY;
        auto kept = region;
        for_each_voxel(typed, region, [&](T voxel, std::size_t offset) {
          auto const value = static_cast<double>(voxel);
          if (value >= low && value <= high) return;
          kept.inside[offset] = 0;
          --kept.voxel_count;
        });
        if (kept.voxel_count <= 1) {
          return make_error(ErrorCode::invalid_input, "mask",
                            fmt::format("resegmentation leaves {} of the region's {} voxels (kept: values of {})",
                                        kept.voxel_count, region.voxel_count, format_range(thresholds)),
                            "Check resegmentRange and resegmentMode against the image's values, or the mask");
        }
        return shrunk(std::move(kept));
      },
      image);
}

}  // namespace petra
