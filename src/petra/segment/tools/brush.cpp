// Paint and Erase with a sphere, boxes.
#include <algorithm>
#include <array>

#include "petra/segment/sphere.hpp"
#include "petra/segment/tools/parameters.hpp"

namespace petra {

namespace {

// The spheres round the step's voxels put to `value`.
Mask brushed(EditScene const& scene, ToolArguments const& arguments, std::uint8_t value) {
  Mask mask = scene.mask;
  for (auto const& centre : arguments.voxels("at")) {
    auto const sphere = sphere_mask(scene.geometry(), centre, arguments.number("radius_mm"));
    for (std::size_t i = 0; i < mask.voxels.size(); ++i) {
      if (sphere.voxels[i] != 0) mask.voxels[i] = value;
    }
  }
  return mask;
}

template <class Use>
void for_each_row(Box const& box, Mask& mask, Use const& use) {
  for (std::int64_t z = box.first[2]; z <= box.last[2]; ++z) {
    for (std::int64_t y = box.first[1]; y <= box.last[1]; ++y)
      use(static_cast<std::ptrdiff_t>(mask.offset(box.first[0], y, z)), box.size()[0]);
  }
}

Result<Mask> paint(EditScene& scene, ToolArguments const& arguments) {
  return brushed(scene, arguments, 1);
}

Result<Mask> erase(EditScene& scene, ToolArguments const& arguments) {
  return brushed(scene, arguments, 0);
}

Result<Mask> fill_box(EditScene& scene, ToolArguments const& arguments) {
  Mask mask = scene.mask;
  for_each_row(arguments.box("box"), mask, [&](std::ptrdiff_t start, std::int64_t length) {
    std::fill_n(mask.voxels.begin() + start, length, std::uint8_t{1});
  });
  return mask;
}

Result<Mask> crop_to_box(EditScene& scene, ToolArguments const& arguments) {
  Mask mask(scene.geometry());
  for_each_row(arguments.box("box"), mask, [&](std::ptrdiff_t start, std::int64_t length) {
    std::copy_n(scene.mask.voxels.begin() + start, length, mask.voxels.begin() + start);
  });
  return mask;
}

constexpr auto kBrushParameters = std::to_array<ToolParameter>({
    {.name = "at", .kind = ParameterKind::voxels, .help = "centre of the sphere, or a list of them", .required = true},
    {.name = "radius_mm",
     .kind = ParameterKind::number,
     .help = "of the sphere; voxels whose centres lie in it",
     .required = true,
     .minimum = 0,
     .maximum = 10000},
});

constexpr auto kBoxParameters = std::to_array<ToolParameter>({
    {.name = "box", .kind = ParameterKind::box, .help = "first and last voxel", .required = true},
});

}  // namespace

extern ToolRow const kPaintTool;
ToolRow const kPaintTool = {.name = "paint",
                            .title = "Paint",
                            .rule = "adds the voxels whose centres lie in the spheres",
                            .source = "Slicer Paint, sphere brush",
                            .parameters = kBrushParameters,
                            .needs_mask = false,
                            .may_empty = false,
                            .run = paint};

extern ToolRow const kEraseTool;
ToolRow const kEraseTool = {.name = "erase",
                            .title = "Erase",
                            .rule = "removes the voxels whose centres lie in the spheres",
                            .source = "Slicer Erase, sphere brush",
                            .parameters = kBrushParameters,
                            .needs_mask = true,
                            .may_empty = false,
                            .run = erase};

extern ToolRow const kFillBoxTool;
ToolRow const kFillBoxTool = {.name = "fill_box",
                              .title = "Box",
                              .rule = "adds every voxel of the box",
                              .source = "petra",
                              .parameters = kBoxParameters,
                              .needs_mask = false,
                              .may_empty = false,
                              .run = fill_box};

extern ToolRow const kCropTool;
ToolRow const kCropTool = {.name = "crop",
                           .title = "Erase outside a box",
                           .rule = "removes what lies outside the box",
                           .source = "Slicer Scissors, erase outside",
                           .parameters = kBoxParameters,
                           .needs_mask = true,
                           .may_empty = false,
                           .run = crop_to_box};

}  // namespace petra
