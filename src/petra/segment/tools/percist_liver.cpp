// PERCIST's threshold from the liver.
#include <array>

#include "petra/segment/liver_reference.hpp"
#include "petra/segment/sphere.hpp"
#include "petra/segment/tools/parameters.hpp"
#include "petra/segment/tools/threshold_mask.hpp"

namespace petra {

namespace {

constexpr std::string_view kName = "percist_liver";

Result<Mask> run(EditScene& scene, ToolArguments const& arguments) {
  auto const sphere = sphere_mask(scene.geometry(), arguments.voxel("liver"), arguments.number("diameter_mm") / 2);
  PETRA_TRY(auto const liver, measure_liver(*scene.image, sphere));
  double const threshold = arguments.number("factor") * liver.mean + arguments.number("deviations") * liver.sd;
  scene.facts = {{"liver_mean", liver.mean},
                 {"liver_standard_deviation", liver.sd},
                 {"liver_voxels", static_cast<double>(liver.voxels)},
                 {"threshold", threshold}};
  if (arguments.text("suv") == "bw")
    scene.warnings.emplace_back("PERCIST is defined on SUL (lean body mass): this is its form on SUVbw");
  return threshold_mask(scene, kName, {.lower = threshold}, arguments);
}

constexpr auto kParameters = std::to_array<ToolParameter>({
    {.name = "liver", .kind = ParameterKind::voxel, .help = "centre of the sphere in the right lobe", .required = true},
    {.name = "diameter_mm",
     .kind = ParameterKind::number,
     .help = "of the sphere",
     .otherwise = "30",
     .minimum = 1,
     .maximum = 200},
    {.name = "factor",
     .kind = ParameterKind::number,
     .help = "of the liver's mean",
     .otherwise = "1.5",
     .minimum = 0.1,
     .maximum = 10},
    {.name = "deviations",
     .kind = ParameterKind::number,
     .help = "standard deviations added",
     .otherwise = "2",
     .minimum = 0,
     .maximum = 10},
    {.name = "suv",
     .kind = ParameterKind::text,
     .help = "what the image is: lbm (SUL), or bw",
     .otherwise = "bw",
     .choices = "bw|lbm"},
    parameter::kSeed,
    parameter::kConnectivity,
});

}  // namespace

extern ToolRow const kPercistLiverTool;
ToolRow const kPercistLiverTool = {.name = kName,
                                   .title = "PERCIST liver threshold",
                                   .rule =
                                       "voxel >= factor x mean + deviations x standard deviation (n - 1) of the voxels "
                                       "whose centres lie in the liver sphere",
                                   .source = "PERCIST 1.0, Wahl et al., J Nucl Med 50 (2009)",
                                   .parameters = kParameters,
                                   .needs_mask = false,
                                   .may_empty = false,
                                   .run = run};

}  // namespace petra
