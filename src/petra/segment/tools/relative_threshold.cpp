// A share of a maximum: 41 %, 50 % of SUVmax.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "petra/base/text.hpp"
#include "petra/segment/tools/parameters.hpp"
#include "petra/segment/tools/threshold_mask.hpp"

namespace petra {

namespace {

constexpr std::string_view kName = "relative_threshold";

Result<double> reference_of(EditScene const& scene, ToolArguments const& arguments) {
  auto const& of = arguments.text("of");
  auto const largest = [&](Mask const* within) -> Result<double> {
    if (auto const maximum = maximum_of(*scene.image, within)) return *maximum;
    return tool_error(kName, fmt::format("there is no number among the voxels of the {}", of), "Check the image");
  };
  if (of == "image") return largest(nullptr);
  if (of == "mask") {
    if (count_voxels(scene.mask) == 0)
      return tool_error(kName, "of: mask, but the mask is empty", "Mark the lesion first, or write of: seed");
    return largest(&scene.mask);
  }
  if (!arguments.has("seed"))
    return tool_error(kName, "of: seed, but there is no seed", "Write seed: [x, y, z], or of: image");
  double reference = value_at(*scene.image, arguments.voxels("seed").front());
  for (auto const& seed : arguments.voxels("seed")) reference = std::max(reference, value_at(*scene.image, seed));
  return reference;
}

Result<Mask> run(EditScene& scene, ToolArguments const& arguments) {
  PETRA_TRY(double const reference, reference_of(scene, arguments));
  if (!(reference > 0))
    return tool_error(kName,
                      fmt::format("the reference is {}, of which no share can be taken", format_number(reference)),
                      "Place the seed on the lesion's hottest voxel");
  double const threshold = arguments.number("fraction") * reference;
  scene.facts = {{"reference", reference}, {"threshold", threshold}};
  return threshold_mask(scene, kName, {.lower = threshold}, arguments);
}

constexpr auto kParameters = std::to_array<ToolParameter>({
    {.name = "fraction",
     .kind = ParameterKind::number,
     .help = "share of the reference",
     .otherwise = "0.41",
     .minimum = 0.001,
     .maximum = 1},
    {.name = "of",
     .kind = ParameterKind::text,
     .help = "the reference: value at the seed (the highest of several), maximum of the mask so far, or of the image",
     .otherwise = "seed",
     .choices = "seed|mask|image"},
    parameter::kSeed,
    parameter::kConnectivity,
});

}  // namespace

extern ToolRow const kRelativeThresholdTool;
ToolRow const kRelativeThresholdTool = {.name = kName,
                                        .title = "Threshold relative to SUVmax",
                                        .rule =
                                            "voxel >= fraction x reference, the product rounded to float32 for a "
                                            "float32 image; with seed, the part that is connected to it",
                                        .source = "ITK ConnectedThreshold; EANM guidelines 2.0 (41 %, 50 %)",
                                        .parameters = kParameters,
                                        .needs_mask = false,
                                        .may_empty = false,
                                        .run = run};

}  // namespace petra
