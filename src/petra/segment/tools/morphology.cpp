// Opening, closing, dilation and erosion by a ball; margins and shells in millimetres.
#include <algorithm>
#include <array>

#include "petra/segment/ball.hpp"
#include "petra/segment/distance_map.hpp"
#include "petra/segment/tools/parameters.hpp"

namespace petra {

namespace {

// The radius in voxels: as written, or of `radius_mm`, rounded per axis as Slicer does.
Index3 radius_of(EditScene const& scene, ToolArguments const& arguments) {
  if (!arguments.has("radius_mm")) return arguments.radius("radius");
  Index3 radius = {};
  for (std::size_t k = 0; k < 3; ++k) {
    double const voxels = arguments.number("radius_mm") / scene.geometry().spacing_mm[static_cast<Eigen::Index>(k)];
    radius[k] = static_cast<std::int64_t>(std::min(voxels, 100.0) + 0.5);
  }
  return radius;
}

template <Mask (*kernel)(Mask const&, Index3 const&)>
Result<Mask> by_ball(EditScene& scene, ToolArguments const& arguments) {
  return kernel(scene.mask, radius_of(scene, arguments));
}

Result<Mask> margin(EditScene& scene, ToolArguments const& arguments) {
  return with_margin(scene.mask, arguments.number("mm"));
}

Result<Mask> shell(EditScene& scene, ToolArguments const& arguments) {
  auto const& use = arguments.text("use_mask_as");
  auto const side = use == "inside" ? ShellSide::inside : use == "medial" ? ShellSide::medial : ShellSide::outside;
  return hollow(scene.mask, arguments.number("thickness_mm"), side);
}

constexpr auto kBallParameters = std::to_array<ToolParameter>({
    parameter::kRadius,
    {.name = "radius_mm",
     .kind = ParameterKind::number,
     .help = "instead of radius: millimetres, rounded to voxels per axis",
     .minimum = 0,
     .maximum = 10000},
});
constexpr auto kMarginParameters = std::to_array<ToolParameter>({
    {.name = "mm",
     .kind = ParameterKind::number,
     .help = "grown where positive, shrunk where negative",
     .required = true,
     .minimum = -10000,
     .maximum = 10000},
});
constexpr auto kHollowParameters = std::to_array<ToolParameter>({
    {.name = "thickness_mm",
     .kind = ParameterKind::number,
     .help = "of the shell",
     .otherwise = "3",
     .minimum = 0,
     .maximum = 10000},
    {.name = "use_mask_as",
     .kind = ParameterKind::text,
     .help = "the mask is the shell's inside surface, its middle, or its outside surface",
     .otherwise = "inside",
     .choices = "inside|medial|outside"},
});

constexpr std::string_view kBall =
    "the ball holds voxels within the ellipsoid with half axes radius + 1/2 (19 voxels for 1)";

}  // namespace

extern ToolRow const kOpeningTool;
ToolRow const kOpeningTool = {.name = "opening",
                              .title = "Smoothing: opening",
                              .rule = kBall,
                              .source = "ITK BinaryMorphologicalOpening",
                              .parameters = kBallParameters,
                              .needs_mask = true,
                              .may_empty = false,
                              .run = by_ball<open>};

extern ToolRow const kClosingTool;
ToolRow const kClosingTool = {.name = "closing",
                              .title = "Smoothing: closing",
                              .rule = kBall,
                              .source = "ITK BinaryMorphologicalClosing (safe border)",
                              .parameters = kBallParameters,
                              .needs_mask = true,
                              .may_empty = false,
                              .run = by_ball<close>};

extern ToolRow const kDilateTool;
ToolRow const kDilateTool = {.name = "dilate",
                             .title = "Dilate",
                             .rule = kBall,
                             .source = "ITK BinaryDilate",
                             .parameters = kBallParameters,
                             .needs_mask = true,
                             .may_empty = false,
                             .run = by_ball<dilate>};

extern ToolRow const kErodeTool;
ToolRow const kErodeTool = {.name = "erode",
                            .title = "Erode",
                            .rule = kBall,
                            .source = "ITK BinaryErode (what is beyond the image counts as mask)",
                            .parameters = kBallParameters,
                            .needs_mask = true,
                            .may_empty = false,
                            .run = by_ball<erode>};

extern ToolRow const kMarginTool;
ToolRow const kMarginTool = {
    .name = "margin",
    .title = "Margin",
    .rule = "voxels at most so many mm (inside: negative) from the nearest centre of a boundary voxel",
    .source = "ITK SignedMaurerDistanceMap; Slicer Margin",
    .parameters = kMarginParameters,
    .needs_mask = true,
    .may_empty = false,
    .run = margin};

extern ToolRow const kHollowTool;
ToolRow const kHollowTool = {.name = "hollow",
                             .title = "Hollow",
                             .rule = "a shell of that thickness at the mask's surface, by the margin's distances",
                             .source = "Slicer Hollow",
                             .parameters = kHollowParameters,
                             .needs_mask = true,
                             .may_empty = false,
                             .run = shell};

}  // namespace petra
