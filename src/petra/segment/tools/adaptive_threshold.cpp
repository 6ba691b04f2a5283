// A threshold between the background round the lesion and its maximum.
#include <array>

#include "petra/segment/flood.hpp"
#include "petra/segment/tools/parameters.hpp"
#include "petra/segment/tools/threshold_mask.hpp"

namespace petra {

namespace {

constexpr std::string_view kName = "adaptive_threshold";

// One dilation by faces.
Mask grown_by_faces(Mask const& mask) {
  Mask result = mask;
  for (std::size_t i = 0; i < mask.voxels.size(); ++i) {
    if (mask.voxels[i] == 0) continue;
    for_each_neighbour(static_cast<std::int64_t>(i), mask.geometry.size, kFaceSteps,
                       [&](std::int64_t next) { result.voxels[static_cast<std::size_t>(next)] = 1; });
  }
  return result;
}

Result<Mask> run(EditScene& scene, ToolArguments const& arguments) {
  auto const& image = *scene.image;
  auto const& seeds = arguments.voxels("seed");
  double const maximum = value_at(image, seeds.front()), fraction = arguments.number("fraction");
  if (!(maximum > 0))
    return tool_error(kName, "the value at the seed is not positive", "Place the seed on the lesion's hottest voxel");
  auto const first = connected_to(voxels_in_range(image, {.lower = fraction * maximum}), seeds, Connectivity::faces);
  auto const near = grown_by_faces(first);
  auto shell = grown_by_faces(grown_by_faces(near));
  for (std::size_t i = 0; i < shell.voxels.size(); ++i) {
    if (near.voxels[i] != 0) shell.voxels[i] = 0;
  }
  auto const background = statistics_under(image, shell);
  if (background.voxels == 0)
    return tool_error(kName, "the image has no background round the first region", "Choose a higher fraction");
  double const threshold = fraction * (maximum - background.mean) + background.mean;
  scene.facts = {{"reference", maximum}, {"background", background.mean}, {"threshold", threshold}};
  return threshold_mask(scene, kName, {.lower = threshold}, arguments);
}

constexpr auto kParameters = std::to_array<ToolParameter>({
    {.name = "fraction",
     .kind = ParameterKind::number,
     .help = "of the way from background to maximum",
     .otherwise = "0.41",
     .minimum = 0.001,
     .maximum = 1},
    parameter::kRequiredSeed,
    parameter::kConnectivity,
});

}  // namespace

extern ToolRow const kAdaptiveThresholdTool;
ToolRow const kAdaptiveThresholdTool = {
    .name = kName,
    .title = "Background-adapted threshold",
    .rule =
        "fraction x (maximum - background) + background: maximum at the first seed; background the mean of the voxels "
        "that two or three "
        "dilations by faces, but not one, reach from the region at fraction x maximum",
    .source = "Erdi et al., Cancer 80 (1997); formula in the reference data",
    .parameters = kParameters,
    .needs_mask = false,
    .may_empty = false,
    .run = run};

}  // namespace petra
