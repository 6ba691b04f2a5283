// Steps that change what later steps see: names for masks, the editable intensity range.
#include <fmt/format.h>

#include <array>

#include "petra/segment/mask_on_grid.hpp"
#include "petra/segment/tools/parameters.hpp"

namespace petra {

namespace {

Result<Mask> keep(EditScene& scene, ToolArguments const& arguments) {
  scene.kept.insert_or_assign(arguments.text("name"), scene.mask);
  return scene.mask;
}

Result<Mask> set_editable(EditScene& scene, ToolArguments const& arguments) {
  if (!arguments.has("lower") && !arguments.has("upper")) {
    scene.editable.reset();
    return scene.mask;
  }
  IntensityRange range;
  if (arguments.has("lower")) range.lower = arguments.number("lower");
  if (arguments.has("upper")) range.upper = arguments.number("upper");
  auto const editable = count_voxels(voxels_in_range(*scene.image, range));
  if (editable == 0)
    return tool_error("editable_intensity", "no voxel of the image lies in the range, so nothing could be changed",
                      "Choose a wider range");
  scene.facts = {{"editable_voxels", static_cast<double>(editable)}};
  scene.editable = range;
  return scene.mask;
}

Result<Mask> load(EditScene& scene, ToolArguments const& arguments) {
  constexpr std::string_view kName = "load";
  auto const& file = arguments.text("file");
  if (!scene.read_labels) return tool_error(kName, "no files can be read here", "Run it as petra segment");
  PETRA_TRY(auto const labels, scene.read_labels(file, arguments.has("structure") ? arguments.text("structure") : ""));
  std::optional<long long> label;
  if (arguments.has("label")) label = arguments.whole("label");
  auto const placement = arguments.text("placement") == "linear" ? MaskPlacing::linear_half : MaskPlacing::nearest;
  auto placed = label_on_grid(labels, label, scene.geometry(), placement);
  if (!placed) {
    auto error = std::move(placed).error();
    error.subject = file;
    return error;
  }
  if (auto const differences = geometry_differences(scene.geometry(), geometry_of(labels)); !differences.empty())
    scene.warnings.push_back(
        fmt::format("{} is not on the image's grid ({}): placed on it by geometry", file, differences.front()));
  Mask mask = std::move(*placed);
  if (!arguments.has("name")) return mask;
  scene.kept.insert_or_assign(arguments.text("name"), std::move(mask));
  return scene.mask;
}

constexpr auto kKeepParameters = std::to_array<ToolParameter>({
    {.name = "name", .kind = ParameterKind::text, .help = "under which later steps find it", .required = true},
});
constexpr auto kEditableParameters = std::to_array<ToolParameter>({
    {.name = "lower", .kind = ParameterKind::number, .help = "least intensity that may be changed"},
    {.name = "upper",
     .kind = ParameterKind::number,
     .help = "greatest; without either everything may be changed again"},
});
constexpr auto kLoadParameters = std::to_array<ToolParameter>({
    {.name = "file",
     .kind = ParameterKind::text,
     .help = "NRRD, .seg.nrrd, NIfTI or MetaImage; relative to the file of steps",
     .required = true},
    {.name = "label", .kind = ParameterKind::whole, .help = "the value to take; without it everything but 0"},
    {.name = "structure",
     .kind = ParameterKind::text,
     .help = "the segment of a .seg.nrrd: its name, number or a regular expression"},
    {.name = "placement",
     .kind = ParameterKind::text,
     .help = "of a mask on another grid: by its nearest voxel, or linear at least 1/2",
     .otherwise = "nearest",
     .choices = "nearest|linear"},
    {.name = "name",
     .kind = ParameterKind::text,
     .help = "under which later steps find it; without it, it takes the mask's place"},
});

}  // namespace

extern ToolRow const kKeepTool;
ToolRow const kKeepTool = {.name = "keep",
                           .title = "Keep the mask under a name",
                           .rule = "the mask itself goes on unchanged",
                           .source = "petra",
                           .parameters = kKeepParameters,
                           .needs_mask = true,
                           .may_empty = false,
                           .run = keep};

extern ToolRow const kEditableIntensityTool;
ToolRow const kEditableIntensityTool = {.name = "editable_intensity",
                                        .title = "Editable intensity range",
                                        .rule = "later steps change only voxels whose intensity lies in the range",
                                        .source = "Slicer Masking",
                                        .parameters = kEditableParameters,
                                        .needs_mask = false,
                                        .may_empty = true,
                                        .run = set_editable};

extern ToolRow const kLoadTool;
ToolRow const kLoadTool = {.name = "load",
                           .title = "Load a mask",
                           .rule = "voxels with the label, or all but 0, placed on the image's grid by geometry",
                           .source = "petra",
                           .parameters = kLoadParameters,
                           .needs_mask = false,
                           .may_empty = true,
                           .run = load};

}  // namespace petra
