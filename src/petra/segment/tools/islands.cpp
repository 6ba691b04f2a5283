// Slicer's Islands, and holes filled.
#include "petra/segment/islands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "petra/segment/flood.hpp"
#include "petra/segment/tools/kept_masks.hpp"
#include "petra/segment/tools/parameters.hpp"
#include "petra/segment/tools/threshold_mask.hpp"

namespace petra {

namespace {

Result<Mask> largest(EditScene& scene, ToolArguments const& arguments) {
  return largest_island(scene.mask, arguments.connectivity());
}

Result<Mask> remove_small(EditScene& scene, ToolArguments const& arguments) {
  auto const least = arguments.whole("voxels");
  auto mask = islands_of_at_least(scene.mask, least, arguments.connectivity());
  if (count_voxels(mask) > 0) return mask;
  auto const islands = find_islands(scene.mask, arguments.connectivity());
  return tool_error("remove_small_islands",
                    fmt::format("every island is smaller than {} voxels; the largest has {}", least,
                                *std::max_element(islands.voxels.begin(), islands.voxels.end())),
                    "Choose fewer voxels");
}

// The island at the step's voxel; an error where there is none.
Result<Mask> selected(std::string_view tool, Mask const& mask, ToolArguments const& arguments, std::string_view of) {
  auto const& at = arguments.voxel("at");
  if (mask.at(at[0], at[1], at[2]) == 0)
    return tool_error(tool, fmt::format("the voxel {} lies on no island of {}", format_voxel(at), of),
                      "Name a voxel of the island that is meant");
  return connected_to(mask, std::span(&at, 1), arguments.connectivity());
}

Result<Mask> keep_selected(EditScene& scene, ToolArguments const& arguments) {
  return selected("keep_island", scene.mask, arguments, "the mask");
}

Result<Mask> remove_selected(EditScene& scene, ToolArguments const& arguments) {
  PETRA_TRY(auto const island, selected("remove_island", scene.mask, arguments, "the mask"));
  Mask mask = scene.mask;
  for (std::size_t i = 0; i < mask.voxels.size(); ++i) {
    if (island.voxels[i] != 0) mask.voxels[i] = 0;
  }
  return mask;
}

Result<Mask> add_selected(EditScene& scene, ToolArguments const& arguments) {
  auto const& name = arguments.text("from");
  PETRA_TRY(auto const* other, kept_mask(scene, "add_island", "from", name));
  PETRA_TRY(auto const island, selected("add_island", *other, arguments, name));
  Mask mask = scene.mask;
  for (std::size_t i = 0; i < mask.voxels.size(); ++i) {
    if (island.voxels[i] != 0) mask.voxels[i] = 1;
  }
  return mask;
}

Result<Mask> fill(EditScene& scene, ToolArguments const& arguments) {
  return fill_holes(scene.mask, arguments.connectivity());
}

constexpr ToolParameter kAt = {
    .name = "at", .kind = ParameterKind::voxel, .help = "a voxel of the island", .required = true};

constexpr auto kConnectivityOnly = std::to_array<ToolParameter>({parameter::kConnectivity});
constexpr auto kSmallParameters = std::to_array<ToolParameter>({
    {.name = "voxels",
     .kind = ParameterKind::whole,
     .help = "islands with fewer are removed",
     .otherwise = "1000",
     .minimum = 1,
     .maximum = 1e12},
    parameter::kConnectivity,
});
constexpr auto kSelectedParameters = std::to_array<ToolParameter>({kAt, parameter::kConnectivity});
constexpr auto kAddParameters = std::to_array<ToolParameter>({kAt, parameter::kFrom, parameter::kConnectivity});
constexpr auto kHoleParameters = std::to_array<ToolParameter>({
    {.name = "connectivity",
     .kind = ParameterKind::text,
     .help = "how the background holds together: by faces or full",
     .otherwise = "faces",
     .choices = "faces|full"},
});

constexpr std::string_view kSlicer = "Slicer Islands; scipy.ndimage.label";

}  // namespace

extern ToolRow const kLargestIslandTool;
ToolRow const kLargestIslandTool = {.name = "largest_island",
                                    .title = "Islands: keep largest",
                                    .rule = "keeps the island with most voxels, the first in memory of equals",
                                    .source = kSlicer,
                                    .parameters = kConnectivityOnly,
                                    .needs_mask = true,
                                    .may_empty = false,
                                    .run = largest};

extern ToolRow const kRemoveSmallIslandsTool;
ToolRow const kRemoveSmallIslandsTool = {.name = "remove_small_islands",
                                         .title = "Islands: remove small",
                                         .rule = "keeps the islands of at least so many voxels",
                                         .source = kSlicer,
                                         .parameters = kSmallParameters,
                                         .needs_mask = true,
                                         .may_empty = false,
                                         .run = remove_small};

extern ToolRow const kKeepIslandTool;
ToolRow const kKeepIslandTool = {.name = "keep_island",
                                 .title = "Islands: keep selected",
                                 .rule = "keeps the island that holds the voxel",
                                 .source = kSlicer,
                                 .parameters = kSelectedParameters,
                                 .needs_mask = true,
                                 .may_empty = false,
                                 .run = keep_selected};

extern ToolRow const kRemoveIslandTool;
ToolRow const kRemoveIslandTool = {.name = "remove_island",
                                   .title = "Islands: remove selected",
                                   .rule = "removes the island that holds the voxel",
                                   .source = kSlicer,
                                   .parameters = kSelectedParameters,
                                   .needs_mask = true,
                                   .may_empty = false,
                                   .run = remove_selected};

extern ToolRow const kAddIslandTool;
ToolRow const kAddIslandTool = {.name = "add_island",
                                .title = "Islands: add selected",
                                .rule = "adds the island of the named mask that holds the voxel",
                                .source = kSlicer,
                                .parameters = kAddParameters,
                                .needs_mask = false,
                                .may_empty = false,
                                .run = add_selected};

extern ToolRow const kFillHolesTool;
ToolRow const kFillHolesTool = {.name = "fill_holes",
                                .title = "Fill holes",
                                .rule = "adds what is not connected to the image's border through the background",
                                .source = "ITK BinaryFillhole",
                                .parameters = kHoleParameters,
                                .needs_mask = true,
                                .may_empty = false,
                                .run = fill};

}  // namespace petra
