// Slicer's Grow from seeds.
#include <fmt/format.h>

#include <array>

#include "petra/segment/grow_cut.hpp"
#include "petra/segment/tools/kept_masks.hpp"
#include "petra/segment/tools/parameters.hpp"

namespace petra {

namespace {

constexpr std::string_view kName = "grow_from_seeds";

// Warns of a kind of seed that lies on the image's outermost voxels alone.
void warn_of_edges(EditScene& scene, Volume<std::uint8_t> const& seeds) {
  auto const& size = scene.geometry().size;
  for (auto const& [label, name] : {std::pair{kForegroundLabel, "foreground"}, {kBackgroundLabel, "background"}}) {
    bool any_inside = false;
    for (std::size_t i = 0; i < seeds.voxels.size() && !any_inside; ++i) {
      if (seeds.voxels[i] != label) continue;
      auto const voxel = voxel_of(static_cast<std::int64_t>(i), size);
      any_inside = true;
      for (std::size_t k = 0; k < 3; ++k)
        any_inside = any_inside && (size[k] < 3 || (voxel[k] > 0 && voxel[k] < size[k] - 1));
    }
    if (!any_inside)
      scene.warnings.push_back(
          fmt::format("every {} seed lies on the image's outermost voxels, which pass nothing on: "
                      "they mark themselves alone; place seeds farther inside",
                      name));
  }
}

Result<Mask> run(EditScene& scene, ToolArguments const& arguments) {
  PETRA_TRY(auto const seeds, seed_labels(scene, kName, arguments));
  warn_of_edges(scene, seeds);
  GrowCutSettings const settings{static_cast<int>(arguments.whole("levels")), arguments.number("locality")};
  PETRA_TRY(Mask mask, grow_from_seeds(*scene.image, seeds, settings));
  for (auto& voxel : mask.voxels) voxel = voxel == kForegroundLabel ? 1 : 0;
  return mask;
}

constexpr auto kParameters = std::to_array<ToolParameter>({
    parameter::kForeground,
    parameter::kBackground,
    {.name = "levels",
     .kind = ParameterKind::whole,
     .help = "steps between 0 and the image's maximum that intensities are rounded to; 0: not rounded",
     .otherwise = "0",
     .minimum = 0,
     .maximum = 65535},
    {.name = "locality",
     .kind = ParameterKind::number,
     .help = "intensity that each millimetre of a way costs",
     .otherwise = "0",
     .minimum = 0,
     .maximum = 1e6},
});

}  // namespace

extern ToolRow const kGrowFromSeedsTool;
ToolRow const kGrowFromSeedsTool = {
    .name = kName,
    .title = "Grow from seeds",
    .rule =
        "each voxel goes to the seed with the least sum of absolute intensity differences on the way (26 neighbours)",
    .source = "Zhu et al., MICCAI IMIC 2014 (fast GrowCut); Slicer, itk-growcut",
    .parameters = kParameters,
    .needs_mask = false,
    .may_empty = false,
    .run = run};

}  // namespace petra
