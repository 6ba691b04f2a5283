// Slicer's Logical operators, with masks that keep or load has named.
#include <algorithm>
#include <array>

#include "petra/segment/tools/kept_masks.hpp"
#include "petra/segment/tools/parameters.hpp"

namespace petra {

namespace {

// combine(mask, other) voxel by voxel.
template <class Combine>
Result<Mask> with_other(EditScene const& scene, std::string_view tool, ToolArguments const& arguments,
                        Combine const& combine) {
  PETRA_TRY(auto const* other, kept_mask(scene, tool, "from", arguments.text("from")));
  Mask mask = scene.mask;
  for (std::size_t i = 0; i < mask.voxels.size(); ++i)
    mask.voxels[i] = combine(mask.voxels[i] != 0, other->voxels[i] != 0) ? 1 : 0;
  return mask;
}

Result<Mask> copy(EditScene& scene, ToolArguments const& arguments) {
  return with_other(scene, "copy", arguments, [](bool, bool other) { return other; });
}

Result<Mask> add(EditScene& scene, ToolArguments const& arguments) {
  return with_other(scene, "add", arguments, [](bool mask, bool other) { return mask || other; });
}

Result<Mask> subtract(EditScene& scene, ToolArguments const& arguments) {
  return with_other(scene, "subtract", arguments, [](bool mask, bool other) { return mask && !other; });
}

Result<Mask> intersect(EditScene& scene, ToolArguments const& arguments) {
  return with_other(scene, "intersect", arguments, [](bool mask, bool other) { return mask && other; });
}

Result<Mask> invert(EditScene& scene, ToolArguments const&) {
  Mask mask = scene.mask;
  for (auto& voxel : mask.voxels) voxel = voxel == 0 ? 1 : 0;
  return mask;
}

Result<Mask> clear(EditScene& scene, ToolArguments const&) {
  return Mask(scene.geometry());
}

Result<Mask> fill(EditScene& scene, ToolArguments const&) {
  Mask mask(scene.geometry());
  std::fill(mask.voxels.begin(), mask.voxels.end(), std::uint8_t{1});
  return mask;
}

constexpr auto kFromOther = std::to_array<ToolParameter>({parameter::kFrom});
constexpr std::string_view kSlicer = "Slicer Logical operators";

constexpr ToolRow make_row(std::string_view name, std::string_view title, std::string_view rule,
                           std::span<ToolParameter const> parameters, bool may_empty,
                           Result<Mask> (*run)(EditScene&, ToolArguments const&)) {
  return {.name = name,
          .title = title,
          .rule = rule,
          .source = kSlicer,
          .parameters = parameters,
          .needs_mask = false,
          .may_empty = may_empty,
          .run = run};
}

}  // namespace

extern ToolRow const kCopyTool, kAddTool, kSubtractTool, kIntersectTool, kInvertTool, kClearTool, kFillTool;
ToolRow const kCopyTool =
    make_row("copy", "Logical: copy", "the named mask takes the mask's place", kFromOther, false, copy);
ToolRow const kAddTool = make_row("add", "Logical: add", "what is in either", kFromOther, false, add);
ToolRow const kSubtractTool =
    make_row("subtract", "Logical: subtract", "what is in the mask and not in the other", kFromOther, false, subtract);
ToolRow const kIntersectTool =
    make_row("intersect", "Logical: intersect", "what is in both", kFromOther, false, intersect);
ToolRow const kInvertTool = make_row("invert", "Logical: invert", "what was not in the mask", {}, false, invert);
ToolRow const kClearTool = make_row("clear", "Logical: clear", "nothing", {}, true, clear);
ToolRow const kFillTool = make_row("fill", "Logical: fill", "the whole image", {}, false, fill);

}  // namespace petra
