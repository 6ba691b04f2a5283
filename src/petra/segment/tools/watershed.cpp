// Watershed on the gradient, from two kinds of marker.
#include "petra/segment/watershed.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "petra/segment/gradient_magnitude.hpp"
#include "petra/segment/tools/kept_masks.hpp"
#include "petra/segment/tools/parameters.hpp"

namespace petra {

namespace {

constexpr std::string_view kName = "watershed";

Result<Mask> run(EditScene& scene, ToolArguments const& arguments) {
  auto const& geometry = scene.geometry();
  for (std::size_t axis = 0; axis < static_cast<std::size_t>(geometry.dimension); ++axis) {
    if (geometry.size[axis] < kFewestGradientVoxels)
      return tool_error(kName,
                        fmt::format("the image has {} voxels along {}, where {} are needed", geometry.size[axis],
                                    "xyz"[axis], kFewestGradientVoxels),
                        "Use another tool");
  }
  PETRA_TRY(auto const seeds, seed_labels(scene, kName, arguments));
  double const sigma = arguments.has("sigma_mm") ? arguments.number("sigma_mm")
                                                 : geometry.spacing_mm.head(geometry.dimension).minCoeff();
  auto const steepness = gradient_magnitude(*scene.image, sigma);
  for (float const value : steepness.voxels) {
    if (!std::isfinite(value))
      return tool_error(kName, "the image holds voxels that are no finite numbers", "Replace them, by 0 for instance");
  }
  Mask mask = watershed_from_markers(steepness, seeds, arguments.connectivity());
  for (auto& voxel : mask.voxels) voxel = voxel == kForegroundLabel ? 1 : 0;
  return mask;
}

constexpr auto kParameters = std::to_array<ToolParameter>({
    parameter::kForeground,
    parameter::kBackground,
    {.name = "sigma_mm",
     .kind = ParameterKind::number,
     .help = "of the Gaussian under the gradient; without it the smallest spacing",
     .minimum = 0.01,
     .maximum = 1000},
    parameter::kConnectivity,
});

}  // namespace

extern ToolRow const kWatershedTool;
ToolRow const kWatershedTool = {
    .name = kName,
    .title = "Watershed from markers",
    .rule = "the gradient's magnitude flooded from both kinds of seed, no line between the basins",
    .source = "ITK GradientMagnitudeRecursiveGaussian, MorphologicalWatershedFromMarkers",
    .parameters = kParameters,
    .needs_mask = false,
    .may_empty = false,
    .run = run};

}  // namespace petra
