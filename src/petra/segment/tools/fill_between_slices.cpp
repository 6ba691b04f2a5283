// Slicer's Fill between slices.
#include "petra/segment/fill_between_slices.hpp"

#include <array>

#include "petra/segment/tools/parameters.hpp"

namespace petra {

namespace {

Result<Mask> run(EditScene& scene, ToolArguments const& arguments) {
  auto const& axis = arguments.text("axis");
  std::optional<std::size_t> across;
  if (axis != "auto") across = axis == "x" ? 0 : axis == "y" ? 1 : 2;
  auto filled = fill_between_slices(scene.mask, across);
  if (filled.voxels == scene.mask.voxels)
    scene.warnings.emplace_back("fill_between_slices found no gap between drawn slices and changed nothing");
  return filled;
}

constexpr auto kParameters = std::to_array<ToolParameter>({
    {.name = "axis",
     .kind = ParameterKind::text,
     .help = "image axis across the slices; auto: along each one for which single slices are found, as Slicer does",
     .otherwise = "auto",
     .choices = "auto|x|y|z"},
});

}  // namespace

extern ToolRow const kFillBetweenSlicesTool;
ToolRow const kFillBetweenSlicesTool = {.name = "fill_between_slices",
                                        .title = "Fill between slices",
                                        .rule =
                                            "half way between two drawn slices the shape that differs from both by "
                                            "equally many pixels, and so on by halves",
                                        .source = "Slicer, ITK MorphologicalContourInterpolation",
                                        .parameters = kParameters,
                                        .needs_mask = true,
                                        .may_empty = false,
                                        .run = run};

}  // namespace petra
