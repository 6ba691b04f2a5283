// The random walker between two kinds of seed, in a box.
#include "petra/segment/random_walker.hpp"

#include <array>

#include "petra/grid/crop.hpp"
#include "petra/segment/tools/kept_masks.hpp"
#include "petra/segment/tools/parameters.hpp"

namespace petra {

namespace {

constexpr std::string_view kName = "random_walker";

Result<Mask> run(EditScene& scene, ToolArguments const& arguments) {
  PETRA_TRY(auto const seeds, seed_labels(scene, kName, arguments));
  auto const box = arguments.has("box") ? arguments.box("box") : Box::whole(scene.geometry().size);
  RandomWalkerSettings settings;
  settings.beta = arguments.number("beta");
  settings.tolerance = arguments.number("tolerance");
  auto const part = std::get<Volume<std::uint8_t>>(crop(AnyVolume(seeds), box));
  PETRA_TRY(auto const probability, random_walker(crop(*scene.image, box), part, settings, *scene.workers));
  Mask mask(scene.geometry());
  std::size_t i = 0;
  for (std::int64_t z = box.first[2]; z <= box.last[2]; ++z) {
    for (std::int64_t y = box.first[1]; y <= box.last[1]; ++y) {
      for (std::int64_t x = box.first[0]; x <= box.last[0]; ++x)
        mask.at(x, y, z) = probability.voxels[i++] >= 0.5 ? 1 : 0;
    }
  }
  return mask;
}

constexpr auto kParameters = std::to_array<ToolParameter>({
    parameter::kForeground,
    parameter::kBackground,
    {.name = "box", .kind = ParameterKind::box, .help = "where the walker walks; without it the whole image"},
    {.name = "beta",
     .kind = ParameterKind::number,
     .help = "how much it shuns steps in intensity",
     .otherwise = "130",
     .minimum = 0,
     .maximum = 1e6},
    {.name = "tolerance",
     .kind = ParameterKind::number,
     .help = "of the solution, relative to the right side",
     .otherwise = "1e-6",
     .minimum = 1e-12,
     .maximum = 0.1},
});

}  // namespace

extern ToolRow const kRandomWalkerTool;
ToolRow const kRandomWalkerTool = {
    .name = kName,
    .title = "Random walker",
    .rule = "voxels from which a walker meets foreground first with a probability of at least 1/2",
    .source = "Grady, IEEE TPAMI 28 (2006); scikit-image random_walker",
    .parameters = kParameters,
    .needs_mask = false,
    .may_empty = false,
    .run = run};

}  // namespace petra
