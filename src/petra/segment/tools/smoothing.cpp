// Slicer's Smoothing: median and Gaussian.
#include "petra/segment/smoothing.hpp"

#include <array>

#include "petra/segment/tools/parameters.hpp"

namespace petra {

namespace {

Result<Mask> by_median(EditScene& scene, ToolArguments const& arguments) {
  return median(scene.mask, arguments.radius("radius"));
}

Result<Mask> by_gaussian(EditScene& scene, ToolArguments const& arguments) {
  return gaussian_smoothed(scene.mask, arguments.number("sigma_mm"));
}

constexpr auto kMedianParameters = std::to_array<ToolParameter>({parameter::kRadius});
constexpr auto kGaussianParameters = std::to_array<ToolParameter>({
    {.name = "sigma_mm",
     .kind = ParameterKind::number,
     .help = "standard deviation",
     .otherwise = "3",
     .minimum = 0,
     .maximum = 1000},
});

}  // namespace

extern ToolRow const kMedianTool;
ToolRow const kMedianTool = {.name = "median",
                             .title = "Smoothing: median",
                             .rule = "what more than half of the (2 radius + 1)³ voxels round a voxel are",
                             .source = "ITK BinaryMedian",
                             .parameters = kMedianParameters,
                             .needs_mask = true,
                             .may_empty = false,
                             .run = by_median};

extern ToolRow const kGaussianTool;
ToolRow const kGaussianTool = {.name = "gaussian",
                               .title = "Smoothing: Gaussian",
                               .rule = "the mask as 0 and 1, smoothed, at least 1/2",
                               .source = "ITK DiscreteGaussian (maximum error 0.001); Slicer",
                               .parameters = kGaussianParameters,
                               .needs_mask = true,
                               .may_empty = false,
                               .run = by_gaussian};

}  // namespace petra
