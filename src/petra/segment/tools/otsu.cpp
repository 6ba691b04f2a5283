// Otsu's threshold of a box.
#include "petra/segment/otsu.hpp"

#include <array>

#include "petra/segment/flood.hpp"
#include "petra/segment/tools/parameters.hpp"
#include "petra/segment/tools/threshold_mask.hpp"

namespace petra {

namespace {

constexpr std::string_view kName = "otsu";

Result<Mask> run(EditScene& scene, ToolArguments const& arguments) {
  auto const& box = arguments.box("box");
  auto const threshold = otsu_threshold(*scene.image, box, static_cast<int>(arguments.whole("bins")));
  if (!threshold)
    return tool_error(kName, "the box holds voxels that are no finite numbers", "Choose a box without them");
  scene.facts = {{"threshold", *threshold}};
  Mask mask(scene.geometry());
  std::visit(
      [&](auto const& typed) {
        for (std::int64_t z = box.first[2]; z <= box.last[2]; ++z) {
          for (std::int64_t y = box.first[1]; y <= box.last[1]; ++y) {
            for (std::int64_t x = box.first[0]; x <= box.last[0]; ++x)
              mask.at(x, y, z) = static_cast<double>(typed.at(x, y, z)) > *threshold ? 1 : 0;
          }
        }
      },
      *scene.image);
  if (!arguments.has("seed")) return mask;
  return connected_to(mask, arguments.voxels("seed"), arguments.connectivity());
}

constexpr auto kParameters = std::to_array<ToolParameter>({
    {.name = "box",
     .kind = ParameterKind::box,
     .help = "where the histogram is taken and the mask made",
     .required = true},
    {.name = "bins",
     .kind = ParameterKind::whole,
     .help = "of the histogram",
     .otherwise = "128",
     .minimum = 2,
     .maximum = 65536},
    parameter::kSeed,
    parameter::kConnectivity,
});

}  // namespace

extern ToolRow const kOtsuTool;
ToolRow const kOtsuTool = {.name = kName,
                           .title = "Otsu threshold in a box",
                           .rule =
                               "voxels of the box above the threshold that parts its histogram into the two classes "
                               "with the greatest variance between them",
                           .source = "ITK OtsuThreshold",
                           .parameters = kParameters,
                           .needs_mask = false,
                           .may_empty = false,
                           .run = run};

}  // namespace petra
