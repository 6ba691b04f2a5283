#include "petra/segment/tools/threshold_mask.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "petra/base/text.hpp"
#include "petra/segment/flood.hpp"
#include "petra/segment/leak.hpp"

namespace petra {

namespace {

std::string format_range(IntensityRange const& range) {
  if (std::isinf(range.upper)) return fmt::format("at least {}", format_number(range.lower));
  if (std::isinf(range.lower)) return fmt::format("at most {}", format_number(range.upper));
  return fmt::format("from {} to {}", format_number(range.lower), format_number(range.upper));
}

}  // namespace

std::string format_voxel(Index3 const& voxel) {
  return fmt::format("{}, {}, {}", voxel[0], voxel[1], voxel[2]);
}

Result<Mask> threshold_mask(EditScene& scene, std::string_view tool, IntensityRange const& range,
                            ToolArguments const& arguments) {
  auto mask = voxels_in_range(*scene.image, range);
  if (count_voxels(mask) == 0) {
    auto const maximum = maximum_of(*scene.image);
    return tool_error(tool,
                      fmt::format("no voxel is {}; the image's greatest is {}", format_range(range),
                                  maximum ? format_number(*maximum) : "no number"),
                      "Choose a lower threshold, and check the image's unit (SUV or Bq/ml)");
  }
  if (!arguments.has("seed")) return mask;
  auto const& seeds = arguments.voxels("seed");
  bool const any_allowed = std::any_of(seeds.begin(), seeds.end(),
                                       [&](Index3 const& seed) { return mask.at(seed[0], seed[1], seed[2]) != 0; });
  if (!any_allowed) {
    return tool_error(tool,
                      fmt::format("the seed {} has the value {}, which is not {}", format_voxel(seeds.front()),
                                  format_number(value_at(*scene.image, seeds.front())), format_range(range)),
                      "Place the seed in the lesion, or choose a lower threshold");
  }
  auto region = connected_to(mask, seeds, arguments.connectivity());
  if (auto warning = leak_warning(*scene.image, seeds, arguments.connectivity(), range, region))
    scene.warnings.push_back(std::move(*warning));
  return region;
}

}  // namespace petra
