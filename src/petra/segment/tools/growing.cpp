// Regions grown from seeds by statistics: ConfidenceConnected, NeighborhoodConnected.
#include "petra/segment/growing.hpp"

#include <fmt/format.h>

#include <array>

#include "petra/base/text.hpp"
#include "petra/segment/tools/parameters.hpp"
#include "petra/segment/tools/threshold_mask.hpp"

namespace petra {

namespace {

Result<Mask> run_confidence(EditScene& scene, ToolArguments const& arguments) {
  ConfidenceSettings const settings{static_cast<int>(arguments.whole("iterations")), arguments.number("multiplier"),
                                    static_cast<int>(arguments.whole("radius"))};
  PETRA_TRY(auto region, confidence_connected(*scene.image, arguments.voxels("seed"), settings));
  scene.facts = {{"lower", region.range.lower}, {"upper", region.range.upper}};
  return std::move(region.mask);
}

Result<Mask> run_neighborhood(EditScene& scene, ToolArguments const& arguments) {
  IntensityRange range;
  range.lower = arguments.number("lower");
  if (arguments.has("upper")) range.upper = arguments.number("upper");
  auto const& radius = arguments.radius("radius");
  for (auto const& seed : arguments.voxels("seed")) {
    if (neighborhood_in_range(*scene.image, seed, range, radius)) continue;
    scene.warnings.push_back(
        fmt::format("the seed {} (value {}) or one of its neighbours lies outside the range; the region starts "
                    "there all the same: choose a lower threshold, a smaller radius or a seed farther inside",
                    format_voxel(seed), format_number(value_at(*scene.image, seed))));
  }
  return neighborhood_connected(*scene.image, arguments.voxels("seed"), range, radius);
}

constexpr auto kConfidenceParameters = std::to_array<ToolParameter>({
    parameter::kRequiredSeed,
    {.name = "iterations",
     .kind = ParameterKind::whole,
     .help = "how often the statistics are taken again",
     .otherwise = "5",
     .minimum = 0,
     .maximum = 1000},
    {.name = "multiplier",
     .kind = ParameterKind::number,
     .help = "standard deviations on either side of the mean",
     .otherwise = "2.5",
     .minimum = 0.01,
     .maximum = 100},
    {.name = "radius",
     .kind = ParameterKind::whole,
     .help = "of the box round a seed that starts it; 0: the seeds alone",
     .otherwise = "1",
     .minimum = 0,
     .maximum = 50},
});

constexpr auto kNeighborhoodParameters = std::to_array<ToolParameter>({
    parameter::kRequiredSeed,
    {.name = "lower", .kind = ParameterKind::number, .help = "least intensity", .required = true},
    {.name = "upper", .kind = ParameterKind::number, .help = "greatest intensity"},
    parameter::kRadius,
});

}  // namespace

extern ToolRow const kConfidenceConnectedTool;
ToolRow const kConfidenceConnectedTool = {
    .name = "confidence_connected",
    .title = "Confidence-connected growing",
    .rule = "connected by faces to a seed, within mean ± multiplier x standard deviation of the region so far",
    .source = "ITK ConfidenceConnected",
    .parameters = kConfidenceParameters,
    .needs_mask = false,
    .may_empty = false,
    .run = run_confidence};

extern ToolRow const kNeighborhoodConnectedTool;
ToolRow const kNeighborhoodConnectedTool = {
    .name = "neighborhood_connected",
    .title = "Neighbourhood-connected growing",
    .rule = "connected by faces to a seed, each voxel with its whole neighbourhood in the range",
    .source = "ITK NeighborhoodConnected",
    .parameters = kNeighborhoodParameters,
    .needs_mask = false,
    .may_empty = false,
    .run = run_neighborhood};

}  // namespace petra
