// Fixed thresholds: SUV 2.5, 4.0, a window of Hounsfield units.
#include <array>

#include "petra/segment/tools/parameters.hpp"
#include "petra/segment/tools/threshold_mask.hpp"

namespace petra {

namespace {

constexpr std::string_view kName = "threshold";

Result<Mask> run(EditScene& scene, ToolArguments const& arguments) {
  IntensityRange range;
  range.lower = arguments.number("lower");
  if (arguments.has("upper")) range.upper = arguments.number("upper");
  if (range.upper < range.lower) return tool_error(kName, "upper is below lower", "Exchange them");
  return threshold_mask(scene, kName, range, arguments);
}

constexpr auto kParameters = std::to_array<ToolParameter>({
    {.name = "lower",
     .kind = ParameterKind::number,
     .help = "least intensity; it belongs to the mask",
     .required = true},
    {.name = "upper", .kind = ParameterKind::number, .help = "greatest intensity; it belongs to the mask"},
    parameter::kSeed,
    parameter::kConnectivity,
});

}  // namespace

extern ToolRow const kThresholdTool;
ToolRow const kThresholdTool = {
    .name = kName,
    .title = "Threshold",
    .rule = "lower <= voxel <= upper, in the image's own type; with seed, the part that is connected to it",
    .source = "ITK BinaryThreshold, ConnectedThreshold",
    .parameters = kParameters,
    .needs_mask = false,
    .may_empty = false,
    .run = run};

}  // namespace petra
